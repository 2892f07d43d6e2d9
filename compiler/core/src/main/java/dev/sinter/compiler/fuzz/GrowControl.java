package dev.sinter.compiler.fuzz;

import dev.sinter.ir.Body;
import dev.sinter.ir.Cond;
import dev.sinter.ir.Control;
import dev.sinter.ir.Elementwise;
import dev.sinter.ir.Node;
import dev.sinter.ir.Scan;
import dev.sinter.ir.While;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Branches and loops whose bodies are random graphs of their own; what these take in besides becomes an operand. */
final class GrowControl {
    static final List<Grower> ALL = List.of(GrowControl::cond, GrowControl::scan, GrowControl::whileLoop);
    static final List<Grower> SMOOTH = List.of(GrowControl::cond, GrowControl::scan);

    private static final List<Grower> INSIDE = Stream.of(GrowPointwise.ALL, GrowViews.ALL, GrowFolds.ALL,
            GrowIndexed.ALL).flatMap(List::stream).toList();
    private static final List<Grower> SMOOTH_INSIDE = Stream.of(GrowPointwise.SMOOTH, GrowViews.ALL,
            GrowIndexed.SMOOTH).flatMap(List::stream).toList();
    private static final int MOST_STEPS = 4;

    private GrowControl() {}

    /** Lets a body grow; now and then with a branch or a loop of its own. */
    private static Growth grown(Growth g, List<TensorType> arguments) {
        Growth body = g.inside(arguments);
        int ops = 1 + g.random.nextInt(4);
        for (int tries = 0; ops > 0 && tries < 40; tries++) {
            Node node = g.isInside() || g.smooth || !g.chance(10)
                    ? g.any(g.smooth ? SMOOTH_INSIDE : INSIDE).grow(body)
                    : g.any(ALL).grow(body);
            ops -= node == null ? 0 : 1;
        }
        return body;
    }

    private static Node latest(Growth body, TensorType type) {
        Node found = body.last(node -> node.type().equals(type));
        return found == null ? body.filler(type) : found;
    }

    private static @Nullable Node cond(Growth g) {
        Node predicate = g.node(node -> node.type().equals(TensorType.of(DType.BOOL)));
        Node decides = predicate == null ? g.input(DType.BOOL, Shape.SCALAR) : predicate;
        List<Node> operands = new ArrayList<>();
        for (int i = 1 + g.random.nextInt(2); i > 0; i--) {
            operands.add(g.node());
        }
        List<TensorType> types = operands.stream().map(Node::type).toList();
        Growth then = grown(g, types);
        Growth otherwise = grown(g, types);
        Node any = then.last(node -> true);
        List<Node> results = List.of(any == null ? then.arguments().get(0) : any, then.node());
        List<Node> second = results.stream().map(node -> latest(otherwise, node.type())).toList();
        List<Node> first = then.more(g);
        List<Node> others = otherwise.more(g);
        // Each branch is given what only the other one takes in, too.
        Body one = new Body(then.graph(Control.join(then.arguments(), then.taken(), then.strangers(others)),
                named(results)));
        Body two = new Body(otherwise.graph(
                Control.join(otherwise.arguments(), otherwise.strangers(first), otherwise.taken()), named(second)));
        List<Node> inputs = Control.join(List.of(decides), operands, first, others);
        g.addControl(new Cond(one, two, 1), inputs, then.points() + otherwise.points());
        return g.addControl(new Cond(one, two, 0), inputs, 0);
    }

    private static Map<String, Node> named(List<Node> results) {
        Map<String, Node> outputs = new LinkedHashMap<>();
        results.forEach(node -> outputs.put("r" + outputs.size(), node));
        return outputs;
    }

    private static @Nullable Node scan(Growth g) {
        Node carry = g.smooth ? g.node(node -> node.type().dtype() == DType.F64) : g.node();
        Node sequence = g.node(node -> node.shape().rank() > 0 && g.value(node.shape().dim(0)) <= MOST_STEPS
                && (!g.smooth || node.type().dtype() == DType.F64));
        if (carry == null || sequence == null && g.smooth && g.chance(2)) {
            return null;
        }
        Node other = sequence == null
                ? g.input(g.dtype(), Shape.of(1L + g.random.nextInt(MOST_STEPS), 1L + g.random.nextInt(3)))
                : sequence;
        Dim length = other.shape().dim(0);
        Shape element = Shape.of(other.shape().dims().subList(1, other.shape().rank()));
        Growth body = grown(g, List.of(carry.type(), new TensorType(other.type().dtype(), element)));
        Node next = next(body, carry.type());
        Node kept = body.node(node -> !g.smooth || node.type().dtype() == DType.F64);
        List<Node> more = body.more(g);
        List<Node> results = kept == null ? List.of(next) : List.of(next, kept);
        Scan scan = new Scan(new Body(body.graph(Control.join(body.arguments(), body.taken()), named(results))), 1, 1,
                length, g.chance(2), 0);
        List<Node> operands = Control.join(List.of(carry, other), more);
        long work = body.points() * g.value(length);
        Node last = g.addControl(scan, operands, work);
        for (int result = 1; last != null && result < results.size() + 1; result++) {
            if (g.chance(2)) {
                g.addControl(scan.withResult(result), operands, g.value(length));
            }
        }
        return last;
    }

    /** A new value for a carry; where it is to be smooth one that cannot grow from step to step. */
    private static Node next(Growth body, TensorType type) {
        Node next = latest(body, type);
        Node tamed = body.smooth ? body.add(Elementwise.SIN, next) : null;
        return tamed == null ? next : tamed;
    }

    /** A few steps, counted by a carry. */
    private static @Nullable Node whileLoop(Growth g) {
        Node carry = g.node();
        Node count = g.scalar(DType.I64, 0);
        List<TensorType> types = List.of(count.type(), carry.type());
        Growth test = g.inside(types);
        long most = g.random.nextInt(MOST_STEPS);
        Node below = test.add(Elementwise.LT, test.arguments().get(0), test.scalar(DType.I64, most));
        Growth body = grown(g, types);
        Node next = body.add(Elementwise.ADD, body.arguments().get(0), body.scalar(DType.I64, 1));
        if (below == null || next == null) {
            return null;
        }
        Node changed = latest(body, carry.type());
        List<Node> more = body.more(g);
        While loop = new While(
                new Body(test.graph(Control.join(test.arguments(), test.strangers(more)), named(List.of(below)))),
                new Body(body.graph(Control.join(body.arguments(), body.taken()), named(List.of(next, changed)))), 1);
        return g.addControl(loop, Control.join(List.of(count, carry), more), (body.points() + 1) * most);
    }
}
