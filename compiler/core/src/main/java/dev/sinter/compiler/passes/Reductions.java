package dev.sinter.compiler.passes;

import dev.sinter.ir.Elementwise;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Node;
import dev.sinter.ir.Reduce;
import dev.sinter.ir.View;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Rules of reductions. */
final class Reductions {
    static final List<Rule> RULES = List.of(
            new Rule("reduce over no axes = x", Reductions::overNothing),
            new Rule("reduce over axes of size 1 = reshape", Reductions::overOnes),
            new Rule("max over max = max", Reductions::twice));

    private Reductions() {}

    private static boolean isPosition(Reduce.Kind kind) {
        return kind == Reduce.Kind.ARGMAX || kind == Reduce.Kind.ARGMIN;
    }

    private static @Nullable Node overNothing(Node node, Graph.Builder b) {
        if (!(node.op() instanceof Reduce.Over(Reduce.Kind kind, List<Integer> axes)) || !axes.isEmpty()) {
            return null;
        }
        return isPosition(kind) ? Known.filled(node.type(), 0, b) : node.input(0);
    }

    /** Such axes change neither the order of the elements nor their number. */
    private static @Nullable Node overOnes(Node node, Graph.Builder b) {
        if (!(node.op() instanceof Reduce.Over(Reduce.Kind kind, List<Integer> axes))) {
            return null;
        }
        Shape from = node.input(0).shape();
        List<Integer> longer = axes.stream().filter(axis -> !from.dim(axis).is(1)).toList();
        if (longer.size() == axes.size()) {
            return null;
        }
        if (longer.isEmpty() && isPosition(kind)) {
            return Known.filled(node.type(), 0, b);
        }
        List<Dim> dims = new ArrayList<>();
        List<Integer> left = new ArrayList<>();
        for (int axis = 0; axis < from.rank(); axis++) {
            if (longer.contains(axis)) {
                left.add(dims.size());
            }
            if (longer.contains(axis) || !axes.contains(axis)) {
                dims.add(from.dim(axis));
            }
        }
        Node shaped = b.add(new View.Reshape(Shape.of(dims)), node.input(0));
        if (!longer.isEmpty()) {
            return b.add(new Reduce.Over(kind, left), shaped);
        }
        // A sum begins with 0, and 0 + -0 is 0.
        return kind == Reduce.Kind.SUM && Known.isFloating(node)
                ? b.add(Elementwise.ADD, shaped, Known.filled(new TensorType(
                        node.type().dtype(), Shape.SCALAR), 0, b))
                : shaped;
    }

    /** Extremes, and integers in wrapping arithmetic, do not depend on the order. */
    private static @Nullable Node twice(Node node, Graph.Builder b) {
        if (!(node.op() instanceof Reduce.Over(Reduce.Kind outer, List<Integer> outerAxes))
                || !(node.input(0).op() instanceof Reduce.Over(Reduce.Kind inner, List<Integer> innerAxes))
                || outer != inner || isPosition(outer)) {
            return null;
        }
        boolean extreme = outer == Reduce.Kind.MAX || outer == Reduce.Kind.MIN;
        if (!extreme && Known.isFloating(node)) {
            return null;
        }
        Node x = node.input(0).input(0);
        List<Integer> kept = IntStream.range(0, x.shape().rank()).boxed()
                .filter(axis -> !innerAxes.contains(axis)).toList();
        List<Integer> all = new ArrayList<>(innerAxes);
        outerAxes.forEach(axis -> all.add(kept.get(axis)));
        return b.add(new Reduce.Over(outer, all), x);
    }
}
