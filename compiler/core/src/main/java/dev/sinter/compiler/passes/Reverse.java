package dev.sinter.compiler.passes;

import dev.sinter.ir.Control;
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
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reverse-mode differentiation of nodes into nodes of the same builder, so that derivatives have derivatives again.
 *
 * <p><b>Order.</b> What flows to a node from several places is added up one after the other, {@code (first + second) + third}: first
 * the seeds, in the order of the roots; then what its readers send, the reader that {@link Graph#reachable} lists last being the first;
 * a reader that uses a node several times sends by operand, from the left. The order, hence every bit of a derivative, depends on
 * the structure of the graph alone. The results of one control op send together, where the first of them stands.
 */
public final class Reverse {
    private Reverse() {}

    /**
     * For each node of {@code wrt} what flows back to it from {@code roots} when {@code seeds} flow into them, of the node's own type;
     * null where nothing does. What flows to a node of {@code wrt} still flows on to the others.
     *
     * @param seeds one for each root, of the root's type
     * @throws IllegalArgumentException where a seed is missing or has not its root's type
     */
    public static List<@Nullable Node> flows(Graph.Builder builder, List<Node> roots, List<Node> seeds,
            List<Node> wrt) {
        return flows(builder, roots, seeds, wrt, Map.of());
    }

    /**
     * As above, and what flows to a node of {@code hooks}, once all of it has been added up, is replaced by what its hook makes of it.
     */
    public static List<@Nullable Node> flows(Graph.Builder builder, List<Node> roots, List<Node> seeds, List<Node> wrt,
            Map<Node, UnaryOperator<Node>> hooks) {
        return flows(builder, roots, seeds, wrt, hooks, Set.of());
    }

    /** As above, and nothing flows on from {@code ends}. */
    static List<@Nullable Node> flows(Graph.Builder builder, List<Node> roots, List<Node> seeds, List<Node> wrt,
            Map<Node, UnaryOperator<Node>> hooks, Set<Node> ends) {
        if (roots.size() != seeds.size()) {
            throw new IllegalArgumentException(
                    "each root needs a seed, but there are " + roots.size() + " roots and " + seeds.size() + " seeds");
        }
        List<Node> order = Graph.reachable(List.of(), roots);
        Set<Node> active = active(order, wrt);
        Map<Node, Node> flows = new HashMap<>();
        for (int i = 0; i < roots.size(); i++) {
            add(builder, flows, roots.get(i), seeds.get(i), "the seed");
        }
        for (int i = order.size() - 1; i >= 0; i--) {
            Node node = order.get(i);
            Node flow = flows.get(node);
            UnaryOperator<Node> hook = hooks.get(node);
            if (flow != null && hook != null) {
                flow = hook.apply(flow);
                if (!flow.type().equals(node.type())) {
                    throw new IllegalArgumentException(
                            "a hook gave " + flow + " where " + node + " needs " + node.type());
                }
                flows.put(node, flow);
            }
            if (ends.contains(node) || node.inputs().stream().noneMatch(active::contains)) {
                continue;
            }
            if (node.op() instanceof Control control) {
                Siblings siblings = Siblings.of(control, node.inputs(), order);
                // Once all that flows to any of them is there.
                if (siblings.first() == node) {
                    siblings.send(builder, flows, active);
                }
                continue;
            }
            if (flow == null) {
                continue;
            }
            List<@Nullable Node> back = node.op().gradient(new Gradient(builder, node, flow));
            for (int input = 0; input < node.inputs().size(); input++) {
                Node each = back.get(input);
                if (each != null && active.contains(node.input(input))) {
                    add(builder, flows, node.input(input), each, "the gradient of " + node.op().opName());
                }
            }
        }
        List<@Nullable Node> result = new ArrayList<>();
        wrt.forEach(node -> result.add(flows.get(node)));
        return result;
    }

    /** The nodes that stand for the results of one control op, in order. */
    private record Siblings(Control op, List<Node> nodes) {
        static Siblings of(Control op, List<Node> inputs, List<Node> order) {
            return new Siblings(op, order.stream().filter(node -> node.op() instanceof Control other
                    && node.inputs().equals(inputs) && other.withResult(0).equals(op.withResult(0))).toList());
        }

        Node first() {
            return nodes.get(0);
        }

        void send(Graph.Builder builder, Map<Node, Node> flows, Set<Node> active) {
            Map<Integer, Node> arrived = new TreeMap<>();
            for (Node node : nodes) {
                Node flow = flows.get(node);
                if (flow != null) {
                    arrived.put(((Control) node.op()).result(), flow);
                }
            }
            List<Node> inputs = first().inputs();
            Set<Integer> wanted = new HashSet<>();
            for (int i = 0; i < inputs.size(); i++) {
                if (active.contains(inputs.get(i))) {
                    wanted.add(i);
                }
            }
            List<@Nullable Node> back = ControlReverse.flows(builder, op, inputs, arrived, wanted);
            for (int i = 0; i < inputs.size(); i++) {
                Node each = back.get(i);
                if (each != null) {
                    add(builder, flows, inputs.get(i), each, "the gradient of " + op.opName());
                }
            }
        }
    }

    /** The nodes whose value depends on one of {@code wrt}, and those themselves. */
    private static Set<Node> active(List<Node> order, List<Node> wrt) {
        Set<Node> active = new HashSet<>(wrt);
        for (Node node : order) {
            if (node.inputs().stream().anyMatch(active::contains)) {
                active.add(node);
            }
        }
        return active;
    }

    private static void add(Graph.Builder builder, Map<Node, Node> flows, Node node, Node flow, String what) {
        if (!flow.type().equals(node.type())) {
            throw new IllegalArgumentException(
                    what + " is " + flow.type() + " where " + node + " needs " + node.type());
        }
        flows.merge(node, flow, (sum, next) -> builder.add(Elementwise.ADD, sum, next));
    }
}
