package dev.sinter.compiler.fuzz;

import dev.sinter.ir.Body;
import dev.sinter.ir.Custom;
import dev.sinter.ir.Elementwise;
import dev.sinter.ir.Node;
import dev.sinter.ir.Pointwise;
import dev.sinter.ir.Smooth;
import dev.sinter.types.DType;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Pointwise ops, on operands that broadcast. */
final class GrowPointwise {
    private static final List<Elementwise> UNARY = ofArity(1);
    private static final List<Elementwise> BINARY = ofArity(2);
    private static final List<Elementwise> SMOOTH_UNARY = filter(UNARY, Smooth::isEverywhere);
    private static final List<Elementwise> SMOOTH_BINARY = filter(BINARY, Smooth::isEverywhere);
    /** Smooth where their arguments lie in an interval. */
    private static final List<Elementwise> SMOOTH_WITHIN = filter(
            Arrays.asList(Elementwise.values()), smooth -> !smooth.isEverywhere() && !smooth.isNowhere());

    static final List<Grower> ALL = List.of(
            GrowPointwise::unary, GrowPointwise::unary, GrowPointwise::binary, GrowPointwise::binary,
            GrowPointwise::binary, GrowPointwise::where, GrowPointwise::cast, GrowPointwise::detach);
    static final List<Grower> SMOOTH = List.of(
            GrowPointwise::unary, GrowPointwise::binary, GrowPointwise::binary, GrowPointwise::within,
            GrowPointwise::where);

    private GrowPointwise() {}

    private static List<Elementwise> ofArity(int arity) {
        return Arrays.stream(Elementwise.values()).filter(op -> op.arity() == arity).toList();
    }

    private static List<Elementwise> filter(List<Elementwise> ops, Predicate<Smooth> where) {
        return ops.stream().filter(op -> where.test(op.smooth())).toList();
    }

    private static @Nullable Node unary(Growth g) {
        return g.add(g.any(g.smooth ? SMOOTH_UNARY : UNARY), g.node());
    }

    private static @Nullable Node binary(Growth g) {
        Elementwise op = g.any(g.smooth ? SMOOTH_BINARY : BINARY);
        Node a = op == Elementwise.RANDOM_BITS
                ? g.operand(DType.I64, g.shape(g.rank()))
                : g.smooth ? floating(g) : g.node();
        if (a == null) {
            return null;
        }
        Node b = g.operand(a.type().dtype(), a.shape());
        boolean divides = op == Elementwise.DIV || op == Elementwise.REM;
        if (divides && a.type().dtype().isInteger()) {
            Node odd = g.add(Elementwise.OR, b, g.scalar(a.type().dtype(), 1));
            return odd == null ? null : g.add(op, a, odd);
        }
        return g.chance(2) && !divides ? g.add(op, b, a) : g.add(op, a, b);
    }

    private static @Nullable Node floating(Growth g) {
        return g.node(node -> node.type().dtype() == DType.F64);
    }

    /** The arguments squeezed into the interval, by a sine. */
    private static @Nullable Node within(Growth g) {
        Elementwise op = g.any(SMOOTH_WITHIN);
        Node x = floating(g);
        Node y = x == null || op.arity() == 1 ? null : g.operand(DType.F64, x.shape());
        Node a = x == null ? null : squeezed(g, x, op.smooth());
        Node b = y == null ? null : squeezed(g, y, op.smooth());
        return a == null || b == null && op.arity() == 2 ? null : b == null ? g.add(op, a) : g.add(op, a, b);
    }

    private static @Nullable Node squeezed(Growth g, Node x, Smooth smooth) {
        Node sine = g.add(Elementwise.SIN, x);
        Node scaled = sine == null
                ? null
                : g.add(Elementwise.MUL, sine, g.scalar(DType.F64, (smooth.high() - smooth.low()) / 2));
        return scaled == null
                ? null
                : g.add(Elementwise.ADD, scaled, g.scalar(DType.F64, (smooth.high() + smooth.low()) / 2));
    }

    private static @Nullable Node where(Growth g) {
        Node a = g.smooth ? floating(g) : g.node();
        if (a == null) {
            return null;
        }
        Node b = g.operand(a.type().dtype(), a.shape());
        return g.add(Elementwise.WHERE, g.operand(DType.BOOL, a.shape()), a, b);
    }

    private static @Nullable Node cast(Growth g) {
        return g.add(new Pointwise.Cast(g.dtype()), g.node());
    }

    private static @Nullable Node detach(Growth g) {
        if (g.chance(4)) {
            return g.add(new Pointwise.Mark(g.random.nextInt(3)), g.node());
        }
        if (g.chance(4)) {
            return g.add(new Pointwise.Barrier(g.random.nextInt(3)), g.node());
        }
        if (g.chance(4)) {
            Node x = g.node();
            return g.add(new Custom(Body.parse("{graph @f(%flow: " + x.type() + ") { return %flow }}")), x, x);
        }
        return g.chance(4) ? g.add(new Pointwise.Detach(g.random.nextInt(3)), g.node()) : null;
    }
}
