package dev.sinter;

import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Elementwise;
import dev.sinter.ir.Index;
import dev.sinter.ir.Node;
import dev.sinter.ir.Source;
import dev.sinter.ir.View;
import dev.sinter.types.Dim;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a view sees its storage: a chain of view ops, read forwards and written backwards.
 *
 * @param parent what this is a view of, null for the whole storage
 * @param from   the type of what the last step is a view of
 * @param op     the last step
 * @param type   the type of what is seen
 */
record Lens(@Nullable Lens parent, TensorType from, View op, TensorType type) {
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
            case View.Diagonal diagonal -> {
                Node spread = seen;
                for (View view : diagonal.spread(before.shape())) {
                    spread = recording.add(view, spread);
                }
                Node here = recording.add(Elementwise.EQ,
                        recording.add(new Source.Iota(before.shape(), diagonal.first())),
                        recording.add(new Source.Iota(before.shape(), diagonal.second())));
                yield recording.add(Elementwise.WHERE, here, spread, before);
            }
            case View.Expand expand when type.shape().numel().is(0) -> before;
            case View.Expand expand when before.shape().numel().equals(type.shape().numel()) ->
                recording.add(new View.Reshape(before.shape()), seen);
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
        TensorType type = op.type(List.of(seen));
        return lens != null && lens.op instanceof View.Expand && op instanceof View.Slice slice
                ? lens.slicedThenExpanded(slice, type)
                : new Lens(lens, seen, op, type);
    }

    /**
     * A slice of this expansion as an expansion of a slice, which is the same elements: where only one of each is left, it can be
     * written.
     */
    private Lens slicedThenExpanded(View.Slice slice, TensorType to) {
        int rank = from.shape().rank();
        int extra = type.shape().rank() - rank;
        List<Dim> starts = new ArrayList<>();
        List<Dim> sizes = new ArrayList<>();
        List<Integer> steps = new ArrayList<>();
        for (int axis = 0; axis < rank; axis++) {
            boolean repeats = !from.shape().dim(axis).equals(type.shape().dim(axis + extra));
            starts.add(repeats ? Dim.ZERO : slice.starts().get(axis + extra));
            sizes.add(repeats ? Dim.ONE : slice.sizes().get(axis + extra));
            steps.add(repeats ? 1 : slice.steps().get(axis + extra));
        }
        Lens sliced = through(parent, from, new View.Slice(starts, sizes, steps));
        return new Lens(sliced, sliced.type, new View.Expand(to.shape()), to);
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
        return new Lens(compose(outer, inner.parent), inner.from, inner.op, inner.type);
    }
}
