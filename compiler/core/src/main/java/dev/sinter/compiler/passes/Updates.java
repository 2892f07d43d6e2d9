package dev.sinter.compiler.passes;

import dev.sinter.ir.Graph;
import dev.sinter.ir.Index;
import dev.sinter.ir.Node;
import dev.sinter.ir.View;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rules of parts that are put together and read again. */
final class Updates {
    private static final int MOST_PARTS = 16;

    static final List<Rule> RULES = List.of(
            new Rule("concat x = x", (node, b) -> node.op() instanceof Index.Concat && node.inputs().size() == 1
                    ? node.input(0)
                    : null),
            new Rule("concat with nothing = concat without", Updates::concatOfNothing),
            new Rule("concat of many = concat of concats", Updates::concatOfMany),
            new Rule("update of everything = the new value", Updates::updateOfAll),
            new Rule("slice of an update = the new value", Updates::readBack));

    private Updates() {}

    private static @Nullable Node concatOfNothing(Node node, Graph.Builder b) {
        if (!(node.op() instanceof Index.Concat(int axis))) {
            return null;
        }
        List<Node> some = node.inputs().stream().filter(input -> !input.shape().dim(axis).is(0)).toList();
        return some.isEmpty() || some.size() == node.inputs().size() ? null : b.add(node.op(), some);
    }

    /** A kernel reads a few arrays only. */
    private static @Nullable Node concatOfMany(Node node, Graph.Builder b) {
        if (!(node.op() instanceof Index.Concat) || node.inputs().size() <= MOST_PARTS) {
            return null;
        }
        List<Node> parts = new ArrayList<>();
        for (int i = 0; i < node.inputs().size(); i += MOST_PARTS) {
            parts.add(b.add(node.op(), node.inputs().subList(i, Math.min(i + MOST_PARTS, node.inputs().size()))));
        }
        return b.add(node.op(), parts);
    }

    private static @Nullable Node updateOfAll(Node node, Graph.Builder b) {
        return node.op() instanceof Index.Update update && node.input(1).shape().equals(node.shape())
                && update.starts().stream().allMatch(start -> start.is(0))
                && update.steps().stream().allMatch(step -> step == 1) ? node.input(1) : null;
    }

    /** The same places are read as were written. */
    private static @Nullable Node readBack(Node node, Graph.Builder b) {
        return node.op() instanceof View.Slice slice && node.input(0).op() instanceof Index.Update update
                && slice.starts().equals(update.starts()) && slice.steps().equals(update.steps())
                && node.shape().equals(node.input(0).input(1).shape()) ? node.input(0).input(1) : null;
    }
}
