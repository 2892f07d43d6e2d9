package dev.sinter;

import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Index;
import dev.sinter.ir.Node;
import dev.sinter.ir.View;
import dev.sinter.types.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a view sees its storage: a chain of view ops, read forwards and written backwards.
 *
 * @param parent what this is a view of, null for the whole storage
 * @param op     the last step
 * @param type   the type of what is seen
 */
record Lens(@Nullable Lens parent, View op, TensorType type) {
    /** This view of the storage's value. */
    Node get(Recording recording, Node whole) {
        return recording.add(op, parent == null ? whole : parent.get(recording, whole));
    }

    /** The storage's value with what is seen here replaced. */
    Node put(Recording recording, Node whole, Node seen) {
        Node before = parent == null ? whole : parent.get(recording, whole);
        Node after = switch (op) {
            case View.Transpose transpose -> recording.add(new View.Transpose(transpose.inverse()), seen);
            case View.Reshape reshape -> recording.add(new View.Reshape(before.shape()), seen);
            case View.Slice slice -> recording.add(new Index.Update(slice.starts(), slice.steps()), before, seen);
            case View.Expand expand ->
                throw new Diagnostic("an in-place operation on an expanded tensor of shape " + type.shape()
                        + ": several of its elements are the same element of " + before.shape() + "; clone() it first");
            case View.Pad pad -> throw new IllegalStateException("padding is no view");
            case View.Window window -> throw new Diagnostic("an in-place operation on windows of shape " + type.shape()
                    + ": neighbouring windows overlap; clone() them first");
        };
        return parent == null ? after : parent.put(recording, whole, after);
    }

    /** {@code lens}, or the whole storage where it is null, seen through one more op, whose type rule runs now. */
    static Lens through(@Nullable Lens lens, TensorType seen, View op) {
        return new Lens(lens, op, op.type(List.of(seen)));
    }

    /** Whether a slice is on the way. */
    boolean slices() {
        return op instanceof View.Slice || parent != null && parent.slices();
    }

    /** {@code inner} seen through {@code outer}; null is the view of everything. */
    static @Nullable Lens compose(@Nullable Lens outer, @Nullable Lens inner) {
        if (outer == null || inner == null) {
            return outer == null ? inner : outer;
        }
        return new Lens(compose(outer, inner.parent), inner.op, inner.type);
    }
}
