package dev.sinter.compiler.fuzz;

import dev.sinter.ir.Elementwise;
import dev.sinter.ir.Node;
import dev.sinter.ir.Pointwise;
import dev.sinter.types.DType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pointwise ops, on operands that broadcast. */
final class GrowPointwise {
    private static final List<Elementwise> UNARY = ofArity(1);
    private static final List<Elementwise> BINARY = ofArity(2);
    private static final List<Elementwise> SMOOTH_UNARY = List.of(
            Elementwise.NEG, Elementwise.SIGMOID, Elementwise.SIN, Elementwise.COS, Elementwise.TANH, Elementwise.ERF);
    private static final List<Elementwise> SMOOTH_BINARY = List.of(Elementwise.ADD, Elementwise.SUB, Elementwise.MUL);
    /** Smooth where their argument is 1 or more. */
    private static final List<Elementwise> SMOOTH_ABOVE_ONE = List.of(
            Elementwise.RECIPROCAL, Elementwise.SQRT, Elementwise.RSQRT, Elementwise.LOG);

    static final List<Grower> ALL = List.of(
            GrowPointwise::unary, GrowPointwise::unary, GrowPointwise::binary, GrowPointwise::binary,
            GrowPointwise::binary, GrowPointwise::where, GrowPointwise::cast, GrowPointwise::detach);
    static final List<Grower> SMOOTH = List.of(
            GrowPointwise::unary, GrowPointwise::binary, GrowPointwise::binary, GrowPointwise::aboveOne,
            GrowPointwise::where);

    private GrowPointwise() {}

    private static List<Elementwise> ofArity(int arity) {
        return Arrays.stream(Elementwise.values()).filter(op -> op.arity() == arity).toList();
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

    private static @Nullable Node aboveOne(Growth g) {
        Node x = floating(g);
        Node square = x == null ? null : g.add(Elementwise.MUL, x, x);
        Node above = square == null ? null : g.add(Elementwise.ADD, square, g.scalar(DType.F64, 1));
        return above == null ? null : g.add(g.any(SMOOTH_ABOVE_ONE), above);
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
        return g.chance(4) ? g.add(new Pointwise.Detach(g.random.nextInt(3)), g.node()) : null;
    }
}
