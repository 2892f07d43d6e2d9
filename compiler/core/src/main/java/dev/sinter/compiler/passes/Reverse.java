package dev.sinter.compiler.passes;

import dev.sinter.ir.Elementwise;
import dev.sinter.ir.Gradient;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reverse-mode differentiation by adjoints (Griewank and Walther, Evaluating Derivatives, chapter 3.2): nodes in, nodes of the same builder
 * out.
 *
 * <p>Where several flows meet they are added in the order in which the readers were made, latest first.
 */
public final class Reverse {
    private Reverse() {}

    /**
     * For each of {@code wrt} what flows back to it when {@code seeds} flow into {@code roots}, null where nothing does.
     *
     * @param seeds one for each root, of its type
     */
    public static List<@Nullable Node> flows(Graph.Builder builder, List<Node> roots, List<Node> seeds,
            List<Node> wrt) {
        List<Node> order = Graph.reachable(List.of(), roots);
        Set<Node> needed = needed(order, new HashSet<>(wrt));
        Map<Node, Node> flows = new HashMap<>();
        for (int i = 0; i < roots.size(); i++) {
            accumulate(builder, flows, roots.get(i), seeds.get(i));
        }
        // Nodes come after their inputs: backwards, a node's flow is complete when it is reached.
        for (int i = order.size() - 1; i >= 0; i--) {
            Node node = order.get(i);
            Node flow = flows.get(node);
            if (flow == null || !needed.contains(node) || node.inputs().stream().noneMatch(needed::contains)) {
                continue;
            }
            List<@Nullable Node> back = node.op().gradient(new Gradient(builder, node, flow));
            for (int k = 0; k < back.size(); k++) {
                Node each = back.get(k);
                if (each != null && needed.contains(node.input(k))) {
                    accumulate(builder, flows, node.input(k), each);
                }
            }
        }
        List<@Nullable Node> result = new ArrayList<>();
        wrt.forEach(node -> result.add(flows.get(node)));
        return result;
    }

    /** The nodes whose value depends on one of {@code wrt}. */
    private static Set<Node> needed(List<Node> order, Set<Node> wrt) {
        Set<Node> needed = new HashSet<>();
        for (Node node : order) {
            if (wrt.contains(node) || node.inputs().stream().anyMatch(needed::contains)) {
                needed.add(node);
            }
        }
        return needed;
    }

    private static void accumulate(Graph.Builder builder, Map<Node, Node> flows, Node node, Node flow) {
        flows.merge(node, flow, (a, b) -> builder.add(Elementwise.ADD, a, b));
    }
}
