package dev.sinter.compiler.passes;

import dev.sinter.ir.Elementwise;
import dev.sinter.ir.Custom;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Literal;
import dev.sinter.ir.Node;
import dev.sinter.ir.Pointwise;
import dev.sinter.ir.Source;
import dev.sinter.ir.View;
import dev.sinter.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives equal things one form, so that each later rule is written for one arrangement: constants on the right, no difference with a
 * constant, no comparison with {@code >} between two variables, repetition after arithmetic instead of before.
 */
public record Normalise() implements Pass {
    /** Ops whose operands may change places. */
    static final Set<Elementwise> COMMUTATIVE = Set.of(
            Elementwise.ADD, Elementwise.MUL, Elementwise.MAX, Elementwise.MIN, Elementwise.EQ, Elementwise.NE,
            Elementwise.AND, Elementwise.OR, Elementwise.XOR);

    /** A comparison, and what it is with its operands in each other's place. */
    private static final Map<Elementwise, Elementwise> MIRRORED = Map.of(
            Elementwise.LT, Elementwise.GT, Elementwise.GT, Elementwise.LT,
            Elementwise.LE, Elementwise.GE, Elementwise.GE, Elementwise.LE);

    static final List<Rule> RULES = List.of(
            new Rule("c + x = x + c", Normalise::constantRight),
            new Rule("c < x = x > c", Normalise::constantBound),
            new Rule("x > y = y < x", Normalise::lessThan),
            Rule.on(Elementwise.SUB, "x - c = x + -c", (node, b) -> Known.isConstant(node.input(1))
                    ? b.add(Elementwise.ADD, node.input(0), Known.map(Elementwise.NEG, node.input(1), b))
                    : null),
            new Rule("equal elements = repeat a scalar", Normalise::repetition),
            new Rule("reshape by leading axes of size 1 = expand", Normalise::leadingAxes),
            new Rule("view of a repeated scalar = the scalar repeated", Normalise::viewOfRepeated),
            new Rule("op(x, expand y) = expand op(x, y)", Normalise::repeatLast));

    @Override
    public String name() {
        return "normalise";
    }

    @Override
    public Graph run(Graph graph, Changes changes) {
        return Rewrite.fixpoint(graph, RULES, changes);
    }

    private static @Nullable Node constantRight(Node node, Graph.Builder builder) {
        return node.op() instanceof Elementwise op && COMMUTATIVE.contains(op) && isConstantFirst(node)
                ? builder.add(op, node.input(1), node.input(0))
                : null;
    }

    private static boolean isConstantFirst(Node node) {
        return Known.isConstant(node.input(0)) && !Known.isConstant(node.input(1));
    }

    private static @Nullable Node constantBound(Node node, Graph.Builder builder) {
        Elementwise mirrored = node.op() instanceof Elementwise op ? MIRRORED.get(op) : null;
        return mirrored != null && isConstantFirst(node)
                ? builder.add(mirrored, node.input(1), node.input(0))
                : null;
    }

    private static @Nullable Node lessThan(Node node, Graph.Builder builder) {
        boolean greater = node.op() == Elementwise.GT || node.op() == Elementwise.GE;
        if (!greater || Known.isConstant(node.input(0)) || Known.isConstant(node.input(1))) {
            return null;
        }
        Elementwise mirrored = node.op() == Elementwise.GT ? Elementwise.LT : Elementwise.LE;
        return builder.add(mirrored, node.input(1), node.input(0));
    }

    private static @Nullable Node repetition(Node node, Graph.Builder builder) {
        if (!(node.op() instanceof Source.Constant(Literal literal)) || node.shape().rank() == 0
                || !Known.isUniform(literal)) {
            return null;
        }
        Node scalar = builder.add(Source.Constant.scalar(literal.dtype(), literal.bits(0)));
        return builder.add(new View.Expand(node.shape()), scalar);
    }

    private static @Nullable Node leadingAxes(Node node, Graph.Builder builder) {
        if (!(node.op() instanceof View.Reshape(Shape shape))) {
            return null;
        }
        Shape from = node.input(0).shape();
        int more = shape.rank() - from.rank();
        boolean leading = more > 0 && shape.dims().subList(more, shape.rank()).equals(from.dims())
                && shape.dims().subList(0, more).stream().allMatch(dim -> dim.is(1));
        return leading ? builder.add(new View.Expand(shape), node.input(0)) : null;
    }

    private static @Nullable Node viewOfRepeated(Node node, Graph.Builder builder) {
        boolean keepsValues = node.op() instanceof View.Pad pad
                ? Known.is(node.input(0), pad.value())
                : node.op() instanceof View && !(node.op() instanceof View.Expand);
        Node scalar = keepsValues && node.input(0).shape().rank() > 0 ? Known.repeated(node.input(0)) : null;
        return scalar == null ? null : Rule.spread(scalar, node.shape(), builder);
    }

    private static @Nullable Node repeatLast(Node node, Graph.Builder builder) {
        // A derivative of the user's own is for operands of just these shapes.
        if (!(node.op() instanceof Pointwise) || node.op() instanceof Custom) {
            return null;
        }
        List<Node> inputs = new ArrayList<>(node.inputs());
        inputs.replaceAll(input -> input.op() instanceof View.Expand ? input.input(0) : input);
        return inputs.equals(node.inputs())
                ? null
                : Rule.spread(builder.add(node.op(), inputs), node.shape(), builder);
    }
}
