package dev.sinter;

import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Node;
import dev.sinter.ir.Op;
import dev.sinter.ir.Pointwise;
import dev.sinter.ir.Source;
import dev.sinter.ir.View;
import dev.sinter.runtime.Buffer;
import dev.sinter.types.TensorType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Calls whose results are still to be computed: nodes, and the values that stand behind their inputs.
 *
 * <p>When somebody looks at a value it is computed, and with it the new values of all storages that were written; then the next call
 * begins another recording. Only what has a history in this one comes back to it.
 */
class Recording {
    private final Nodes nodes;
    /** The values of the inputs, by number. */
    private final List<Value> inputs = new ArrayList<>();
    private final Map<Value, Node> bound = new HashMap<>();
    private final Map<Variable, Leaf> leaves = new HashMap<>();
    /** Nodes computed so far. */
    private final Map<Node, Buffer> known = new LinkedHashMap<>();
    private final List<Evaluation> past = new ArrayList<>();
    /** Storages from before this recording that were written in it. */
    private final Map<Storage, Written> written = new LinkedHashMap<>();
    /** Where gradients flowed from: most programs look at them. */
    private final Set<Node> roots = new LinkedHashSet<>();
    /** The user's lines that divide integers or index: what is wrong with them shows only later. */
    private final Map<Node, StackTraceElement> faultable = new HashMap<>();
    private int size;
    private int marks;
    private int samples;

    /** What a storage held before it was written, and what it holds now. */
    private record Written(Value before, Value latest) {}

    /** A leaf as it was when it was first used, and what stands for it. */
    private record Leaf(long version, History history) {}

    Recording(Nodes nodes) {
        this.nodes = nodes;
    }

    final Nodes nodes() {
        return nodes;
    }

    /** How many ops have been recorded since the last evaluation. */
    final int size() {
        return size;
    }

    /** Whether values can be computed here, or only described. */
    boolean isTrace() {
        return false;
    }

    /** Adds a node, running its type rule. */
    final Node add(Op op, Node... operands) {
        synchronized (nodes) {
            size++;
            Node node = nodes.add(op, List.of(operands));
            if (Faults.isPossible(node)) {
                Diagnostic.currentUserLine().ifPresent(line -> faultable.put(node, line));
            }
            return node;
        }
    }

    final boolean isTainted(Node node) {
        synchronized (nodes) {
            return nodes.isTainted(node);
        }
    }

    /** The input that stands for a value from elsewhere. */
    final Node input(Value value) {
        Node known = bound.get(value);
        if (known == null) {
            known = bind(value);
            bound.put(value, known);
        }
        return known;
    }

    /** A new input that stands for a value from elsewhere. */
    Node bind(Value value) {
        value.force();
        return newInput(value, false);
    }

    private Node newInput(Value value, boolean isLeaf) {
        synchronized (nodes) {
            inputs.add(value);
            value.bind();
            return nodes.input(inputs.size() - 1, value.type(), isLeaf);
        }
    }

    /** What stands for a variable that requires a gradient and was not computed from others. */
    final History leaf(Variable variable) {
        Leaf leaf = leaves.get(variable);
        long version = variable.storage().version();
        if (leaf == null || leaf.version != version) {
            leaf = new Leaf(version, History.leaf(variable, this, bindLeaf(variable)));
            leaves.put(variable, leaf);
        }
        return leaf.history;
    }

    /** A node of its own for the leaf, even where another has the same elements. */
    Node bindLeaf(Variable variable) {
        return newInput(variable.snapshot(), true);
    }

    /** A node for the same value through which no derivative flows. */
    final Node detach(Node node) {
        return add(new Pointwise.Detach(0), node);
    }

    /** Notes that a storage was given {@code next} in place of {@code old}. */
    void wrote(Storage storage, Value old, Value next) {
        // Other threads may look at a tensor of this recording while its own goes on.
        synchronized (nodes) {
            Written earlier = written.get(storage);
            if (earlier != null || !old.isPending(this)) {
                written.put(storage, new Written(earlier == null ? old : earlier.before, next));
            }
        }
    }

    /** A node for the same value that is distinct from it. */
    final Node mark(Node node) {
        return add(new Pointwise.Mark(marks++), node);
    }

    /** A node for the same value; what is computed from it is computed again, not shared. */
    final Node barrier(Node node) {
        return add(new Pointwise.Barrier(marks++), node);
    }

    /** What stands for one of many samples of {@code type}. */
    final Node sample(TensorType type) {
        synchronized (nodes) {
            return nodes.sample(samples++, type);
        }
    }

    private boolean needsSample(Node node) {
        return samples > 0 && !isTrace() && nodes.needsSample(node);
    }

    final void addRoot(Node node) {
        synchronized (nodes) {
            roots.add(node);
        }
    }

    /** Computes {@code value}, which is pending here, and what belongs with it. */
    final void evaluate(Value value) {
        if (value.isPending(this) && needsSample(value.node())) {
            throw new Diagnostic("the value of a tensor of " + value.type()
                    + " was asked for inside of a function given to vmap, which runs once for all samples: there is one shape but no"
                    + " single value; keep looks (item, printing, export, conditions on values) outside, or use where()");
        }
        List<Value> group = value.group();
        evaluate(group == null ? List.of(value) : group);
    }

    /** Computes the new values of all storages that were written. */
    final void evaluateWritten() {
        evaluate(written.values().stream().map(Written::latest).toList());
    }

    /** Computes these values, those of them that are pending here. */
    void evaluate(List<Value> asked) {
        synchronized (nodes) {
            Recorder.seal(this);
            Set<Node> wanted = new LinkedHashSet<>();
            asked.forEach(value -> want(value, wanted));
            if (wanted.isEmpty()) {
                return;
            }
            written.values().forEach(each -> want(each.latest, wanted));
            roots.stream().filter(root -> !known.containsKey(root) && !needsSample(root)).forEach(wanted::add);
            try {
                if (Recorder.mine().isImmediate()) {
                    runOneByOne(wanted);
                }
                List<Node> left = wanted.stream().filter(node -> !known.containsKey(node)).toList();
                if (!left.isEmpty()) {
                    run(left);
                }
                asked.forEach(this::settle);
                written.values().forEach(each -> settle(each.latest));
            } catch (RuntimeException | Error e) {
                Node culprit = e instanceof RuntimeException ? firstFault(wanted) : null;
                written.forEach((storage, each) -> keepOrRevert(storage, each, culprit));
                throw e;
            } finally {
                written.clear();
                roots.clear();
            }
        }
    }

    /** The first op to be recorded, among those behind {@code wanted}, that cannot be computed; null where none is to blame. */
    private @Nullable Node firstFault(Set<Node> wanted) {
        return Graph.reachable(List.of(), wanted).stream()
                .filter(node -> !known.containsKey(node)
                        && Faults.isPossible(node))
                .sorted(Comparator.comparingInt(Node::id))
                .filter(node -> !isComputed(node)).findFirst().orElse(null);
    }

    private boolean isComputed(Node node) {
        try {
            run(List.of(node));
            return true;
        } catch (ArithmeticException | IndexOutOfBoundsException e) {
            return false;
        }
    }

    /**
     * Computes what a storage was given before the op that failed was asked for; otherwise the storage holds its old value again. So an
     * optimiser's step that fails leaves the weights as they were, and what was written earlier stays.
     */
    private void keepOrRevert(Storage storage, Written each, @Nullable Node culprit) {
        Value latest = each.latest;
        if (latest.isPending(this) && culprit != null && latest.node().id() < culprit.id()
                && (known.containsKey(latest.node()) || isComputed(latest.node()))) {
            settle(latest);
        } else if (latest.isPending(this)) {
            storage.revert(latest, each.before);
        }
    }

    private void want(Value value, Set<Node> wanted) {
        settle(value);
        if (value.isPending(this) && !needsSample(value.node())) {
            wanted.add(value.node());
        }
    }

    private void settle(Value value) {
        if (value.isPending(this)) {
            Buffer buffer = buffer(value.node());
            if (buffer != null) {
                value.settle(buffer);
            }
        }
    }

    /** Computes each op on the way to {@code wanted} by itself, as the calls of a backward pass that nobody sees. */
    private void runOneByOne(Set<Node> wanted) {
        for (Node node : Graph.reachable(List.of(), wanted)) {
            boolean computes = !(node.op() instanceof Source || node.op() instanceof View
                    || node.op() instanceof Pointwise.Detach);
            if (computes && !known.containsKey(node)) {
                run(List.of(node));
            }
        }
    }

    private void run(List<Node> wanted) {
        Evaluation evaluation = nodes.evaluation(wanted, known.isEmpty() ? List.of() : cut(wanted));
        boolean learns = !Recorder.mine().isImmediate();
        if (learns) {
            past.forEach(earlier -> earlier.learn(evaluation));
        }
        try {
            known.putAll(evaluation.run(this::buffer));
        } catch (ArithmeticException e) {
            throw new Faults(evaluation, this::buffer, faultable).explain(e);
        } catch (IndexOutOfBoundsException e) {
            throw new Faults(evaluation, this::buffer, faultable).explain(e);
        }
        if (learns) {
            past.add(evaluation);
        }
        size = 0;
    }

    /** The known nodes that are met first on the way back from {@code wanted}. */
    private List<Node> cut(List<Node> wanted) {
        List<Node> met = new ArrayList<>();
        Set<Node> seen = new HashSet<>(wanted);
        Deque<Node> open = new ArrayDeque<>(wanted);
        while (!open.isEmpty()) {
            for (Node input : open.pop().inputs()) {
                if (seen.add(input)) {
                    if (known.containsKey(input)) {
                        met.add(input);
                    } else {
                        open.push(input);
                    }
                }
            }
        }
        return met;
    }

    private @Nullable Buffer buffer(Node node) {
        if (node.op() instanceof Source.Input) {
            return inputs.get(nodes.inputNumber(node)).force();
        }
        return known.get(node);
    }

    /** Takes in a node of another recording with all that led to it; {@code done} holds what has been taken in already. */
    final Node adopt(Recording other, Node root, Map<Node, Node> done) {
        synchronized (nodes) {
            for (Node node : Graph.reachable(List.of(), List.of(root))) {
                if (done.containsKey(node)) {
                    continue;
                }
                Node mine = node.op() instanceof Source.Input
                        ? other.rebind(node, this)
                        : nodes.add(node.op() instanceof Pointwise.Mark ? new Pointwise.Mark(marks++) : node.op(),
                                node.inputs().stream()
                                        .map(input -> Objects.requireNonNull(done.get(input))).toList());
                done.put(node, mine);
                Buffer buffer = other.known.get(node);
                if (buffer != null) {
                    known.put(mine, buffer);
                }
            }
            return Objects.requireNonNull(done.get(root));
        }
    }

    private Node rebind(Node input, Recording to) {
        if (nodes.inputNumber(input) < 0) {
            if (to.nodes != nodes) {
                throw new Diagnostic(
                        "vmap: the function combines its argument with a tensor whose history is too long ago;"
                                + " evaluate() that tensor's graph, or detach() it, before");
            }
            to.samples = Math.max(to.samples, samples);
            return input;
        }
        for (Map.Entry<Variable, Leaf> leaf : leaves.entrySet()) {
            if (leaf.getValue().history.node() == input
                    && leaf.getValue().version == leaf.getKey().storage().version()) {
                return to.leaf(leaf.getKey()).node();
            }
        }
        return to.newInput(inputs.get(nodes.inputNumber(input)), nodes.isTainted(input));
    }
}
