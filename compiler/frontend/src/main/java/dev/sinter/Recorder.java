package dev.sinter;

import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Node;
import dev.sinter.ir.Op;
import dev.sinter.ir.View;
import java.util.ArrayList;
import java.util.List;
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
    private boolean isInference;
    /** How many functions of one sample are being run, inside one another. */
    private int samplings;

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

    boolean isInference() {
        return isInference;
    }

    void setInference(boolean inference) {
        isInference = inference;
    }

    /** Whether a function of one sample is being run, whose tensors have no elements. */
    boolean isSampling() {
        return samplings > 0;
    }

    void beginSampling() {
        samplings++;
    }

    void endSampling() {
        samplings--;
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
    Recording current() {
        return current;
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
        if (mine.current == recording && !recording.isTrace() && !mine.isSampling()) {
            mine.current = null;
        }
    }

    /** Computes what has been written so far. */
    void flush() {
        Recording open = current;
        if (open != null && !open.isTrace()) {
            open.evaluateWritten();
            seal(open);
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
            result.variable().setHistory(History.of(History.name(op), histories(recording, operands), recording, node));
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
        if (current instanceof BodyRecording body) {
            body.checkWritable(target, opName);
        }
        if (target.variable().isInference() && !isInference) {
            throw new Diagnostic(
                    opName + "_: the tensor was computed in inference mode and cannot be written outside of it;"
                            + " clone() it first");
        }
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
        if (isImmediate && !recording.isTrace() && !isSampling()) {
            variable.storage().buffer();
        }
    }

    /** Whether what is computed from these requires a gradient. */
    boolean tracks(Tensor... operands) {
        if (!gradEnabled || isInference) {
            return false;
        }
        boolean tracks = false;
        for (Tensor operand : operands) {
            tracks |= operand.requiresGrad();
        }
        for (Tensor operand : operands) {
            if (tracks && operand.variable().isInference()) {
                throw new Diagnostic("a tensor of " + operand.type()
                        + " was computed in inference mode, so no derivative may flow past it; clone() it outside of that mode"
                        + " first, or compute it under noGrad() instead");
            }
        }
        return tracks;
    }

    static List<History> histories(Recording recording, Tensor... operands) {
        List<History> all = new ArrayList<>(operands.length);
        for (Tensor operand : operands) {
            if (recording instanceof BodyRecording body && !body.owns(operand)) {
                if (operand.requiresGrad()) {
                    all.add(body.history(operand));
                }
                continue;
            }
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
        return History.of(History.name(lens.op()), List.of(parent), recording, lens.get(recording, history.node()));
    }

    /** The recording in which an op on these takes place: where their history is. */
    Recording recordingFor(Tensor[] operands, boolean tracks) {
        if (!tracks || current instanceof BodyRecording) {
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

    void finish(Recording recording, Tensor result) {
        result.variable().setInference(isInference);
        if (recording.isTrace() || isSampling()) {
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
}
