package dev.sinter;

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

/** Reverse-mode differentiation in its shortest form. */
final class ReverseMode {
    private ReverseMode() {}

    static List<Node> differentiate(Graph.Builder builder, List<Node> roots, List<Node> seeds, List<Node> wrt) {
        List<Node> order = Graph.reachable(List.of(), roots);
        Set<Node> active = new HashSet<>(wrt);
        for (Node node : order) {
            if (node.inputs().stream().anyMatch(active::contains)) {
                active.add(node);
            }
        }
        Map<Node, Node> flows = new HashMap<>();
        for (int i = 0; i < roots.size(); i++) {
            add(builder, flows, roots.get(i), seeds.get(i));
        }
        for (int i = order.size() - 1; i >= 0; i--) {
            Node node = order.get(i);
            Node flow = flows.get(node);
            if (flow == null || node.inputs().stream().noneMatch(active::contains)) {
                continue;
            }
            List<Node> back = node.op().gradient(new Gradient(builder, node, flow));
            for (int k = 0; k < back.size(); k++) {
                if (back.get(k) != null && active.contains(node.input(k))) {
                    add(builder, flows, node.input(k), back.get(k));
                }
            }
        }
        List<Node> result = new ArrayList<>();
        wrt.forEach(node -> result.add(flows.get(node)));
        return result;
    }

    private static void add(Graph.Builder builder, Map<Node, Node> flows, Node node, Node flow) {
        flows.merge(node, flow, (a, b) -> builder.add(Elementwise.ADD, a, b));
    }
}
