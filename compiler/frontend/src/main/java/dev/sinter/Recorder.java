package dev.sinter;

import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Node;
import dev.sinter.ir.Op;
import dev.sinter.ir.View;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What one thread is doing: where its calls are recorded, and in which mode. */
final class Recorder {
    /** So many ops are recorded at most before they are computed: a bound on memory, far above what one training step needs. */
    private static final int MOST_PENDING = 1 << 12;

    private static final ThreadLocal<Recorder> MINE = ThreadLocal.withInitial(Recorder::new);

    private Nodes nodes = new Nodes();
    private @Nullable Recording current;
    private boolean gradEnabled = true;
    private boolean isImmediate;

    private Recorder() {}

    static Recorder mine() {
        return MINE.get();
    }

    boolean gradEnabled() {
        return gradEnabled;
    }

    void setGradEnabled(boolean enabled) {
        gradEnabled = enabled;
    }

    boolean isImmediate() {
        return isImmediate;
    }

    void setImmediate(boolean immediate) {
        isImmediate = immediate;
    }

    /** Where calls go now. */
    Recording recording() {
        Recording open = current;
        if (open == null) {
            if (nodes.isFull()) {
                nodes = new Nodes();
            }
            open = new Recording(nodes);
            current = open;
        }
        return open;
    }

    @Nullable
    Recording swap(@Nullable Recording next) {
        Recording before = current;
        current = next;
        return before;
    }

    boolean isTracing() {
        return current != null && current.isTrace();
    }

    /** Ends a recording as far as this thread goes: the next call begins another. */
    static void seal(Recording recording) {
        Recorder mine = mine();
        if (mine.current == recording && !recording.isTrace()) {
            mine.current = null;
        }
    }

    /** Computes what has been written so far. */
    void flush() {
        Recording open = current;
        if (open != null && !open.isTrace()) {
            open.evaluateWritten();
            current = null;
        }
    }

    /** The result of {@code op} on these tensors, to be computed later. */
    Tensor apply(Op op, Tensor... operands) {
        boolean tracks = tracks(operands);
        Recording recording = recordingFor(operands, tracks);
        Node[] inputs = new Node[operands.length];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = operands[i].in(recording, tracks);
        }
        Node node = recording.add(op, inputs);
        Tensor result = Tensor.of(new Storage(Value.pending(recording, node)));
        if (tracks && node.type().dtype().isFloating()) {
            result.variable().setHistory(History.of(op.opName(), histories(recording, operands), recording, node));
        }
        finish(recording, result);
        return result;
    }

    /** The same elements in a storage of their own. */
    Tensor copy(Tensor tensor) {
        boolean tracks = tracks(tensor);
        Recording recording = recordingFor(new Tensor[]{tensor}, tracks);
        Node node = tensor.in(recording, tracks);
        Tensor result = Tensor.of(new Storage(Value.pending(recording, node)));
        if (tracks) {
            result.variable().setHistory(History.of("copy", histories(recording, tensor), recording, node));
        }
        finish(recording, result);
        return result;
    }

    /** Writes the result of {@code op} on these tensors into {@code target}, which it has the type of. */
    void write(Tensor target, Tensor value, String opName) {
        boolean tracks = tracks(target, value);
        target.variable().checkWritable(opName + "_", tracks, target.lens() != null);
        Recording recording = recordingFor(new Tensor[]{target, value}, tracks);
        Node seen = value.in(recording, tracks);
        Lens lens = target.lens();
        Variable variable = target.variable();
        if (lens != null) {
            Node before = variable.in(recording);
            boolean keeps = tracks && !variable.requiresGrad() && recording.isTainted(before);
            seen = lens.put(recording, keeps ? recording.detach(before) : before, seen);
        }
        // What was there before matters only where a part of it stays.
        List<History> from = !tracks
                ? List.of()
                : lens == null ? histories(recording, value) : histories(recording, Tensor.of(variable), value);
        variable.write(recording, seen, opName, from);
        if (isImmediate && !recording.isTrace()) {
            variable.storage().buffer();
        }
    }

    private boolean tracks(Tensor... operands) {
        if (!gradEnabled) {
            return false;
        }
        for (Tensor operand : operands) {
            if (operand.requiresGrad()) {
                return true;
            }
        }
        return false;
    }

    private static List<History> histories(Recording recording, Tensor... operands) {
        List<History> all = new ArrayList<>(operands.length);
        for (Tensor operand : operands) {
            History history = operand.variable().history(recording);
            if (history != null) {
                all.add(viewed(history, operand, recording));
            }
        }
        return all;
    }

    /** The history of a view: its variable's, seen through its ops. */
    static History viewed(History history, Tensor tensor, Recording recording) {
        return tensor.lens() == null || history.isReleased() ? history : viewed(history, tensor.lens(), recording);
    }

    private static History viewed(History history, Lens lens, Recording recording) {
        History parent = lens.parent() == null ? history : viewed(history, lens.parent(), recording);
        return History.of(lens.op().opName(), List.of(parent), recording, lens.get(recording, history.node()));
    }

    /** The recording in which an op on these takes place: where their history is. */
    private Recording recordingFor(Tensor[] operands, boolean tracks) {
        if (!tracks) {
            return recording();
        }
        if (!isTracing()) {
            // A leaf enters a recording as an input, so its elements are needed before anything else is recorded.
            for (Tensor operand : operands) {
                if (operand.variable().isLeaf() && operand.variable().storage().value().isPending()) {
                    operand.variable().storage().buffer();
                }
            }
        }
        Recording chosen = null;
        for (Tensor operand : operands) {
            History history = operand.variable().history();
            if (history == null || history.isReleased()) {
                continue;
            }
            if (chosen == null) {
                chosen = history.recording();
            } else if (history.recording() != chosen) {
                history.moveTo(chosen);
            }
        }
        if (chosen == null) {
            return recording();
        }
        if (!isTracing()) {
            current = chosen;
        }
        return chosen;
    }

    private void finish(Recording recording, Tensor result) {
        if (recording.isTrace()) {
            return;
        }
        if (isImmediate || recording.size() > MOST_PENDING) {
            result.variable().storage().buffer();
        }
    }

    /** A tensor that sees {@code tensor} through one more view op. */
    static Tensor view(Tensor tensor, View op) {
        return new Tensor(tensor.variable(), Lens.through(tensor.lens(), tensor.type(), op));
    }

    /** Computes the derivative of {@code root} into its leaves' gradients. */
    void backward(Tensor root, Tensor seed, boolean retain) {
        History history = viewed(
                Objects.requireNonNull(root.variable().history(recordingFor(new Tensor[]{root}, true))), root,
                recording());
        Recording recording = history.recording();
        List<History> behind = history.all();
        Map<Node, Variable> byNode = new HashMap<>();
        List<Node> nodesOfLeaves = new ArrayList<>();
        for (History each : behind) {
            Variable leaf = each.leaf();
            if (leaf != null && byNode.put(each.node(), leaf) == null) {
                nodesOfLeaves.add(each.node());
            }
        }
        List<@Nullable Node> flows = recording.nodes().derivative(history.node(), seed.in(recording, false),
                nodesOfLeaves);
        recording.addRoot(history.node());
        List<Value> group = new ArrayList<>();
        List<Tensor> gradients = new ArrayList<>();
        List<Variable> receivers = new ArrayList<>();
        for (int i = 0; i < flows.size(); i++) {
            Node flow = flows.get(i);
            if (flow != null) {
                Value value = Value.pending(recording, flow);
                group.add(value);
                gradients.add(Tensor.of(new Storage(value)));
                receivers.add(Objects.requireNonNull(byNode.get(nodesOfLeaves.get(i))));
            }
        }
        group.forEach(value -> value.setGroup(group));
        if (!retain) {
            behind.forEach(History::release);
        }
        boolean before = gradEnabled;
        gradEnabled = false;
        try {
            for (int i = 0; i < gradients.size(); i++) {
                accumulate(receivers.get(i), gradients.get(i));
            }
        } finally {
            gradEnabled = before;
        }
    }

    private void accumulate(Variable leaf, Tensor gradient) {
        Tensor sum = leaf.grad();
        if (sum == null) {
            leaf.setGrad(gradient);
        } else {
            sum.add_(gradient);
        }
        if (isImmediate && !isTracing()) {
            gradient.buffer();
        }
    }

    /** The derivatives of {@code root} by {@code inputs}; with {@code tracks} they can be differentiated again. */
    List<Tensor> gradients(Tensor root, Tensor seed, List<Tensor> inputs, boolean tracks) {
        Recording recording = recordingFor(new Tensor[]{root}, true);
        History history = viewed(Objects.requireNonNull(root.variable().history(recording)), root, recording);
        history.all();
        List<Node> wrt = inputs.stream().map(input -> input.in(recording, false)).toList();
        List<@Nullable Node> flows = recording.nodes().derivative(history.node(), seed.in(recording, false), wrt);
        List<Tensor> gradients = new ArrayList<>();
        List<Value> group = new ArrayList<>();
        for (int i = 0; i < flows.size(); i++) {
            Node flow = flows.get(i);
            if (flow == null) {
                throw new Diagnostic(
                        "grad: the result was not computed from input " + i + ", a tensor of " + inputs.get(i).type());
            }
            Value value = Value.pending(recording, flow);
            group.add(value);
            Tensor gradient = Tensor.of(new Storage(value));
            if (tracks) {
                gradient.variable().setHistory(History.of("grad", List.of(history), recording, flow));
            }
            gradients.add(gradient);
        }
        group.forEach(value -> value.setGroup(group));
        if (!tracks) {
            history.all().forEach(History::release);
        }
        return gradients;
    }
}
