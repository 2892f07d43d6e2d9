package dev.sinter.ir.judge;

import dev.sinter.ir.Elementwise;
import dev.sinter.ir.Gradient;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Literal;
import dev.sinter.ir.Node;
import dev.sinter.ir.Source;
import dev.sinter.types.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The chain rule in its shortest form, to test each op's own derivative: one sweep back over the nodes. */
final class Reverse {
    private Reverse() {}

    /** The derivatives of a float64 scalar by {@code inputs}; null where nothing flows. */
    static Map<Node, @Nullable Node> sweep(Graph.Builder builder, Node scalar, List<Node> inputs) {
        Map<Node, Node> flows = new HashMap<>();
        flows.put(scalar, builder.add(new Source.Constant(Literal.of(Shape.SCALAR, 1.0))));
        for (Node node : Graph.reachable(inputs, List.of(scalar)).reversed()) {
            Node flow = flows.get(node);
            if (flow == null || node.op() instanceof Source) {
                continue;
            }
            List<@Nullable Node> back = node.op().gradient(new Gradient(builder, node, flow));
            for (int i = 0; i < back.size(); i++) {
                if (back.get(i) != null) {
                    flows.merge(node.input(i), back.get(i), (a, b) -> builder.add(Elementwise.ADD, a, b));
                }
            }
        }
        Map<Node, @Nullable Node> result = new HashMap<>();
        inputs.forEach(input -> result.put(input, flows.get(input)));
        return result;
    }
}
