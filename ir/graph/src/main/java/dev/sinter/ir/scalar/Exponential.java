package dev.sinter.ir.scalar;

import static dev.sinter.ir.scalar.Expr.apply;
import static dev.sinter.ir.scalar.Expr.bitcast;
import static dev.sinter.ir.scalar.Expr.cast;
import static dev.sinter.ir.scalar.Expr.of;

import dev.sinter.types.DType;

/** exp and log in float64, from which the float32 ones are rounded. */
final class Exponential {
    /** ln 2 as a sum of two, of which the first has 21 trailing zero bits, so that its product with an exponent is exact. */
    private static final double LN2_HIGH = 0x1.62e42fee00000p-1;
    private static final double LN2_LOW = 0x1.a39ef35793c76p-33;
    /** Beyond this exp is infinite or 0 whatever the argument. */
    private static final double LIMIT = 800;
    /** Terms of the series of exp on |r| <= ln(2)/2: the first left out is below 2^-60 of the sum. */
    private static final int EXP_TERMS = 14;
    /** Terms of the series of atanh on |s| <= 3 - 2 sqrt(2): the first left out is below 2^-60 of the sum. */
    private static final int LOG_TERMS = 11;

    private Exponential() {}

    /** {@code 2^k * exp(r)} with {@code k = rint(x / ln 2)}; 2^k in two factors, so that subnormal results are rounded once. */
    static Expr exp(Expr x) {
        Expr bounded = apply(ScalarOp.MIN, apply(ScalarOp.MAX, x, of(-LIMIT)), of(LIMIT));
        Expr k = apply(ScalarOp.RINT, apply(ScalarOp.MUL, bounded, of(1 / Math.log(2))));
        Expr minusK = apply(ScalarOp.NEG, k);
        Expr r = apply(ScalarOp.FMA, minusK, of(LN2_LOW), apply(ScalarOp.FMA, minusK, of(LN2_HIGH), bounded));
        double factorial = 1;
        double[] inverse = new double[EXP_TERMS];
        for (int i = 0; i < EXP_TERMS; i++) {
            inverse[i] = 1 / factorial;
            factorial *= i + 1;
        }
        Expr sum = of(inverse[EXP_TERMS - 1]);
        for (int i = EXP_TERMS - 2; i >= 0; i--) {
            sum = apply(ScalarOp.FMA, sum, r, of(inverse[i]));
        }
        Expr whole = cast(DType.I64, k);
        Expr half = apply(ScalarOp.SHR, whole, of(1L));
        return apply(ScalarOp.MUL, apply(ScalarOp.MUL, sum, power(half)), power(apply(ScalarOp.SUB, whole, half)));
    }

    /** 2^k for an exponent in the normal range. */
    private static Expr power(Expr k) {
        return bitcast(DType.F64, apply(ScalarOp.SHL, apply(ScalarOp.ADD, k, of(1023L)), of(52L)));
    }

    /** {@code k ln 2 + log(m)} with m in [sqrt(1/2), sqrt 2): {@code log(1+f) = 2 atanh(f / (2+f))}. */
    static Expr log(Expr x) {
        Expr subnormal = apply(ScalarOp.LT, x, of(Double.MIN_NORMAL));
        Expr scaled = apply(ScalarOp.SELECT, subnormal, apply(ScalarOp.MUL, x, of(0x1p54)), x);
        Expr bits = bitcast(DType.I64, scaled);
        long root = Double.doubleToRawLongBits(Math.sqrt(0.5));
        Expr exponent = apply(ScalarOp.SHR, apply(ScalarOp.SUB, bits, of(root)), of(52L));
        Expr m = bitcast(DType.F64, apply(ScalarOp.SUB, bits, apply(ScalarOp.SHL, exponent, of(52L))));
        Expr k = apply(ScalarOp.SUB, cast(DType.F64, exponent), apply(ScalarOp.SELECT, subnormal, of(54.0), of(0.0)));
        Expr f = apply(ScalarOp.SUB, m, of(1.0));
        Expr s = apply(ScalarOp.DIV, f, apply(ScalarOp.ADD, f, of(2.0)));
        Expr z = apply(ScalarOp.MUL, s, s);
        Expr series = of(2.0 / (2 * LOG_TERMS + 1));
        for (int i = LOG_TERMS - 1; i >= 1; i--) {
            series = apply(ScalarOp.FMA, series, z, of(2.0 / (2 * i + 1)));
        }
        // log(1+f) = f - (h - s (h + R)) with h = f^2/2: the large term f is added last and unrounded.
        Expr h = apply(ScalarOp.MUL, apply(ScalarOp.MUL, f, f), of(0.5));
        Expr r = apply(ScalarOp.MUL, z, series);
        Expr low = apply(ScalarOp.FMA, k, of(LN2_LOW), apply(ScalarOp.MUL, s, apply(ScalarOp.ADD, h, r)));
        Expr finite = apply(ScalarOp.FMA, k, of(LN2_HIGH), apply(ScalarOp.SUB, f, apply(ScalarOp.SUB, h, low)));
        Expr positive = apply(ScalarOp.SELECT, apply(ScalarOp.EQ, x, of(Double.POSITIVE_INFINITY)), x, finite);
        Expr zero = apply(ScalarOp.SELECT, apply(ScalarOp.EQ, x, of(0.0)), of(Double.NEGATIVE_INFINITY),
                of(Double.NaN));
        return apply(ScalarOp.SELECT, apply(ScalarOp.LT, of(0.0), x), positive, zero);
    }
}
