package dev.sinter.compiler.passes;

import dev.sinter.ir.Body;
import dev.sinter.ir.Cond;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Literal;
import dev.sinter.ir.Node;
import dev.sinter.ir.Scan;
import dev.sinter.ir.View;
import dev.sinter.ir.While;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Rules of ops that hold graphs. Each looks at the op alone, never at which result is meant, so that siblings change alike. */
final class ControlRules {
    static final List<Rule> RULES = List.of(
            new Rule("cond true x y = x", ControlRules::decided),
            new Rule("cond p x x = x", ControlRules::sameBranches),
            new Rule("a carry that never changes = an operand", ControlRules::constantCarry));

    private ControlRules() {}

    private static Node inlined(Body body, Node node, int result, Graph.Builder builder) {
        return body.inline((op, inputs) -> builder.add(op, inputs), node.inputs().subList(1, node.inputs().size()))
                .get(result);
    }

    private static @Nullable Node decided(Node node, Graph.Builder builder) {
        Literal predicate = node.op() instanceof Cond ? Known.literal(node.input(0)) : null;
        if (!(node.op() instanceof Cond cond) || predicate == null) {
            return null;
        }
        return inlined(predicate.bits(0) != 0 ? cond.then() : cond.otherwise(), node, cond.result(), builder);
    }

    private static @Nullable Node sameBranches(Node node, Graph.Builder builder) {
        return node.op() instanceof Cond cond && cond.then().equals(cond.otherwise())
                ? inlined(cond.then(), node, cond.result(), builder)
                : null;
    }

    private static @Nullable Node constantCarry(Node node, Graph.Builder builder) {
        int carries = node.op() instanceof Scan scan
                ? scan.carries()
                : node.op() instanceof While loop ? loop.carries() : 0;
        if (carries == 0) {
            return null;
        }
        Body body = node.op() instanceof Scan scan ? scan.body() : ((While) node.op()).body();
        List<Node> outputs = List.copyOf(body.graph().outputs().values());
        for (int i = 0; i < carries; i++) {
            if (outputs.get(i) == body.graph().inputs().get(i) && (carries > 1 || node.op() instanceof Scan)) {
                return node.op() instanceof Scan scan
                        ? scan(scan, node, i, builder)
                        : loop((While) node.op(), node, i, builder);
            }
        }
        return null;
    }

    /** The body with a carry as the last of its inputs and no output. */
    private static Body without(Body body, int carry, boolean output) {
        Graph graph = body.graph();
        Map<String, Node> outputs = new LinkedHashMap<>(graph.outputs());
        if (output) {
            outputs.remove(List.copyOf(outputs.keySet()).get(carry));
        }
        return new Body(new Graph(graph.name(), last(graph.inputs(), carry), outputs));
    }

    private static List<Node> last(List<Node> nodes, int which) {
        List<Node> moved = new ArrayList<>(nodes);
        moved.add(moved.remove(which));
        return moved;
    }

    private static @Nullable Node scan(Scan scan, Node node, int carry, Graph.Builder builder) {
        int result = scan.result();
        int history = scan.historyResult(carry);
        if (result == carry) {
            return node.input(carry);
        }
        if (result == history) {
            return builder.add(new View.Expand(node.shape()), node.input(carry));
        }
        if (scan.body().graph().outputs().size() == 1) {
            return null;
        }
        int moved = result < carry ? result : result < history ? result - 1 : result - 2;
        return builder.add(new Scan(without(scan.body(), carry, true), scan.carries() - 1, scan.sequences(),
                scan.length(), scan.reverse(), moved), last(node.inputs(), carry));
    }

    private static Node loop(While loop, Node node, int carry, Graph.Builder builder) {
        if (loop.result() == carry) {
            return Objects.requireNonNull(node.input(carry));
        }
        return builder.add(new While(without(loop.condition(), carry, false), without(loop.body(), carry, true),
                loop.result() > carry ? loop.result() - 1 : loop.result()), last(node.inputs(), carry));
    }
}
