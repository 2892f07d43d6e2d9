package dev.sinter;

import dev.sinter.ir.Diagnostic;
import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.io.MappedTensor;
import dev.sinter.types.TensorType;
import org.jspecify.annotations.Nullable;

/**
 * The memory that a tensor and its views share, seen from outside: a place that holds one value after the other.
 *
 * <p>A storage over a caller's array or a mapped file is never deferred: what reads it takes a copy of the moment, what writes it is
 * computed at once and copied there.
 */
final class Storage {
    private Value value;
    private long version;
    /** Over the caller's array, null for all others. */
    private final @Nullable Buffer callers;
    /** Over a file that other processes may write, null for all others. */
    private final @Nullable MappedTensor mapped;
    /** Inside of how many functions given to control ops it was made. */
    private final int depth = BodyRecording.depthHere();

    Storage(Value value) {
        this(value, null, null);
    }

    private Storage(Value value, @Nullable Buffer callers, @Nullable MappedTensor mapped) {
        this.value = value;
        this.callers = callers;
        this.mapped = mapped;
    }

    static Storage over(Buffer callers) {
        return new Storage(Value.known(callers), callers, null);
    }

    static Storage over(MappedTensor mapped) {
        // Of which nothing but the type is used.
        return new Storage(Value.filled(mapped.type(), 0), null, mapped);
    }

    TensorType type() {
        return value.type();
    }

    int depth() {
        return depth;
    }

    /** How often it has been written. */
    long version() {
        return version;
    }

    /** Whether others than Sinter write it. */
    boolean isShared() {
        return callers != null || mapped != null;
    }

    /** The value of this moment, which later writes do not change. */
    Value value() {
        return mapped != null ? Value.known(mapped.read()) : callers == null ? value : Value.known(callers.copy());
    }

    /** The elements of this moment; those of a caller's array themselves. */
    Buffer buffer() {
        return mapped != null ? mapped.read() : callers == null ? value.force() : callers;
    }

    /** The value of this moment as one that a program may take as an argument. */
    Value argument() {
        Value now = value();
        if (now.isFilled()) {
            now = Value.known(now.force());
            value = isShared() ? value : now;
        }
        return now;
    }

    /** Gives it another value without anybody noticing that it was written: one with the same elements, or one from before. */
    void replace(Value same) {
        value = same;
    }

    /** Goes back to an earlier value, if {@code failed} is what it holds. */
    void revert(Value failed, Value before) {
        if (value == failed) {
            value = before;
            version++;
        }
    }

    /** Notes that its buffer was written, or the copy that stood for a mapped file. */
    void written(Buffer elements) {
        version++;
        if (mapped != null) {
            mapped.write(elements, null);
        }
    }

    void set(Value next) {
        set(next, null);
    }

    /** @param before where only a part of the elements is written, those of before */
    void set(Value next, @Nullable Value before) {
        if (mapped != null) {
            if (mapped.isReadOnly()) {
                throw new Diagnostic("an in-place operation on " + type() + " over " + mapped.file()
                        + ", which is mapped to be read only; map it with Sinter.map to write it");
            }
            mapped.write(next.force(), before == null ? null : before.force());
        } else if (callers != null) {
            callers.copyFrom(next.force());
        } else {
            value = next;
        }
        version++;
    }
}
