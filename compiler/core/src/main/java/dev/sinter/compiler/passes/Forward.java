package dev.sinter.compiler.passes;

import dev.sinter.ir.Control;
import dev.sinter.ir.Elementwise;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Forward-mode differentiation, by reversing twice: what flows back, {@code J'u}, is a linear function of {@code u}, and its derivative by
 * {@code u} in the direction of the tangents is {@code Jv} (Townsend, A new trick for calculating Jacobian vector products, 2017).
 *
 * <p>So an op states one derivative, not two that might disagree, and whoever adds an op gets both modes. It costs nothing at run time:
 * {@code u} itself occurs nowhere in the result, which holds the ops that a rule per op would have written, in the order of the
 * function. Ops that hold graphs are the exception: their bodies carry changes along, see {@link ControlForward}; the reversals go
 * from one of them to the next.
 */
public final class Forward {
    private Forward() {}

    /**
     * For each of {@code roots} how it changes when {@code wrt} change by {@code tangents}, of the root's type; null where it does not
     * depend on them, or is not of a floating dtype.
     *
     * @param tangents one for each of {@code wrt}, of its type
     */
    public static List<@Nullable Node> tangents(Graph.Builder builder, List<Node> roots, List<Node> wrt,
            List<Node> tangents) {
        for (int i = 0; i < wrt.size(); i++) {
            if (i >= tangents.size() || !tangents.get(i).type().equals(wrt.get(i).type())) {
                throw new IllegalArgumentException("each of " + wrt + " needs a tangent of its type, not " + tangents);
            }
        }
        Map<Node, Node> known = new LinkedHashMap<>();
        for (int i = 0; i < wrt.size(); i++) {
            known.merge(wrt.get(i), tangents.get(i), (sum, more) -> builder.add(Elementwise.ADD, sum, more));
        }
        Set<Node> ends = new HashSet<>();
        for (Node node : Graph.reachable(List.of(), roots)) {
            if (node.op() instanceof Control control && !known.containsKey(node)) {
                ends.add(node);
                List<@Nullable Node> changes = between(builder, node.inputs(), known, ends);
                Node change = ControlForward.tangents(builder, control, node.inputs(), changes).get(control.result());
                if (change != null) {
                    known.put(node, change);
                }
            }
        }
        return between(builder, roots, known, ends);
    }

    /** How {@code roots} change, given all of {@code known}; what else happened before {@code ends} changes nothing. */
    private static List<@Nullable Node> between(Graph.Builder builder, List<Node> roots, Map<Node, Node> known,
            Set<Node> ends) {
        List<Node> wrt = List.copyOf(known.keySet());
        List<Node> tangents = List.copyOf(known.values());
        List<Node> floating = roots.stream().filter(root -> root.type().dtype().isFloating()).distinct().toList();
        List<Node> cotangents = new ArrayList<>();
        for (Node root : floating) {
            cotangents.add(builder.input("cotangent." + cotangents.size(), root.type()));
        }
        List<@Nullable Node> flows = Reverse.flows(builder, floating, cotangents, wrt, Map.of(), ends);
        List<Node> reached = new ArrayList<>();
        List<Node> seeds = new ArrayList<>();
        for (int i = 0; i < flows.size(); i++) {
            Node flow = flows.get(i);
            // The flow to a root that is itself among wrt counts its tangent; equal flows to several add up.
            if (flow != null) {
                reached.add(flow);
                seeds.add(tangents.get(i));
            }
        }
        List<@Nullable Node> changes = reached.isEmpty()
                ? Collections.nCopies(floating.size(), null)
                : Reverse.flows(builder, reached, seeds, cotangents);
        checkLinear(changes, cotangents);
        List<@Nullable Node> result = new ArrayList<>();
        for (Node root : roots) {
            int i = floating.indexOf(root);
            result.add(i < 0 ? null : changes.get(i));
        }
        return result;
    }

    private static void checkLinear(List<@Nullable Node> changes, List<Node> cotangents) {
        List<Node> present = changes.stream().filter(Objects::nonNull).map(Objects::requireNonNull).toList();
        for (Node node : Graph.reachable(List.of(), present)) {
            if (cotangents.contains(node)) {
                throw new dev.sinter.ir.Diagnostic(
                        "forward mode: a derivative on the way is not linear in what flows back, so it has no transpose;"
                                + " a function with a derivative of its own must multiply the flow, not apply functions to it");
            }
        }
    }
}
