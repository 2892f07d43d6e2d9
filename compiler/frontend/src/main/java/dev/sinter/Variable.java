package dev.sinter;

import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Node;
import dev.sinter.runtime.Buffer;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a tensor and its views have in common for differentiation: a storage, and where its value came from. A detached tensor is
 * another variable over the same storage.
 */
final class Variable {
    private final Storage storage;
    /** What of the storage it is, null for all. */
    private final @Nullable Lens lens;
    private boolean isLeaf;
    private @Nullable History history;
    /** The storage's version that the history is of. */
    private long historyVersion;
    private @Nullable Tensor grad;
    private boolean isInference;
    /** What to do with gradients that arrive here, where this is a leaf. */
    private final List<History.Hook> hooks = new ArrayList<>(0);

    Variable(Storage storage, @Nullable Lens lens) {
        this.storage = storage;
        this.lens = lens;
    }

    Storage storage() {
        return storage;
    }

    @Nullable
    Lens lens() {
        return lens;
    }

    /** Whether it was computed in inference mode. */
    boolean isInference() {
        return isInference;
    }

    void setInference(boolean inference) {
        isInference = inference;
    }

    List<History.Hook> hooks() {
        return hooks;
    }

    TensorType type() {
        return lens == null ? storage.type() : lens.type();
    }

    boolean isLeaf() {
        return isLeaf;
    }

    boolean requiresGrad() {
        return isLeaf || hasHistory();
    }

    void setLeaf(boolean requiresGrad) {
        isLeaf = requiresGrad;
        history = null;
    }

    /** Whether it was computed from what requires a gradient. */
    boolean hasHistory() {
        return history != null && historyVersion == storage.version();
    }

    /** Where it came from as {@code recording} sees it, null for a constant. */
    @Nullable
    History history(Recording recording) {
        return isLeaf ? recording.leaf(this) : hasHistory() ? history : null;
    }

    /** Where it was computed, null for leaves and constants. */
    @Nullable
    History history() {
        return hasHistory() ? history : null;
    }

    void setHistory(@Nullable History from) {
        history = from;
        historyVersion = storage.version();
    }

    @Nullable
    Tensor grad() {
        return grad;
    }

    void setGrad(@Nullable Tensor gradient) {
        grad = gradient;
    }

    /** The elements of this moment as a value of their own. */
    Value snapshot() {
        if (lens != null) {
            return Value.known(elements());
        }
        Value whole = storage.argument();
        whole.force();
        return whole;
    }

    /** The elements of this moment, dense. */
    Buffer elements() {
        Buffer whole = storage.buffer();
        return lens == null ? whole : Strided.of(storage.type().shape(), lens).gather(whole);
    }

    /** Its value as a node of {@code recording}. */
    Node in(Recording recording) {
        if (isLeaf && !storage.value().isPending(recording)) {
            return recording.leaf(this).node();
        }
        History from = history();
        if (from != null && !from.isReleased() && from.recording() == recording) {
            return from.node();
        }
        return seen(recording, lens);
    }

    /** What is seen through a lens on the storage, as a constant. */
    Node seen(Recording recording, @Nullable Lens through) {
        Value whole = storage.value();
        if (through != null && through.slices() && whole.isStored() && !recording.isTrace()) {
            // Where a slice begins would become a part of the program, and a loop over batches would compile one for each.
            return recording.input(Value.known(Strided.of(whole.type().shape(), through).gather(whole.force())));
        }
        Node node = whole.in(recording);
        return through == null ? node : through.get(recording, node);
    }

    /** Replaces its value by {@code next}, computed from what has these histories. */
    void write(Recording recording, Node next, String opName, List<History> from) {
        Value old = storage.value();
        Value written = Value.pending(recording, lens == null ? next : lens.put(recording, old.in(recording), next));
        storage.set(written, lens == null ? null : old);
        recording.wrote(storage, old, written);
        if (!isLeaf) {
            setHistory(from.isEmpty() ? null : History.of(opName, from, recording, next));
        }
    }

    /** Refuses a write that would lose a leaf. */
    void checkWritable(String asked, boolean tracks, boolean isView) {
        if (isLeaf && tracks) {
            throw new Diagnostic(asked + ": an in-place operation on " + (isView ? "a view of a leaf" : "a leaf")
                    + " that requires a gradient: " + type()
                    + " is where gradients arrive, so its value may not become the result of others; write it under noGrad(), or use the"
                    + " operation without the underscore");
        }
    }

    static List<History> present(@Nullable History... histories) {
        List<History> all = new ArrayList<>();
        for (History history : histories) {
            if (history != null) {
                all.add(history);
            }
        }
        return all;
    }
}
