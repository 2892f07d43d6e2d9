package dev.sinter.compiler.fuzz;

import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Node;
import dev.sinter.ir.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Makes a failing graph smaller while it still fails: fewer outputs, and nodes replaced by fresh inputs or by one of their own inputs. */
final class Shrink {
    private static final int MOST_TRIES = 400;

    private Shrink() {}

    static Graph shrink(Graph graph, Predicate<Graph> fails) {
        Graph smallest = graph;
        int tries = 0;
        boolean again = true;
        while (again) {
            again = false;
            for (Graph candidate : candidates(smallest)) {
                if (++tries > MOST_TRIES) {
                    return smallest;
                }
                if (size(candidate) < size(smallest) && fails.test(candidate)) {
                    smallest = candidate;
                    again = true;
                    break;
                }
            }
        }
        return smallest;
    }

    private static int size(Graph graph) {
        return graph.nodes().size() * 2 + graph.outputs().size() + graph.inputs().size();
    }

    private static List<Graph> candidates(Graph graph) {
        List<Graph> candidates = new ArrayList<>();
        List<Node> nodes = graph.nodes();
        if (graph.outputs().size() > 1) {
            graph.outputs().forEach((name, value) -> {
                candidates.add(rebuild(graph, Map.of(name, value), null, null));
                Map<String, Node> fewer = new LinkedHashMap<>(graph.outputs());
                fewer.remove(name);
                candidates.add(rebuild(graph, fewer, null, null));
            });
        }
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node node = nodes.get(i);
            if (node.op() instanceof Source.Input) {
                continue;
            }
            // A prefix that ends here, a suffix that begins here, the node left out.
            candidates.add(rebuild(graph, Map.of("y0", node), null, null));
            candidates.add(rebuild(graph, graph.outputs(), node, null));
            for (Node input : node.inputs()) {
                if (input.type().equals(node.type())) {
                    candidates.add(rebuild(graph, graph.outputs(), node, input));
                }
            }
        }
        candidates.removeIf(candidate -> candidate == graph);
        return candidates;
    }

    /** The graph with these outputs, where {@code cut} has become {@code by}, or a fresh input for null; unused inputs are gone. */
    private static Graph rebuild(Graph graph, Map<String, Node> outputs, @Nullable Node cut, @Nullable Node by) {
        Graph.Builder builder = Graph.builder();
        Map<Node, Node> copies = new HashMap<>();
        List<Node> inputs = new ArrayList<>();
        try {
            List<Node> needed = Graph.reachable(List.of(), outputs.values());
            for (Node node : needed) {
                if (node.op() instanceof Source.Input) {
                    Node copy = builder.add(node.op());
                    copies.put(node, copy);
                    inputs.add(copy);
                } else if (node == cut && by == null) {
                    Node fresh = builder.input("cut" + node.id(), node.type());
                    copies.put(node, fresh);
                    inputs.add(fresh);
                } else if (node == cut) {
                    copies.put(node, java.util.Objects.requireNonNull(copies.get(by)));
                } else {
                    copies.put(node, builder.add(node.op(), node.inputs().stream().map(copies::get).toList()));
                }
            }
            Map<String, Node> renamed = new LinkedHashMap<>();
            outputs.forEach((name, node) -> renamed.put(name, java.util.Objects.requireNonNull(copies.get(node))));
            List<Node> used = Graph.reachable(List.of(), renamed.values());
            return builder.graph(graph.name(), inputs.stream().filter(used::contains).toList(), renamed);
        } catch (Diagnostic refused) {
            return graph;
        }
    }
}
