package dev.sinter;

import dev.sinter.ir.Node;
import dev.sinter.ir.Source;
import dev.sinter.ir.View;
import dev.sinter.runtime.Buffer;
import dev.sinter.types.TensorType;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The elements of a storage at one moment. They never change; a write gives the storage another value.
 *
 * <p>A value is known (a buffer), or pending (a node of a recording, computed when somebody looks), or one number everywhere, which
 * becomes part of the programs that use it.
 */
final class Value {
    private final TensorType type;
    /** The bits of every element, where {@link #isFilled}. */
    private final long bits;
    private final boolean isFilled;
    private volatile @Nullable Buffer buffer;
    private volatile @Nullable Recording recording;
    private @Nullable Node node;
    /** Values of one origin, such as the gradients of one backward pass: they are computed together. */
    private @Nullable List<Value> group;
    /** Whether a recording has taken this in as an input, and may still read its buffer. */
    private boolean isBound;

    private Value(TensorType type, boolean isFilled, long bits) {
        this.type = type;
        this.isFilled = isFilled;
        this.bits = bits;
    }

    static Value known(Buffer buffer) {
        Value value = new Value(buffer.type(), false, 0);
        value.buffer = buffer;
        return value;
    }

    static Value pending(Recording recording, Node node) {
        Value value = new Value(node.type(), false, 0);
        value.recording = recording;
        value.node = node;
        return value;
    }

    static Value filled(TensorType type, long bits) {
        return new Value(type, true, bits);
    }

    TensorType type() {
        return type;
    }

    @Nullable
    Buffer buffer() {
        return buffer;
    }

    /** Whether its elements are in memory. */
    boolean isStored() {
        return buffer != null && !isFilled;
    }

    boolean isFilled() {
        return isFilled;
    }

    /** Whether its elements are still to be computed by {@code by}. */
    boolean isPending(Recording by) {
        return buffer == null && recording == by;
    }

    boolean isPending() {
        return buffer == null && recording != null;
    }

    /** The node of a pending value. */
    Node node() {
        return Objects.requireNonNull(node);
    }

    @Nullable
    List<Value> group() {
        return group;
    }

    void setGroup(List<Value> values) {
        group = values;
    }

    /** Turns a pending value into a known one, which needs its recording no longer. */
    void settle(Buffer elements) {
        buffer = elements;
        recording = null;
        node = null;
        group = null;
    }

    /** The elements, computed now where they are not known yet. */
    Buffer force() {
        Buffer known = buffer;
        if (known != null) {
            return known;
        }
        if (isFilled) {
            known = Buffer.filled(type, bits);
            buffer = known;
            return known;
        }
        Recording pendingIn = recording;
        if (pendingIn != null) {
            pendingIn.evaluate(this);
        }
        return Objects.requireNonNull(buffer);
    }

    /** This value as a node of {@code by}: its own node there, or an input that stands for it. */
    Node in(Recording by) {
        if (isFilled) {
            Node number = by.add(Source.Constant.scalar(type.dtype(), bits));
            return type.shape().rank() == 0 ? number : by.add(new View.Expand(type.shape()), number);
        }
        Node pending = node;
        // Another thread may settle it at this moment.
        if (recording == by && pending != null) {
            return pending;
        }
        return by.input(this);
    }

    /** Notes that a recording has taken this in as an input. */
    void bind() {
        isBound = true;
    }

    boolean isBound() {
        return isBound;
    }
}
