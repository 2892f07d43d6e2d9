package dev.sinter;

import dev.sinter.ir.Graph;
import dev.sinter.ir.Node;
import dev.sinter.ir.Op;
import dev.sinter.ir.Pointwise;
import dev.sinter.ir.Source;
import dev.sinter.types.Dim;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The nodes that one thread's recordings share. It outlives them: as inputs are numbered in order of use, a loop that does the same
 * again finds the very same nodes, and with them the programs and derivatives made for them before.
 */
final class Nodes {
    /** Beyond this the nodes are forgotten when a recording begins; programs are still found by their text. */
    private static final int MOST = 1 << 18;
    /** The same for evaluations, each of which keeps a program and so its classes, some 20 KB of them. */
    private static final int MOST_EVALUATIONS = 1 << 10;

    private final Graph.Builder builder = Graph.builder();
    /** By node id: whether the value depends on a leaf that requires a gradient, other than through a detach. */
    private final BitSet tainted = new BitSet();
    private final Map<Node, Integer> inputNumbers = new HashMap<>();
    private final Map<List<Object>, Evaluation> evaluations = new HashMap<>();
    private final Map<List<Object>, List<@Nullable Node>> derivatives = new HashMap<>();

    Graph.Builder builder() {
        return builder;
    }

    boolean isFull() {
        return builder.size() > MOST || evaluations.size() > MOST_EVALUATIONS;
    }

    Node add(Op op, List<Node> inputs) {
        int before = builder.size();
        Node node = builder.add(op, inputs);
        if (builder.size() > before && !(op instanceof Pointwise.Detach) && inputs.stream().anyMatch(this::isTainted)) {
            tainted.set(node.id());
        }
        return node;
    }

    boolean isTainted(Node node) {
        return tainted.get(node.id());
    }

    void taint(Node node) {
        tainted.set(node.id());
    }

    /** Input {@code number} of a recording; one that stands for a leaf is a node of its own. */
    Node input(int number, TensorType type, boolean isLeaf) {
        Node node = builder.input((isLeaf ? "w" : "x") + number, type);
        if (isLeaf) {
            tainted.set(node.id());
        }
        inputNumbers.put(node, number);
        return node;
    }

    /** Which input of a recording the node is, -1 where it is none. */
    int inputNumber(Node node) {
        return inputNumbers.getOrDefault(node, -1);
    }

    /** How to compute {@code outputs} when {@code known} need not be. */
    Evaluation evaluation(List<Node> outputs, List<Node> known) {
        List<Object> key = new ArrayList<>(outputs);
        key.add("known");
        key.addAll(known);
        return evaluations.computeIfAbsent(key, k -> new Evaluation(outputs, known));
    }

    /** What flows from {@code roots} to each of {@code wrt} when {@code seeds} flow into them. */
    List<@Nullable Node> derivative(List<Node> roots, List<Node> seeds, List<Node> wrt,
            Map<Node, UnaryOperator<Node>> hooks) {
        List<Object> key = new ArrayList<>(wrt);
        key.add("from");
        key.addAll(seeds);
        key.addAll(roots);
        List<@Nullable Node> found = hooks.isEmpty() ? derivatives.get(key) : null;
        if (found == null) {
            int before = builder.size();
            found = taintedSince(before, Programs.evaluator().differentiate(builder, roots, seeds, wrt, hooks));
            if (hooks.isEmpty()) {
                derivatives.put(key, found);
            }
        }
        return found;
    }

    /** How {@code roots} change when {@code wrt} change by {@code tangents}. */
    List<@Nullable Node> pushForward(List<Node> roots, List<Node> wrt, List<Node> tangents) {
        return taintedSince(builder.size(), Programs.evaluator().pushForward(builder, roots, wrt, tangents));
    }

    /** What {@code roots} are for all samples. */
    List<@Nullable Node> batch(List<Node> roots, Map<Node, Node> samples, Dim size) {
        return taintedSince(builder.size(), Programs.evaluator().batch(builder, roots, samples, size));
    }

    private List<@Nullable Node> taintedSince(int before, List<@Nullable Node> made) {
        for (Node node : made) {
            // What a pass made depends on the leaves as well; to say so always costs a detach at most.
            if (node != null && node.id() >= before) {
                tainted.set(node.id());
            }
        }
        return made;
    }

    /** What stands for one of many samples, which have no elements until the function of one sample has been batched. */
    Node sample(int number, TensorType type) {
        Node node = builder.input("sample" + number, type);
        tainted.set(node.id());
        return node;
    }

    /** Whether the value would need a sample's elements. */
    boolean needsSample(Node node) {
        return Graph.reachable(List.of(), List.of(node)).stream()
                .anyMatch(each -> each.op() instanceof Source.Input && inputNumber(each) < 0);
    }
}
