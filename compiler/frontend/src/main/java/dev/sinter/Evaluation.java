package dev.sinter;

import dev.sinter.ir.Custom;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Node;
import dev.sinter.ir.Pointwise;
import dev.sinter.ir.Source;
import dev.sinter.ir.View;
import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.Executable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How to compute some nodes of a recording: the program, what it reads, and what experience has taught to keep.
 *
 * <p>Nobody can say which intermediate values a Java program still holds and will ask for. So only what is asked for is computed. Where a
 * later look at the same recording has to compute something again, that is remembered here, and from the next time on the value is
 * computed along. A loop thus finds its outputs within two or three rounds.
 */
final class Evaluation {
    private final List<Node> asked;
    private final Set<Node> known;
    private final Set<Node> kept = new LinkedHashSet<>();
    private final List<Node> computed;
    private final BitSet computedIds = new BitSet();
    /** What the program reads: inputs of the recording and known nodes. */
    private final List<Node> inputs = new ArrayList<>();
    private List<Node> outputs;
    private @Nullable Executable program;

    Evaluation(List<Node> asked, List<Node> known) {
        this.asked = List.copyOf(asked);
        this.known = new HashSet<>(known);
        this.outputs = this.asked;
        this.computed = order();
    }

    /** The nodes to compute, each after its inputs; on the way the inputs are found. */
    private List<Node> order() {
        List<Node> order = new ArrayList<>();
        Set<Node> seen = new HashSet<>();
        Deque<Node> stack = new ArrayDeque<>();
        for (Node root : asked) {
            stack.push(root);
            while (!stack.isEmpty()) {
                Node node = stack.peek();
                if (seen.contains(node)) {
                    stack.pop();
                } else if (isGiven(node)) {
                    stack.pop();
                    seen.add(node);
                    inputs.add(node);
                } else if (seen.containsAll(node.inputs())) {
                    stack.pop();
                    seen.add(node);
                    order.add(node);
                    computedIds.set(node.id());
                } else {
                    for (int i = node.inputs().size() - 1; i >= 0; i--) {
                        stack.push(node.input(i));
                    }
                }
            }
        }
        return order;
    }

    private boolean isGiven(Node node) {
        return node.op() instanceof Source.Input || known.contains(node);
    }

    List<Node> computed() {
        return computed;
    }

    List<Node> known() {
        return List.copyOf(known);
    }

    boolean computes(Node node) {
        return computedIds.get(node.id());
    }

    /** Computes the outputs from the values that nodes which are given have. */
    Map<Node, Buffer> run(Function<Node, @Nullable Buffer> values) {
        @Nullable Buffer[] given = new @Nullable Buffer[inputs.size()];
        for (int i = 0; i < given.length; i++) {
            given[i] = values.apply(inputs.get(i));
        }
        @Nullable Buffer[] results = new @Nullable Buffer[outputs.size()];
        program().run(given, results);
        Map<Node, Buffer> computedValues = new LinkedHashMap<>();
        for (int i = 0; i < results.length; i++) {
            computedValues.put(outputs.get(i), Objects.requireNonNull(results[i]));
        }
        return computedValues;
    }

    private Executable program() {
        Executable made = program;
        if (made == null) {
            made = Programs.of(graph());
            program = made;
        }
        return made;
    }

    /** The nodes as a graph of their own whose names do not depend on the recording, so that equal ones have equal texts. */
    private Graph graph() {
        Graph.Builder builder = Graph.builder();
        Map<Node, Node> copies = new HashMap<>();
        List<Node> parameters = new ArrayList<>();
        for (Node input : inputs) {
            Node copy = builder.input("x" + parameters.size(), input.type());
            parameters.add(copy);
            copies.put(input, copy);
        }
        for (Node node : computed) {
            // Derivatives have been taken by now.
            copies.put(node, isOnlyForDerivatives(node)
                    ? copy(copies, node.input(0))
                    : builder.add(node.op(), node.inputs().stream().map(input -> copy(copies, input)).toList()));
        }
        Map<String, Node> results = new LinkedHashMap<>();
        for (Node output : outputs) {
            results.put("y" + results.size(), copy(copies, output));
        }
        return builder.graph("eager", parameters, results);
    }

    private static boolean isOnlyForDerivatives(Node node) {
        return node.op() instanceof Pointwise.Detach || node.op() instanceof Pointwise.Mark
                || node.op() instanceof Custom;
    }

    private static Node copy(Map<Node, Node> copies, Node node) {
        return Objects.requireNonNull(copies.get(node));
    }

    /** Learns that {@code later}, in the same recording, computed again what this had computed: its edge is kept from now on. */
    void learn(Evaluation later) {
        if (!computedIds.intersects(later.computedIds)) {
            return;
        }
        Set<Node> edge = new LinkedHashSet<>();
        for (Node node : later.asked) {
            keep(node, edge);
        }
        for (Node node : later.computed) {
            if (!computes(node)) {
                node.inputs().forEach(input -> keep(input, edge));
            }
        }
        edge.removeAll(asked);
        if (kept.addAll(edge)) {
            List<Node> more = new ArrayList<>(asked);
            more.addAll(kept);
            outputs = List.copyOf(more);
            program = null;
        }
    }

    private void keep(Node node, Set<Node> edge) {
        Node kernel = node;
        // A view is cheaper to take again than to keep.
        while (computes(kernel) && (kernel.op() instanceof View || isOnlyForDerivatives(kernel))) {
            kernel = kernel.input(0);
        }
        if (computes(kernel) && !(kernel.op() instanceof Source)) {
            edge.add(kernel);
        }
    }
}
