package dev.sinter.compiler.passes;

import dev.sinter.ir.Graph;
import dev.sinter.ir.Node;
import dev.sinter.ir.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Applies rules to graphs, by sweeps into fresh builders; what nothing needs any more stays behind. */
public final class Rewrite {
    /** A sweep goes from inputs to outputs, so that a few sweeps do; a rule that still fires after so many undoes another. */
    static final int MOST_SWEEPS = 50;

    private Rewrite() {}

    /** Makes one node anew from its new inputs. */
    public interface Step {
        Node make(Node node, List<Node> inputs, Graph.Builder builder);
    }

    /** The graph with every node but the inputs made anew by {@code step}, each after its inputs. */
    public static Graph sweep(Graph graph, Graph.Builder builder, Step step) {
        Map<Node, Node> made = new HashMap<>();
        for (Node node : graph.nodes()) {
            List<Node> inputs = new ArrayList<>();
            node.inputs().forEach(input -> inputs.add(get(made, input)));
            made.put(node, node.op() instanceof Source.Input
                    ? builder.add(node.op(), inputs)
                    : step.make(node, inputs, builder));
        }
        List<Node> inputs = graph.inputs().stream().map(input -> get(made, input)).toList();
        Map<String, Node> outputs = new LinkedHashMap<>();
        graph.outputs().forEach((name, output) -> outputs.put(name, get(made, output)));
        return builder.graph(graph.name(), inputs, outputs);
    }

    /** The graph with all its nodes in {@code builder}. */
    public static Graph copy(Graph graph, Graph.Builder builder) {
        return sweep(graph, builder, (node, inputs, to) -> to.add(node.op(), inputs));
    }

    private static Node get(Map<Node, Node> nodes, Node key) {
        return Objects.requireNonNull(nodes.get(key), "a node comes after its inputs");
    }

    /**
     * Sweeps until no rule fires; gives the graph itself where none fires at all.
     *
     * @throws IllegalStateException naming the rules that still fire after {@value #MOST_SWEEPS} sweeps, or the rule that gives a
     *                               node another type
     */
    public static Graph fixpoint(Graph graph, List<Rule> rules, Changes changes) {
        Graph current = graph;
        Map<String, Integer> fired = new TreeMap<>();
        for (int sweep = 0; sweep < MOST_SWEEPS; sweep++) {
            fired.clear();
            Graph next = sweep(current, Graph.builder(),
                    (node, inputs, builder) -> settle(builder.add(node.op(), inputs), builder, rules, changes, fired));
            if (fired.isEmpty()) {
                return current;
            }
            current = next;
        }
        throw new IllegalStateException("@" + graph.name() + ": rules still fire after " + MOST_SWEEPS
                + " sweeps, so some undo what others do: "
                + fired.entrySet().stream().map(e -> "'" + e.getKey() + "' (" + e.getValue() + " times in the last)")
                        .collect(Collectors.joining(", ")));
    }

    /** Applies rules to a node and to what takes its place until none fires; what goes on for too long is left to the next sweep. */
    private static Node settle(Node node, Graph.Builder builder, List<Rule> rules, Changes changes,
            Map<String, Integer> fired) {
        Node current = node;
        for (int i = 0; i < MOST_SWEEPS; i++) {
            Node next = apply(current, builder, rules, changes, fired);
            if (next == null) {
                return current;
            }
            current = next;
        }
        return current;
    }

    private static @Nullable Node apply(Node node, Graph.Builder builder, List<Rule> rules, Changes changes,
            Map<String, Integer> fired) {
        for (Rule rule : rules) {
            Node next = rule.rewriting().rewrite(node, builder);
            if (next == null || next == node) {
                continue;
            }
            if (!next.type().equals(node.type())) {
                throw new IllegalStateException(
                        "the rule '" + rule.name() + "' replaces " + node + " by " + next + ", of another type");
            }
            if (changes.allow(rule.name())) {
                fired.merge(rule.name(), 1, Integer::sum);
                return next;
            }
        }
        return null;
    }
}
