package dev.sinter.compiler.fuzz;

import dev.sinter.ir.Index;
import dev.sinter.ir.Node;
import dev.sinter.ir.Reduce;
import dev.sinter.ir.Source;
import dev.sinter.ir.View;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ops that go where data say, with indices that are within bounds; parts put together; and new sources. */
final class GrowIndexed {
    static final List<Grower> ALL = List.of(GrowIndexed::take, GrowIndexed::gather, GrowIndexed::update,
            GrowIndexed::concat, GrowIndexed::source);
    static final List<Grower> SMOOTH = List.of(
            GrowIndexed::take, GrowIndexed::gather, GrowIndexed::update, GrowIndexed::concat);

    private GrowIndexed() {}

    private static @Nullable Node tensor(Growth g) {
        return g.node(node -> node.shape().rank() >= 1 && (!g.smooth || node.type().dtype() == DType.F64));
    }

    private static @Nullable Node take(Growth g) {
        Node x = tensor(g);
        if (x == null) {
            return null;
        }
        int axis = g.random.nextInt(x.shape().rank());
        long size = g.value(x.shape().dim(axis));
        Node index;
        if (g.chance(3) && size > 0 && !g.smooth) {
            index = g.add(new Reduce.Over(Reduce.Kind.ARGMAX, List.of(axis)), x);
        } else {
            index = g.index(g.shape(g.random.nextInt(3)), size);
        }
        if (index == null) {
            return null;
        }
        Node taken = g.add(new Index.Take(axis), x, index);
        Index update = g.chance(3) ? new Index.TakeSet(axis) : new Index.TakeAdd(axis);
        return taken == null || g.chance(2) ? taken : g.add(update, x, index, like(g, taken.type()));
    }

    /** A node of that type: an old one or a new input. */
    private static Node like(Growth g, TensorType type) {
        Node old = g.node(node -> node.type().equals(type));
        return old == null || g.chance(2) ? g.input(type.dtype(), type.shape()) : old;
    }

    private static @Nullable Node gather(Growth g) {
        Node x = tensor(g);
        if (x == null) {
            return null;
        }
        int axis = g.random.nextInt(x.shape().rank());
        List<Dim> dims = new ArrayList<>(x.shape().dims());
        for (int i = 0; i < dims.size(); i++) {
            if (dims.get(i).isConstant() && g.chance(3)) {
                dims.set(i, Dim.of(g.random.nextLong(dims.get(i).constant() + 1)));
            }
        }
        dims.set(axis, g.shape(1).dim(0));
        if (!g.isSmall(Shape.of(dims))) {
            return null;
        }
        Node index = g.index(Shape.of(dims), g.value(x.shape().dim(axis)));
        if (index == null) {
            return null;
        }
        Node gathered = g.add(new Index.Gather(axis), x, index);
        Index update = g.chance(3) ? new Index.ScatterSet(axis) : new Index.ScatterAdd(axis);
        return gathered == null || g.chance(2) ? gathered : g.add(update, x, index, like(g, gathered.type()));
    }

    private static @Nullable Node update(Growth g) {
        Node x = tensor(g);
        if (x == null) {
            return null;
        }
        View.Slice slice = GrowViews.within(g, x.shape());
        Node value = like(g, new TensorType(x.type().dtype(), Shape.of(slice.sizes())));
        Node updated = g.add(new Index.Update(slice.starts(), slice.steps()), x, value);
        return updated == null || g.chance(2) ? updated : g.add(slice, updated);
    }

    private static @Nullable Node concat(Growth g) {
        Node x = tensor(g);
        if (x == null) {
            return null;
        }
        int axis = g.random.nextInt(x.shape().rank());
        List<Node> parts = new ArrayList<>(List.of(x));
        for (int more = g.random.nextInt(3); more > 0; more--) {
            List<Dim> dims = new ArrayList<>(x.shape().dims());
            dims.set(axis, g.shape(1).dim(0));
            boolean same = g.chance(2) || !g.isSmall(Shape.of(dims));
            Node other = same ? x : like(g, new TensorType(x.type().dtype(), Shape.of(dims)));
            parts.add(g.random.nextInt(parts.size() + 1), other);
        }
        return g.add(new Index.Concat(axis), parts.toArray(Node[]::new));
    }

    private static @Nullable Node source(Growth g) {
        Shape shape = g.shape(1 + g.random.nextInt(3));
        return switch (g.random.nextInt(4)) {
            case 0 -> g.add(new Source.Iota(g.node().shape(), 0));
            case 1 -> g.add(new Source.Size(g.node().shape().numel()));
            case 2 -> g.constant(g.dtype(), shape);
            default -> g.input(g.dtype(), shape);
        };
    }
}
