package dev.sinter;

import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Node;
import dev.sinter.ir.Op;
import dev.sinter.ir.Reduce;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where a tensor that requires a gradient came from: bookkeeping beside the graph (who is a leaf, what has been released). The
 * derivative itself is made from the graph.
 */
final class History {
    private final String name;
    private final @Nullable Variable leaf;
    private List<History> parents;
    private @Nullable Recording recording;
    private @Nullable Node node;
    private boolean isReleased;
    private final List<Hook> hooks = new ArrayList<>(0);

    /**
     * What to do with what flows to a tensor.
     *
     * @param lens   what of the value the tensor sees, null for all
     * @param action gives what is to flow on instead, or null to leave it
     */
    record Hook(@Nullable Lens lens, Function<Tensor, @Nullable Tensor> action) {}

    private History(String name, @Nullable Variable leaf, List<History> parents, Recording recording, Node node) {
        this.name = name;
        this.leaf = leaf;
        this.parents = parents;
        this.recording = recording;
        this.node = node;
    }

    static History of(String opName, List<History> parents, Recording recording, Node node) {
        return new History(opName, null, parents, recording, node);
    }

    /** Of a leaf as one recording sees it. */
    static History leaf(Variable leaf, Recording recording, Node node) {
        return new History("accumulate_grad", leaf, List.of(), recording, node);
    }

    /** The leaf where gradients accumulate, or null. */
    @Nullable
    Variable leaf() {
        return leaf;
    }

    List<Hook> hooks() {
        return leaf == null ? hooks : leaf.hooks();
    }

    /** What an op is called where people look for derivatives: a sum is a sum, not a reduction. */
    static String name(Op op) {
        return op instanceof Reduce.Over over ? over.kind().text() : op.opName();
    }

    List<History> parents() {
        return parents;
    }

    Node node() {
        if (node == null) {
            throw released();
        }
        return node;
    }

    Recording recording() {
        if (recording == null) {
            throw released();
        }
        return recording;
    }

    boolean isReleased() {
        return isReleased;
    }

    private static Diagnostic released() {
        return new Diagnostic(
                "backward: the graph that led to this tensor was released by an earlier backward(); give that call"
                        + " retainGraph = true to go through the graph again");
    }

    /** This and all that led to it, each once; refuses what has been released. */
    List<History> all() {
        Map<History, Boolean> seen = new HashMap<>();
        List<History> order = new ArrayList<>();
        order.add(this);
        seen.put(this, true);
        for (int i = 0; i < order.size(); i++) {
            History each = order.get(i);
            if (each.isReleased) {
                throw released();
            }
            for (History parent : each.parents) {
                if (seen.put(parent, true) == null) {
                    order.add(parent);
                }
            }
        }
        return order;
    }

    /** Continues this in another recording, which takes in the nodes that led here. */
    void moveTo(Recording to) {
        Map<Node, Node> done = new HashMap<>();
        Map<History, History> leaves = new HashMap<>();
        List<History> all = all();
        for (History each : all) {
            Node moved = to.adopt(each.recording(), each.node(), done);
            if (each.leaf == null) {
                each.node = moved;
            } else {
                leaves.put(each, leaf(each.leaf, to, moved));
            }
        }
        for (History each : all) {
            if (each.leaf == null) {
                each.recording = to;
                each.parents = each.parents.stream().map(parent -> leaves.getOrDefault(parent, parent)).toList();
            }
        }
    }

    /** Forgets the graph; leaves stay. */
    void release() {
        if (leaf == null) {
            isReleased = true;
            parents = List.of();
            recording = null;
            node = null;
        }
    }

    /** {@code MulBackward}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (String word : name.split("_")) {
            text.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
        }
        return leaf == null ? text.append("Backward").toString() : text.toString();
    }
}
