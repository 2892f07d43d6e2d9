package dev.sinter;

import dev.sinter.runtime.Buffer;
import dev.sinter.types.TensorType;
import org.jspecify.annotations.Nullable;

/**
 * The memory that a tensor and its views share, seen from outside: a place that holds one value after the other.
 *
 * <p>A storage over a caller's array is never deferred: what reads it takes a copy of the moment, what writes it is computed at
 * once and copied into the array.
 */
final class Storage {
    private Value value;
    private long version;
    /** Over the caller's array, null for all others. */
    private final @Nullable Buffer callers;

    Storage(Value value) {
        this.value = value;
        this.callers = null;
    }

    private Storage(Buffer callers) {
        this.value = Value.known(callers);
        this.callers = callers;
    }

    static Storage over(Buffer callers) {
        return new Storage(callers);
    }

    TensorType type() {
        return value.type();
    }

    /** How often it has been written. */
    long version() {
        return version;
    }

    boolean isCallers() {
        return callers != null;
    }

    /** The value of this moment, which later writes do not change. */
    Value value() {
        return callers == null ? value : Value.known(callers.copy());
    }

    /** The elements of this moment; those of a caller's array themselves. */
    Buffer buffer() {
        return callers == null ? value.force() : callers;
    }

    /** The value of this moment as one that a program may take as an argument. */
    Value argument() {
        Value now = value();
        if (now.isFilled()) {
            now = Value.known(now.force());
            value = callers == null ? now : value;
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

    /** Notes that its buffer was written. */
    void touch() {
        version++;
    }

    void set(Value next) {
        version++;
        if (callers == null) {
            value = next;
        } else {
            callers.copyFrom(next.force());
        }
    }
}
