package dev.sinter.compiler.passes;

import dev.sinter.ir.Graph;
import dev.sinter.ir.Node;
import dev.sinter.ir.View;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Rules of index maps: what changes nothing goes, two of a kind become one. */
final class Views {
    static final List<Rule> RULES = List.of(
            new Rule("transpose in order = x", Views::transposeInOrder),
            new Rule("transpose transpose = transpose", Views::transposeTwice),
            new Rule("transpose of axes of size 1 = reshape", Views::transposeOfOnes),
            new Rule("reshape or expand to the same shape = x", (node, b) -> isReshapeOrExpand(node)
                    && node.shape().equals(node.input(0).shape()) ? node.input(0) : null),
            new Rule("reshape reshape = reshape", (node, b) -> node.op() instanceof View.Reshape
                    && node.input(0).op() instanceof View.Reshape ? b.add(node.op(), node.input(0).input(0)) : null),
            new Rule("expand expand = expand", (node, b) -> node.op() instanceof View.Expand
                    && node.input(0).op() instanceof View.Expand ? b.add(node.op(), node.input(0).input(0)) : null),
            new Rule("slice of everything = x", Views::sliceOfAll),
            new Rule("slice slice = slice", Views::sliceTwice),
            new Rule("pad by nothing = x", Views::padByNothing),
            new Rule("pad pad = pad", Views::padTwice),
            new Rule("window of size 1 = reshape", Views::windowOfOne));

    private Views() {}

    private static boolean isReshapeOrExpand(Node node) {
        return node.op() instanceof View.Reshape || node.op() instanceof View.Expand;
    }

    private static @Nullable Node transposeInOrder(Node node, Graph.Builder b) {
        return node.op() instanceof View.Transpose(List<Integer> axes)
                && axes.equals(IntStream.range(0, axes.size()).boxed().toList()) ? node.input(0) : null;
    }

    private static @Nullable Node transposeTwice(Node node, Graph.Builder b) {
        return node.op() instanceof View.Transpose(List<Integer> outer)
                && node.input(0).op() instanceof View.Transpose(List<Integer> inner)
                        ? b.add(new View.Transpose(outer.stream().map(inner::get).toList()), node.input(0).input(0))
                        : null;
    }

    private static @Nullable Node transposeOfOnes(Node node, Graph.Builder b) {
        if (!(node.op() instanceof View.Transpose(List<Integer> axes))) {
            return null;
        }
        Shape from = node.input(0).shape();
        List<Integer> moved = axes.stream().filter(axis -> !from.dim(axis).is(1)).toList();
        return moved.equals(moved.stream().sorted().toList())
                ? b.add(new View.Reshape(node.shape()), node.input(0))
                : null;
    }

    private static @Nullable Node sliceOfAll(Node node, Graph.Builder b) {
        if (!(node.op() instanceof View.Slice(List<Dim> starts, List<Dim> sizes, List<Integer> steps))
                || !node.shape().equals(node.input(0).shape())) {
            return null;
        }
        for (int axis = 0; axis < sizes.size(); axis++) {
            // Of one element any step gives the same; of none any start.
            boolean inPlace = starts.get(axis).is(0) && (steps.get(axis) == 1 || sizes.get(axis).is(1));
            if (!inPlace && !sizes.get(axis).is(0)) {
                return null;
            }
        }
        return node.input(0);
    }

    private static @Nullable Node sliceTwice(Node node, Graph.Builder b) {
        if (!(node.op() instanceof View.Slice outer) || !(node.input(0).op() instanceof View.Slice inner)) {
            return null;
        }
        List<Dim> starts = new ArrayList<>();
        List<Integer> steps = new ArrayList<>();
        for (int axis = 0; axis < outer.sizes().size(); axis++) {
            long step = (long) inner.steps().get(axis) * outer.steps().get(axis);
            if (step != (int) step) {
                return null;
            }
            starts.add(inner.starts().get(axis).plus(outer.starts().get(axis).times(inner.steps().get(axis))));
            steps.add((int) step);
        }
        return b.add(new View.Slice(starts, outer.sizes(), steps), node.input(0).input(0));
    }

    private static @Nullable Node padByNothing(Node node, Graph.Builder b) {
        if (!(node.op() instanceof View.Pad pad) || !node.shape().equals(node.input(0).shape())) {
            return null;
        }
        for (int axis = 0; axis < pad.gaps().size(); axis++) {
            boolean dense = pad.gaps().get(axis) == 0 || node.shape().dim(axis).is(1);
            if (!pad.low().get(axis).is(0) || !pad.high().get(axis).is(0) || !dense) {
                return null;
            }
        }
        return node.input(0);
    }

    private static @Nullable Node padTwice(Node node, Graph.Builder b) {
        if (!(node.op() instanceof View.Pad outer) || !(node.input(0).op() instanceof View.Pad inner)
                || Double.doubleToRawLongBits(outer.value()) != Double.doubleToRawLongBits(inner.value())
                || outer.gaps().stream().anyMatch(gap -> gap != 0)) {
            return null;
        }
        List<Dim> low = new ArrayList<>();
        List<Dim> high = new ArrayList<>();
        for (int axis = 0; axis < outer.gaps().size(); axis++) {
            if (restores(inner.low().get(axis), outer.low().get(axis))
                    || restores(inner.high().get(axis), outer.high().get(axis))) {
                return null;
            }
            low.add(inner.low().get(axis).plus(outer.low().get(axis)));
            high.add(inner.high().get(axis).plus(outer.high().get(axis)));
        }
        return b.add(new View.Pad(low, high, inner.gaps(), inner.value()), node.input(0).input(0));
    }

    /** Whether padding by the sum could bring back what the first one cropped. */
    private static boolean restores(Dim first, Dim second) {
        return !first.isNonNegative() && !second.times(-1).isNonNegative();
    }

    private static @Nullable Node windowOfOne(Node node, Graph.Builder b) {
        return node.op() instanceof View.Window window
                && window.sizes().stream().allMatch(size -> size == 1)
                && window.strides().stream().allMatch(stride -> stride == 1)
                        ? b.add(new View.Reshape(node.shape()), node.input(0))
                        : null;
    }
}
