package dev.sinter.ir;

import static dev.sinter.ir.scalar.Expr.apply;
import static dev.sinter.ir.scalar.Expr.of;

import dev.sinter.ir.scalar.Elementary;
import dev.sinter.ir.scalar.Expr;
import dev.sinter.ir.scalar.ScalarOp;
import dev.sinter.types.DType;
import dev.sinter.types.Shape;
import dev.sinter.types.TensorType;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The pointwise ops without attributes. A constant states its dtypes, its arity, one element's arithmetic and its derivative, on
 * adjacent lines; adding one is adding a constant here and a row to the table that judges all ops.
 *
 * <p>Operands have one dtype and broadcast. Arithmetic on a dtype narrower than 32 bits is done in {@link DType#computed()} and
 * rounded or wrapped once.
 */
public enum Elementwise implements Pointwise {
    ADD(Domain.NUMBER, 2, x -> apply(ScalarOp.ADD, x), g -> g.all(g.flow(), g.flow())),
    SUB(Domain.NUMBER, 2, x -> apply(ScalarOp.SUB, x), g -> g.all(g.flow(), g.neg(g.flow()))),
    MUL(Domain.NUMBER, 2, x -> apply(ScalarOp.MUL, x), g -> g.all(g.times(g.in(1)), g.times(g.in(0)))),
    /** Integers truncate, and by zero are an {@link ArithmeticException}. */
    DIV(Domain.NUMBER, 2, x -> apply(ScalarOp.DIV, x), g -> {
        Node byDivisor = g.div(g.flow(), g.in(1));
        return g.all(byDivisor, g.neg(g.mul(byDivisor, g.div(g.in(0), g.in(1)))));
    }),
    /** Of truncated division: the sign is the dividend's. */
    REM(Domain.NUMBER, 2, x -> apply(ScalarOp.REM, x),
            g -> g.all(g.flow(), g.neg(g.times(g.trunc(g.div(g.in(0), g.in(1))))))),
    /** NaN where either is; the gradient goes to the greater, half to each of equals. */
    MAX(Domain.ANY, 2, x -> apply(ScalarOp.MAX, x),
            g -> g.all(g.times(wins(g, g.gt(g.in(0), g.in(1)))), g.times(wins(g, g.gt(g.in(1), g.in(0)))))),
    /** NaN where either is; the gradient goes to the lesser, half to each of equals. */
    MIN(Domain.ANY, 2, x -> apply(ScalarOp.MIN, x),
            g -> g.all(g.times(wins(g, g.gt(g.in(1), g.in(0)))), g.times(wins(g, g.gt(g.in(0), g.in(1)))))),
    POW(Domain.FLOAT, 2, x -> Elementary.pow(x[0], x[1]), g -> {
        Node x = g.in(0);
        Node y = g.in(1);
        Node zero = g.number(0);
        Node byBase = g.mul(y, g.pow(x, g.sub(y, g.number(1))));
        Node byExponent = g.mul(g.out(), g.log(x));
        // x^0 does not depend on x; 0^y for y >= 0 does not change with y (its logarithm is -inf, the limit 0).
        Node flat = g.and(g.eq(x, zero), g.ge(y, zero));
        return g.all(g.times(g.where(g.eq(y, zero), zero, byBase)), g.times(g.where(flat, zero, byExponent)));
    }),

    NEG(Domain.NUMBER, 1, x -> apply(ScalarOp.NEG, x), g -> g.all(g.neg(g.flow()))),
    /** The gradient at 0 is 0. */
    ABS(Domain.NUMBER, 1, x -> apply(ScalarOp.ABS, x), g -> g.all(g.times(g.sign(g.in(0))))),
    /** -1, 0 or 1; 0 and NaN stay as they are. */
    SIGN(Domain.NUMBER, 1, x -> sign(x[0]), Elementwise::flat),
    FLOOR(Domain.FLOAT, 1, x -> apply(ScalarOp.FLOOR, x), Elementwise::flat),
    CEIL(Domain.FLOAT, 1, x -> apply(ScalarOp.CEIL, x), Elementwise::flat),
    /** To the nearest integer, halves to even. */
    ROUND(Domain.FLOAT, 1, x -> apply(ScalarOp.RINT, x), Elementwise::flat),
    TRUNC(Domain.FLOAT, 1, x -> trunc(x[0]), Elementwise::flat),
    RECIPROCAL(Domain.FLOAT, 1, x -> apply(ScalarOp.DIV, one(x[0]), x[0]),
            g -> g.all(g.neg(g.times(g.mul(g.out(), g.out()))))),
    SQRT(Domain.FLOAT, 1, x -> apply(ScalarOp.SQRT, x), g -> g.all(g.div(g.flow(), g.mul(g.number(2), g.out())))),
    RSQRT(Domain.FLOAT, 1, x -> apply(ScalarOp.DIV, one(x[0]), apply(ScalarOp.SQRT, x)), g -> g.all(
            g.times(g.mul(g.number(-0.5), g.mul(g.out(), g.mul(g.out(), g.out())))))),
    EXP(Domain.FLOAT, 1, x -> Elementary.exp(x[0]), g -> g.all(g.times(g.out()))),
    LOG(Domain.FLOAT, 1, x -> Elementary.log(x[0]), g -> g.all(g.div(g.flow(), g.in(0)))),
    SIN(Domain.FLOAT, 1, x -> Elementary.sin(x[0]), g -> g.all(g.times(g.cos(g.in(0))))),
    COS(Domain.FLOAT, 1, x -> Elementary.cos(x[0]), g -> g.all(g.neg(g.times(g.sin(g.in(0)))))),
    TANH(Domain.FLOAT, 1, x -> Elementary.tanh(x[0]), g -> g.all(g.times(g.sub(g.number(1), g.mul(g.out(), g.out()))))),
    SIGMOID(Domain.FLOAT, 1, x -> Elementary.sigmoid(x[0]), g -> g.all(
            g.times(g.mul(g.out(), g.sub(g.number(1), g.out()))))),
    /** 2/sqrt(pi) times the integral of exp(-t^2) from 0 to x. */
    ERF(Domain.FLOAT, 1, x -> Elementary.erf(x[0]), g -> g.all(
            g.times(g.mul(g.number(2 / Math.sqrt(Math.PI)), g.exp(g.neg(g.mul(g.in(0), g.in(0)))))))),
    /** max(x, 0); NaN stays. The gradient at 0 is 0. */
    RELU(Domain.NUMBER, 1, x -> apply(ScalarOp.MAX, x[0], zero(x[0])), g -> g.all(
            g.where(g.gt(g.in(0), g.number(0)), g.flow(), g.number(0)))),

    EQ(Domain.ANY, 2, x -> apply(ScalarOp.EQ, x), Elementwise::flat),
    NE(Domain.ANY, 2, x -> apply(ScalarOp.NE, x), Elementwise::flat),
    LT(Domain.ANY, 2, x -> apply(ScalarOp.LT, x), Elementwise::flat),
    LE(Domain.ANY, 2, x -> apply(ScalarOp.LE, x), Elementwise::flat),
    GT(Domain.ANY, 2, x -> apply(ScalarOp.LT, x[1], x[0]), Elementwise::flat),
    GE(Domain.ANY, 2, x -> apply(ScalarOp.LE, x[1], x[0]), Elementwise::flat),
    AND(Domain.BITS, 2, x -> apply(ScalarOp.AND, x), Elementwise::flat),
    OR(Domain.BITS, 2, x -> apply(ScalarOp.OR, x), Elementwise::flat),
    XOR(Domain.BITS, 2, x -> apply(ScalarOp.XOR, x), Elementwise::flat),
    NOT(Domain.BITS, 1, x -> apply(ScalarOp.NOT, x), Elementwise::flat),
    /** {@code condition ? a : b}, the condition a bool tensor. */
    WHERE(Domain.ANY, 3, x -> apply(ScalarOp.SELECT, x), g -> g.all(
            null, g.where(g.in(0), g.flow(), g.number(0)), g.where(g.in(0), g.number(0), g.flow()))),
    /**
     * 64 random bits for a key and a counter, both int64: Threefry-2x32, 20 rounds (Salmon et al., Parallel Random Numbers: As Easy
     * as 1, 2, 3, SC 2011, section 3.2). The state of a random stream is its key and its next counter.
     */
    RANDOM_BITS(Domain.INT64, 2, x -> Threefry.bits(x[0], x[1]), Elementwise::flat);

    /** Which dtypes an op takes. */
    private enum Domain {
        FLOAT,
        NUMBER,
        BITS,
        INT64,
        ANY;

        boolean admits(DType type) {
            return switch (this) {
                case FLOAT -> type.isFloating();
                case NUMBER -> type != DType.BOOL;
                case BITS -> !type.isFloating();
                case INT64 -> type == DType.I64;
                case ANY -> true;
            };
        }

        String words() {
            return switch (this) {
                case FLOAT -> "a floating dtype";
                case NUMBER -> "a numeric dtype";
                case BITS -> "an integer dtype or bool";
                case INT64 -> "i64";
                case ANY -> "any dtype";
            };
        }
    }

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
    private final Body body;
    private final Rule rule;

    Elementwise(Domain domain, int arity, Body body, Rule rule) {
        this.domain = domain;
        this.arity = arity;
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

    private static Expr sign(Expr x) {
        Expr negative = apply(ScalarOp.SELECT, apply(ScalarOp.LT, x, zero(x)), of(x.type(), -1), x);
        return apply(ScalarOp.SELECT, apply(ScalarOp.LT, zero(x), x), one(x), negative);
    }

    /** Towards zero; -0.5 gives -0. */
    private static Expr trunc(Expr x) {
        return apply(ScalarOp.SELECT, apply(ScalarOp.LT, x, zero(x)), apply(ScalarOp.CEIL, x),
                apply(ScalarOp.FLOOR, x));
    }
}
