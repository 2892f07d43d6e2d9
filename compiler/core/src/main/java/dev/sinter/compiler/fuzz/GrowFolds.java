package dev.sinter.compiler.fuzz;

import dev.sinter.ir.Contract;
import dev.sinter.ir.Node;
import dev.sinter.ir.Reduce;
import dev.sinter.ir.Row;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reductions, contractions, orders and running results. */
final class GrowFolds {
    static final List<Grower> ALL = List.of(
            GrowFolds::reduce, GrowFolds::reduce, GrowFolds::matmul, GrowFolds::matmul, GrowFolds::conv,
            GrowFolds::row);

    private GrowFolds() {}

    private static @Nullable Node row(Growth g) {
        Node x = g.node(node -> node.shape().rank() >= 1 && isNumber(node)
                && (!g.smooth || node.type().dtype() == DType.F64));
        if (x == null) {
            return null;
        }
        int axis = g.random.nextInt(x.shape().rank());
        if (g.chance(3) && !g.smooth) {
            return g.add(new Row.Argsort(axis, g.chance(2)), x);
        }
        Row.Kind kind = g.any(Arrays.asList(Row.Kind.values()));
        Row op = new Row.Accumulate(kind, axis, g.chance(3));
        if (kind != Row.Kind.LINEAR) {
            return g.add(op, x);
        }
        Node old = g.node(node -> node.type().equals(x.type()));
        return g.add(op, x, old == null || g.chance(2) ? g.input(x.type().dtype(), x.shape()) : old);
    }

    private static @Nullable Node reduce(Growth g) {
        Node x = g.node();
        List<Integer> axes = GrowViews.axes(g, x.shape());
        axes = axes.subList(0, g.chance(10) ? 0 : Math.min(axes.size(), 1 + g.random.nextInt(3)));
        Reduce.Kind kind = g.smooth || g.chance(3) ? Reduce.Kind.SUM : g.any(Arrays.asList(Reduce.Kind.values()));
        return g.add(new Reduce.Over(kind, axes), x);
    }

    private static boolean isNumber(Node node) {
        return node.type().dtype() != DType.BOOL;
    }

    private static @Nullable Node matmul(Growth g) {
        Node a = g.node(node -> node.shape().rank() >= 2 && isNumber(node));
        if (a == null) {
            return null;
        }
        DType dtype = a.type().dtype();
        Shape left = a.shape();
        Node old = g.node(node -> node.shape().rank() >= 2 && node.type().dtype() == dtype
                && node.shape().dim(-2).equals(left.dim(-1)));
        if (old != null && g.chance(2)) {
            return g.add(new Contract.MatMul(), a, old);
        }
        Shape batch = g.partner(Shape.of(left.dims().subList(0, left.rank() - 2)));
        List<Dim> dims = new ArrayList<>(batch.dims());
        dims.add(left.dim(-1));
        dims.add(g.shape(1).dim(0));
        Shape right = Shape.of(dims);
        return g.isSmall(right) ? g.add(new Contract.MatMul(), a, g.input(dtype, right)) : null;
    }

    private static @Nullable Node conv(Growth g) {
        Node old = g.chance(2) ? g.node(node -> node.shape().rank() >= 3 && isNumber(node)) : null;
        Node x = old == null ? image(g) : old;
        int spatial = x.shape().rank() - 3;
        List<Dim> kernel = new ArrayList<>(
                List.of(x.shape().dim(1), Dim.of(1 + g.random.nextInt(g.chance(3) ? 17 : 3)), x.shape().dim(2)));
        List<Integer> strides = new ArrayList<>();
        List<Integer> dilations = new ArrayList<>();
        List<Dim> low = new ArrayList<>();
        List<Dim> high = new ArrayList<>();
        for (int s = 0; s < spatial; s++) {
            int size = 1 + g.random.nextInt(3);
            kernel.add(Dim.of(size));
            strides.add(1 + g.random.nextInt(3));
            dilations.add(1 + g.random.nextInt(2));
            low.add(Dim.of(g.random.nextInt(4) - 1));
            high.add(Dim.of(g.random.nextInt(4) - 1));
            long room = g.value(x.shape().dim(3 + s).plus(low.get(s)).plus(high.get(s)))
                    - ((size - 1L) * dilations.get(s) + 1);
            if (room < 0) {
                return null;
            }
        }
        DType dtype = x.type().dtype();
        if (dtype == DType.BOOL || !g.isSmall(Shape.of(kernel))) {
            return null;
        }
        Node weight = g.input(dtype, Shape.of(kernel));
        return g.add(new Contract.Conv(strides, low, high, dilations), x, weight);
    }

    private static Node image(Growth g) {
        List<Dim> dims = new ArrayList<>(g.shape(1).dims());
        dims.add(Dim.of(1 + g.random.nextInt(2)));
        dims.add(Dim.of(1 + g.random.nextInt(3)));
        int spatial = g.random.nextInt(3);
        for (int s = 0; s < spatial; s++) {
            dims.add(Dim.of(g.chance(3) ? g.size() : 3 + g.random.nextInt(6)));
        }
        while (!g.isSmall(Shape.of(dims))) {
            dims.set(g.random.nextInt(dims.size()), Dim.of(1 + g.random.nextInt(3)));
        }
        return g.input(g.dtype(), Shape.of(dims));
    }
}
