package dev.sinter.ir;

import static dev.sinter.ir.scalar.Expr.apply;
import static dev.sinter.ir.scalar.Expr.of;

import dev.sinter.ir.scalar.Elementary;
import dev.sinter.ir.scalar.Expr;
import dev.sinter.ir.scalar.Rounding;
import dev.sinter.ir.scalar.ScalarOp;
import dev.sinter.types.DType;
import dev.sinter.types.Shape;
import dev.sinter.types.TensorType;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The pointwise ops without attributes. A constant states its dtypes, its arity, where it is smooth, one element's arithmetic and its
 * derivative, on adjacent lines; adding one is adding a constant here and a row to the table that judges all ops. Its name in
 * text, its broadcasting, its place in random programs and in the tests of derivatives follow.
 *
 * <p>Operands have one dtype and broadcast. Arithmetic on a dtype narrower than 32 bits is done in {@link DType#computed()} and
 * rounded or wrapped once.
 */
public enum Elementwise implements Pointwise {
    ADD(Domain.NUMBER, 2, Smooth.EVERYWHERE, x -> apply(ScalarOp.ADD, x), g -> g.all(g.flow(), g.flow())),
    SUB(Domain.NUMBER, 2, Smooth.EVERYWHERE, x -> apply(ScalarOp.SUB, x), g -> g.all(g.flow(), g.neg(g.flow()))),
    MUL(Domain.NUMBER, 2, Smooth.EVERYWHERE, x -> apply(ScalarOp.MUL, x),
            g -> g.all(g.times(g.in(1)), g.times(g.in(0)))),
    /** Integers truncate, and by zero are an {@link ArithmeticException}. */
    DIV(Domain.NUMBER, 2, Smooth.on(1, 3), x -> apply(ScalarOp.DIV, x), g -> {
        Node byDivisor = g.div(g.flow(), g.in(1));
        return g.all(byDivisor, g.neg(g.mul(byDivisor, g.div(g.in(0), g.in(1)))));
    }),
    /** Of truncated division: the sign is the dividend's. */
    REM(Domain.NUMBER, 2, Smooth.on(1, 1.9), x -> apply(ScalarOp.REM, x),
            g -> g.all(g.flow(), g.neg(g.times(g.trunc(g.div(g.in(0), g.in(1))))))),
    /** NaN where either is; the gradient goes to the greater, half to each of equals. */
    MAX(Domain.ANY, 2, Smooth.on(-2, 2), x -> apply(ScalarOp.MAX, x),
            g -> g.all(g.times(wins(g, g.gt(g.in(0), g.in(1)))), g.times(wins(g, g.gt(g.in(1), g.in(0)))))),
    /** NaN where either is; the gradient goes to the lesser, half to each of equals. */
    MIN(Domain.ANY, 2, Smooth.on(-2, 2), x -> apply(ScalarOp.MIN, x),
            g -> g.all(g.times(wins(g, g.gt(g.in(1), g.in(0)))), g.times(wins(g, g.gt(g.in(0), g.in(1)))))),
    POW(Domain.FLOAT, 2, Smooth.on(0.5, 2.5), x -> Elementary.pow(x[0], x[1]), g -> {
        Node x = g.in(0);
        Node y = g.in(1);
        Node zero = g.number(0);
        Node byBase = g.mul(y, g.pow(x, g.sub(y, g.number(1))));
        Node byExponent = g.mul(g.out(), g.log(x));
        // x^0 does not depend on x; 0^y for y >= 0 does not change with y (its logarithm is -inf, the limit 0).
        Node flat = g.and(g.eq(x, zero), g.ge(y, zero));
        return g.all(g.times(g.where(g.eq(y, zero), zero, byBase)), g.times(g.where(flat, zero, byExponent)));
    }),

    NEG(Domain.NUMBER, 1, Smooth.EVERYWHERE, x -> apply(ScalarOp.NEG, x), g -> g.all(g.neg(g.flow()))),
    /** The gradient at 0 is 0. */
    ABS(Domain.NUMBER, 1, Smooth.on(0.5, 2), x -> apply(ScalarOp.ABS, x), g -> g.all(g.times(g.sign(g.in(0))))),
    /** -1, 0 or 1; 0 and NaN stay as they are. */
    SIGN(Domain.NUMBER, 1, Smooth.NOWHERE, x -> Rounding.sign(x[0]), Elementwise::flat),
    FLOOR(Domain.FLOAT, 1, Smooth.NOWHERE, x -> apply(ScalarOp.FLOOR, x), Elementwise::flat),
    CEIL(Domain.FLOAT, 1, Smooth.NOWHERE, x -> apply(ScalarOp.CEIL, x), Elementwise::flat),
    /** To the nearest integer, halves to even. */
    ROUND(Domain.FLOAT, 1, Smooth.NOWHERE, x -> apply(ScalarOp.RINT, x), Elementwise::flat),
    TRUNC(Domain.FLOAT, 1, Smooth.NOWHERE, x -> Rounding.trunc(x[0]), Elementwise::flat),
    RECIPROCAL(Domain.FLOAT, 1, Smooth.on(0.5, 2.5), x -> apply(ScalarOp.DIV, one(x[0]), x[0]),
            g -> g.all(g.neg(g.times(g.mul(g.out(), g.out()))))),
    SQRT(Domain.FLOAT, 1, Smooth.on(0.5, 2.5), x -> apply(ScalarOp.SQRT, x),
            g -> g.all(g.div(g.flow(), g.mul(g.number(2), g.out())))),
    RSQRT(Domain.FLOAT, 1, Smooth.on(0.5, 2.5), x -> apply(ScalarOp.DIV, one(x[0]), apply(ScalarOp.SQRT, x)),
            g -> g.all(
                    g.times(g.mul(g.number(-0.5), g.mul(g.out(), g.mul(g.out(), g.out())))))),
    EXP(Domain.FLOAT, 1, Smooth.on(-2, 2), x -> Elementary.exp(x[0]), g -> g.all(g.times(g.out()))),
    LOG(Domain.FLOAT, 1, Smooth.on(0.5, 2.5), x -> Elementary.log(x[0]), g -> g.all(g.div(g.flow(), g.in(0)))),
    SIN(Domain.FLOAT, 1, Smooth.EVERYWHERE, x -> Elementary.sin(x[0]), g -> g.all(g.times(g.cos(g.in(0))))),
    COS(Domain.FLOAT, 1, Smooth.EVERYWHERE, x -> Elementary.cos(x[0]), g -> g.all(g.neg(g.times(g.sin(g.in(0)))))),
    TANH(Domain.FLOAT, 1, Smooth.EVERYWHERE, x -> Elementary.tanh(x[0]),
            g -> g.all(g.times(g.sub(g.number(1), g.mul(g.out(), g.out()))))),
    SIGMOID(Domain.FLOAT, 1, Smooth.EVERYWHERE, x -> Elementary.sigmoid(x[0]), g -> g.all(
            g.times(g.mul(g.out(), g.sub(g.number(1), g.out()))))),
    /** 2/sqrt(pi) times the integral of exp(-t^2) from 0 to x. */
    ERF(Domain.FLOAT, 1, Smooth.EVERYWHERE, x -> Elementary.erf(x[0]), g -> g.all(
            g.times(g.mul(g.number(2 / Math.sqrt(Math.PI)), g.exp(g.neg(g.mul(g.in(0), g.in(0)))))))),
    /** The gradient is -inf and inf at -1 and 1. */
    ASIN(Domain.FLOAT, 1, Smooth.on(-0.8, 0.8), x -> Elementary.asin(x[0]),
            g -> g.all(g.times(g.rsqrt(g.sub(g.number(1), g.square(g.in(0))))))),
    ACOS(Domain.FLOAT, 1, Smooth.on(-0.8, 0.8), x -> Elementary.acos(x[0]),
            g -> g.all(g.neg(g.times(g.rsqrt(g.sub(g.number(1), g.square(g.in(0)))))))),
    ATAN(Domain.FLOAT, 1, Smooth.EVERYWHERE, x -> Elementary.atan(x[0]),
            g -> g.all(g.div(g.flow(), g.add(g.number(1), g.square(g.in(0)))))),
    /** The angle of the point (second, first); the gradient at the origin is 0. */
    ATAN2(Domain.FLOAT, 2, Smooth.on(0.5, 2.5), x -> Elementary.atan2(x[0], x[1]), g -> {
        Node square = g.add(g.square(g.in(0)), g.square(g.in(1)));
        Node byRadius = g.where(g.eq(square, g.number(0)), g.number(0), g.div(g.flow(), square));
        return g.all(g.mul(g.in(1), byRadius), g.neg(g.mul(g.in(0), byRadius)));
    }),
    TAN(Domain.FLOAT, 1, Smooth.on(-1, 1), x -> Elementary.tan(x[0]),
            g -> g.all(g.times(g.add(g.number(1), g.square(g.out()))))),
    SINH(Domain.FLOAT, 1, Smooth.on(-2, 2), x -> Elementary.sinh(x[0]),
            g -> g.all(g.times(g.cosh(g.in(0))))),
    COSH(Domain.FLOAT, 1, Smooth.on(-2, 2), x -> Elementary.cosh(x[0]),
            g -> g.all(g.times(g.sinh(g.in(0))))),
    ASINH(Domain.FLOAT, 1, Smooth.EVERYWHERE, x -> Elementary.asinh(x[0]),
            g -> g.all(g.times(g.rsqrt(g.add(g.square(g.in(0)), g.number(1)))))),
    /** The gradient at 1 is inf. */
    ACOSH(Domain.FLOAT, 1, Smooth.on(1.5, 3), x -> Elementary.acosh(x[0]),
            g -> g.all(g.times(g.rsqrt(g.sub(g.square(g.in(0)), g.number(1)))))),
    /** The gradient at -1 and 1 is inf. */
    ATANH(Domain.FLOAT, 1, Smooth.on(-0.8, 0.8), x -> Elementary.atanh(x[0]),
            g -> g.all(g.div(g.flow(), g.sub(g.number(1), g.square(g.in(0)))))),
    EXP2(Domain.FLOAT, 1, Smooth.on(-2, 2), x -> Elementary.exp2(x[0]),
            g -> g.all(g.times(g.mul(g.out(), g.number(Math.log(2)))))),
    /** e^x - 1, exact for small x too. */
    EXPM1(Domain.FLOAT, 1, Smooth.on(-2, 2), x -> Elementary.expm1(x[0]),
            g -> g.all(g.times(g.add(g.out(), g.number(1))))),
    LOG2(Domain.FLOAT, 1, Smooth.on(0.5, 2.5), x -> Elementary.log2(x[0]),
            g -> g.all(g.div(g.flow(), g.mul(g.in(0), g.number(Math.log(2)))))),
    LOG10(Domain.FLOAT, 1, Smooth.on(0.5, 2.5), x -> Elementary.log10(x[0]),
            g -> g.all(g.div(g.flow(), g.mul(g.in(0), g.number(Math.log(10)))))),
    /** log(1 + x), exact for small x too. */
    LOG1P(Domain.FLOAT, 1, Smooth.on(-0.5, 2), x -> Elementary.log1p(x[0]),
            g -> g.all(g.div(g.flow(), g.add(g.in(0), g.number(1))))),
    /** 1 - erf(x) without loss where it is small. */
    ERFC(Domain.FLOAT, 1, Smooth.EVERYWHERE, x -> Elementary.erfc(x[0]), g -> g.all(
            g.times(g.mul(g.number(-2 / Math.sqrt(Math.PI)), g.exp(g.neg(g.square(g.in(0)))))))),
    /** The inverse of erf; the gradient at -1 and 1 is inf. */
    ERFINV(Domain.FLOAT, 1, Smooth.on(-0.8, 0.8), x -> Elementary.erfinv(x[0]), g -> g.all(
            g.times(g.mul(g.number(Math.sqrt(Math.PI) / 2), g.exp(g.square(g.out())))))),
    /** log |gamma(x)|, inf at 0 and the negative integers. */
    LGAMMA(Domain.FLOAT, 1, Smooth.on(0.5, 2.5), x -> Elementary.lgamma(x[0]),
            g -> g.all(g.times(g.digamma(g.in(0))))),
    /** The derivative of lgamma; NaN at the negative integers. */
    DIGAMMA(Domain.FLOAT, 1, Smooth.NOWHERE, x -> Elementary.digamma(x[0]),
            g -> g.all(g.times(g.trigamma(g.in(0))))),
    /** The derivative of digamma; its own is refused. */
    TRIGAMMA(Domain.FLOAT, 1, Smooth.NOWHERE, x -> Elementary.trigamma(x[0]), g -> {
        throw new Diagnostic("the derivative of trigamma is not supported yet: lgamma has derivatives of two orders");
    }),
    /** sin(pi x) / (pi x), 1 at 0; the gradient at 0 is 0. */
    SINC(Domain.FLOAT, 1, Smooth.on(0.5, 2.5), x -> Elementary.sinc(x[0]), g -> {
        Node angle = g.mul(g.in(0), g.number(Math.PI));
        Node slope = g.div(g.sub(g.cos(angle), g.out()), g.in(0));
        return g.all(g.where(g.eq(g.in(0), g.number(0)), g.number(0), g.times(slope)));
    }),
    /** sqrt(x^2 + y^2); the gradient at the origin is NaN. */
    HYPOT(Domain.FLOAT, 2, Smooth.on(0.5, 2.5), x -> Elementary.hypot(x[0], x[1]),
            g -> g.all(g.times(g.div(g.in(0), g.out())), g.times(g.div(g.in(1), g.out())))),
    /** log(e^x + e^y); the gradient where both are the same infinity is NaN. */
    LOGADDEXP(Domain.FLOAT, 2, Smooth.on(-2, 2), x -> Elementary.logAddExp(x[0], x[1]), g -> g.all(
            g.times(g.sigmoid(g.sub(g.in(0), g.in(1)))),
            g.times(g.sigmoid(g.sub(g.in(1), g.in(0)))))),
    /** x log(y), 0 where x is, unless y is NaN; there the gradient by x is 0 where y is not positive. */
    XLOGY(Domain.FLOAT, 2, Smooth.on(0.5, 2.5), x -> Elementary.xlogy(x[0], x[1]), g -> {
        Node flat = g.and(g.eq(g.in(0), g.number(0)), g.ge(g.number(0), g.in(1)));
        return g.all(g.where(flat, g.number(0), g.times(g.log(g.in(1)))), g.times(g.div(g.in(0), g.in(1))));
    }),
    /** The first's magnitude with the second's sign, -0's too; the gradient at 0 is 0, and none goes to the second. */
    COPYSIGN(Domain.FLOAT, 2, Smooth.on(0.5, 2.5), x -> Rounding.copySign(x[0], x[1]), g -> g.all(
            g.where(g.eq(g.in(0), g.number(0)), g.number(0), g.times(g.div(g.out(), g.in(0)))), null)),
    /** The next number after the first towards the second. */
    NEXTAFTER(Domain.WIDE_FLOAT, 2, Smooth.NOWHERE, x -> Rounding.nextAfter(x[0], x[1]), Elementwise::flat),
    /** max(x, 0); NaN stays. The gradient at 0 is 0. */
    RELU(Domain.NUMBER, 1, Smooth.on(-2, -0.5), x -> apply(ScalarOp.MAX, x[0], zero(x[0])), g -> g.all(
            g.where(g.gt(g.in(0), g.number(0)), g.flow(), g.number(0)))),

    EQ(Domain.ANY, 2, Smooth.NOWHERE, x -> apply(ScalarOp.EQ, x), Elementwise::flat),
    NE(Domain.ANY, 2, Smooth.NOWHERE, x -> apply(ScalarOp.NE, x), Elementwise::flat),
    LT(Domain.ANY, 2, Smooth.NOWHERE, x -> apply(ScalarOp.LT, x), Elementwise::flat),
    LE(Domain.ANY, 2, Smooth.NOWHERE, x -> apply(ScalarOp.LE, x), Elementwise::flat),
    GT(Domain.ANY, 2, Smooth.NOWHERE, x -> apply(ScalarOp.LT, x[1], x[0]), Elementwise::flat),
    GE(Domain.ANY, 2, Smooth.NOWHERE, x -> apply(ScalarOp.LE, x[1], x[0]), Elementwise::flat),
    AND(Domain.BITS, 2, Smooth.NOWHERE, x -> apply(ScalarOp.AND, x), Elementwise::flat),
    OR(Domain.BITS, 2, Smooth.NOWHERE, x -> apply(ScalarOp.OR, x), Elementwise::flat),
    XOR(Domain.BITS, 2, Smooth.NOWHERE, x -> apply(ScalarOp.XOR, x), Elementwise::flat),
    NOT(Domain.BITS, 1, Smooth.NOWHERE, x -> apply(ScalarOp.NOT, x), Elementwise::flat),
    /** 0 by negative distances, and by the width and more. */
    SHIFT_LEFT(Domain.INTEGER, 2, Smooth.NOWHERE, x -> Rounding.shiftLeft(x[0], x[1]), Elementwise::flat),
    /** With copies of the sign moving in; as by the width where the distance is negative or more. */
    SHIFT_RIGHT(Domain.INTEGER, 2, Smooth.NOWHERE, x -> Rounding.shiftRight(x[0], x[1]), Elementwise::flat),
    /** {@code condition ? a : b}, the condition a bool tensor. */
    WHERE(Domain.ANY, 3, Smooth.EVERYWHERE, x -> apply(ScalarOp.SELECT, x), g -> g.all(
            null, g.where(g.in(0), g.flow(), g.number(0)), g.where(g.in(0), g.number(0), g.flow()))),
    /**
     * 64 random bits for a key and a counter, both int64: Threefry-2x32, 20 rounds (Salmon et al., Parallel Random Numbers: As Easy
     * as 1, 2, 3, SC 2011, section 3.2). The state of a random stream is its key and its next counter.
     */
    RANDOM_BITS(Domain.INT64, 2, Smooth.NOWHERE, x -> Threefry.bits(x[0], x[1]), Elementwise::flat);

    /** One element's arithmetic. */
    private interface Body {
        Expr of(Expr[] args);
    }

    /** The derivative. */
    private interface Rule {
        List<@Nullable Node> flows(Gradient g);
    }

    private final Domain domain;
    private final int arity;
    private final Smooth smooth;
    private final Body body;
    private final Rule rule;

    Elementwise(Domain domain, int arity, Smooth smooth, Body body, Rule rule) {
        this.domain = domain;
        this.arity = arity;
        this.smooth = smooth;
        this.body = body;
        this.rule = rule;
    }

    @Override
    public String opName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public int arity() {
        return arity;
    }

    /** Where random arguments may lie when derivatives are compared with slopes; fuzzing goes by it too. */
    public Smooth smooth() {
        return smooth;
    }

    private boolean isComparison() {
        return compareTo(EQ) >= 0 && compareTo(GE) <= 0;
    }

    @Override
    public TensorType type(List<TensorType> inputs) {
        Arity.check(this, inputs, arity);
        int first = this == WHERE ? 1 : 0;
        if (this == WHERE && inputs.get(0).dtype() != DType.BOOL) {
            throw new Diagnostic("where: the condition is " + inputs.get(0) + "; a bool tensor is needed");
        }
        Shape shape = inputs.get(0).shape();
        for (int i = 1; i < arity; i++) {
            if (i > first) {
                Arity.sameDType(this, inputs.get(first), inputs.get(i));
            }
            shape = Broadcast.shape(opName(), shape, inputs.get(i).shape());
        }
        DType dtype = inputs.get(first).dtype();
        if (!domain.admits(dtype)) {
            throw new Diagnostic(opName() + " of " + inputs.get(first) + ": " + domain.words() + " is needed");
        }
        return new TensorType(isComparison() ? DType.BOOL : dtype, shape);
    }

    @Override
    public Expr body(DType result, List<Expr> args) {
        Expr[] computed = new Expr[arity];
        for (int i = 0; i < arity; i++) {
            DType type = args.get(i).type();
            // Bits of a bool are a bool; a selection moves elements as they are.
            boolean asIs = this == WHERE || type == DType.BOOL && domain == Domain.BITS;
            computed[i] = asIs ? args.get(i) : Expr.cast(type.computed(), args.get(i));
        }
        return Expr.cast(result, body.of(computed));
    }

    @Override
    public List<@Nullable Node> gradient(Gradient g) {
        return rule.flows(g);
    }

    /** Piecewise constant: nothing flows back. */
    private static List<@Nullable Node> flat(Gradient g) {
        return g.nothing();
    }

    private static Node wins(Gradient g, Node condition) {
        Node tie = g.where(g.eq(g.in(0), g.in(1)), g.number(0.5), g.number(0));
        return g.where(condition, g.number(1), tie);
    }

    private static Expr zero(Expr like) {
        return of(like.type(), 0);
    }

    private static Expr one(Expr like) {
        return of(like.type(), 1);
    }
}
