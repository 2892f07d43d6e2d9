package dev.sinter;

import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Node;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A function given to {@code cond}, {@code whileLoop} or {@code scan} while it is run, once, on tensors without elements. What it reads
 * from outside becomes an operand of the op around it.
 */
final class BodyRecording extends Recording {
    /** How many of these are open in all threads: while there are none, nobody needs to ask. */
    private static final AtomicInteger OPEN = new AtomicInteger();

    private final String asked;
    private final Recording outer;
    private final int depth;
    private final List<Node> arguments = new ArrayList<>();
    private final Map<Node, Captured> captured = new LinkedHashMap<>();

    /**
     * Something from outside.
     *
     * @param inside what stands for it in the body
     * @param tensor the tensor by which it was reached
     */
    record Captured(Node inside, Tensor tensor) {}

    /** @param asked the method that was called, for messages */
    BodyRecording(String asked, Recording outer) {
        super(new Nodes());
        this.asked = asked;
        this.outer = outer;
        this.depth = outer instanceof BodyRecording body ? body.depth + 1 : 1;
    }

    static int depthHere() {
        return OPEN.get() == 0 || !(Recorder.mine().current() instanceof BodyRecording body) ? 0 : body.depth;
    }

    static void open() {
        OPEN.incrementAndGet();
    }

    static void close() {
        OPEN.decrementAndGet();
    }

    String asked() {
        return asked;
    }

    /** By the node outside. */
    Map<Node, Captured> captured() {
        return captured;
    }

    @Override
    boolean isTrace() {
        return true;
    }

    /** An argument of the function. */
    Tensor argument(TensorType type) {
        Node node = nodes().builder().input("a" + arguments.size(), type);
        arguments.add(node);
        Tensor argument = Tensor.of(new Storage(Value.pending(this, node)));
        if (type.dtype().isFloating()) {
            // Whether it does require a gradient depends on what it will be: a carry may begin as a constant.
            nodes().taint(node);
            argument.variable().setHistory(History.of(asked, List.of(), this, node));
        }
        return argument;
    }

    /** Whether the tensor is a value of this body, or a number. */
    boolean owns(Tensor tensor) {
        Variable variable = tensor.variable();
        Value value = variable.storage().value();
        History history = variable.history();
        return value.isPending(this) || value.isFilled() && !variable.isLeaf()
                || history != null && !history.isReleased() && history.recording() == this;
    }

    /** What stands in the body for a tensor from outside. */
    Node capture(Tensor tensor) {
        Variable variable = tensor.variable();
        History history = variable.history();
        if (!(outer instanceof BodyRecording) && history != null && !history.isReleased()
                && history.recording() != outer) {
            history.moveTo(outer);
        }
        if (variable.isLeaf() && variable.storage().value().isPending() && !outer.isTrace()) {
            variable.storage().buffer();
        }
        return capture(tensor.in(outer, true), tensor);
    }

    private Node capture(Node outside, Tensor tensor) {
        Captured known = captured.computeIfAbsent(outside,
                node -> new Captured(nodes().builder().input("w" + captured.size(), node.type()), tensor));
        if (tensor.requiresGrad() && outside.type().dtype().isFloating()) {
            nodes().taint(known.inside());
        }
        return known.inside();
    }

    @Override
    Node bind(Value value) {
        return capture(value.in(outer), Tensor.of(new Storage(value)));
    }

    @Override
    Node bindLeaf(Variable variable) {
        return capture(Tensor.of(variable));
    }

    /** Where a tensor came from, as this body sees it. */
    History history(Tensor tensor) {
        return History.of("captured", List.of(), this, tensor.in(this, true));
    }

    /** Refuses a write to what is not the body's own: it would happen once, not in each step, and whatever the predicate. */
    void checkWritable(Tensor target, String opName) {
        Storage storage = target.variable().storage();
        if (storage.depth() >= depth) {
            return;
        }
        RandomStream random = RandomStream.shared();
        if (storage == random.next().variable().storage()) {
            throw new Diagnostic(
                    asked + ": a function given to it draws random numbers, but would draw the same ones each"
                            + " time; draw them before, and let it read them from outside or as a sequence");
        }
        throw new Diagnostic(asked + ": a function given to it writes (" + opName + "_) a tensor of "
                + target.variable().type()
                + " from outside; it may write only what it makes itself: return the new value instead, as a result or a carry");
    }

    @Override
    void wrote(Storage storage, Value old, Value next) {
        // Only the body's own, see checkWritable.
    }

    @Override
    void evaluate(List<Value> values) {
        throw new Diagnostic("the value of a tensor of " + values.get(0).type()
                + " was asked for inside of a function given to " + asked
                + ", which runs once to be recorded: there are only shapes and dtypes; keep looks (item, printing, export, conditions on"
                + " values) outside, or use where(), cond() or whileLoop()");
    }

    /** The body as a graph: of the arguments, then of what comes from outside. */
    Graph graph(String name, List<Node> results, List<Node> outside) {
        List<Node> inputs = new ArrayList<>(arguments);
        for (Node node : outside) {
            Captured known = captured.get(node);
            inputs.add(known != null
                    ? known.inside()
                    : nodes().builder().input("w" + captured.size() + "." + inputs.size(), node.type()));
        }
        Map<String, Node> outputs = new LinkedHashMap<>();
        results.forEach(node -> outputs.put("y" + outputs.size(), Objects.requireNonNull(node)));
        return nodes().builder().graph(name, inputs, outputs);
    }
}
