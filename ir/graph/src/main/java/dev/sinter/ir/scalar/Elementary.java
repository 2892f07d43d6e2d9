package dev.sinter.ir.scalar;

import dev.sinter.types.DType;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/**
 * The elementary functions as expressions over fma and friends: one definition for the interpreter, scalar and vector bytecode, and
 * CUDA, hence the same bits everywhere.
 *
 * <p>They take float32 and float64, at any argument; narrower dtypes are computed in float32. Errors are in units in the last place
 * of the exact result. In float32 they are the greatest over all arguments (pow: of 4 * 10^8), in float64 the greatest that
 * 2 * 10^7 random arguments showed, rounded up; below 1 all of them. Subnormal results lose nothing, signed zeros and infinities are as
 * IEEE 754-2019 section 9.2 has them, and NaN gives NaN.
 *
 * <p>There are neither branches nor tables: where a function has several pieces, all are computed and one selected. Coefficients are
 * minimax, found for this project by Lawson's iteration and then rounded one after the other, the rest being fitted again each time.
 */
public final class Elementary {
    private Elementary() {}

    /** e^x within 0.88 ulp, in float64 too; never falling in float32. */
    public static Expr exp(Expr x) {
        return Exponential.exp(x);
    }

    /** The natural logarithm within 0.88 ulp, in float64 too; -inf at both zeros, NaN below; never falling in float32. */
    public static Expr log(Expr x) {
        return Logarithm.log(x);
    }

    /** Within 0.51 ulp, in float64 0.95, however large the angle; NaN at infinities. */
    public static Expr sin(Expr x) {
        return Trigonometric.sin(x);
    }

    /** As {@link #sin}. */
    public static Expr cos(Expr x) {
        return Trigonometric.cos(x);
    }

    /** Within 0.95 ulp, in float64 too. */
    public static Expr tanh(Expr x) {
        return Logistic.tanh(x);
    }

    /** 1 / (1 + e^-x) within 0.87 ulp, in float64 too; where it is small as well. */
    public static Expr sigmoid(Expr x) {
        return Logistic.sigmoid(x);
    }

    /** 2/sqrt(pi) times the integral of e^-t^2 from 0 to x, within 0.95 ulp, in float64 too. */
    public static Expr erf(Expr x) {
        return ErrorFunction.erf(x);
    }

    /**
     * x^y within 0.51 ulp, in float64 0.95. Special values are C's (C99, F.9.4.4): 1 where y is 0 or x is 1, even with NaN; -1 to an
     * infinity is 1; a negative number to what is no integer is NaN.
     */
    public static Expr pow(Expr x, Expr y) {
        return Power.pow(x, y);
    }

    /** 2^x within 0.51 ulp, in float64 0.88; of an integer exact. */
    public static Expr exp2(Expr x) {
        return wide(Exponential::exp2, x);
    }

    /** e^x - 1 within 0.51 ulp, in float64 2. */
    public static Expr expm1(Expr x) {
        return wide(Exponential::expm1, x);
    }

    /** Within 0.51 ulp, in float64 too; special values as {@link #log}. */
    public static Expr log2(Expr x) {
        return wide(LogarithmPair::log2, x);
    }

    /** Within 0.51 ulp, in float64 too; special values as {@link #log}. */
    public static Expr log10(Expr x) {
        return wide(LogarithmPair::log10, x);
    }

    /** log(1 + x) within 0.51 ulp, in float64 0.75; -inf at -1, NaN below. */
    public static Expr log1p(Expr x) {
        return wide(LogarithmPair::log1p, x);
    }

    /** Within 0.51 ulp, in float64 2, however large the angle; NaN at infinities. */
    public static Expr tan(Expr x) {
        return Trigonometric.tan(x);
    }

    /** Within 0.51 ulp, in float64 3; NaN outside of -1 to 1. */
    public static Expr asin(Expr x) {
        return wide(InverseTangent::asin, x);
    }

    /** As {@link #asin}. */
    public static Expr acos(Expr x) {
        return wide(InverseTangent::acos, x);
    }

    /** Within 0.51 ulp, in float64 1. */
    public static Expr atan(Expr x) {
        return wide(InverseTangent::atan, x);
    }

    /** The angle of the point (x, y) within 0.51 ulp, in float64 2. Special values are C's (C99, F.9.1.4). */
    public static Expr atan2(Expr y, Expr x) {
        return wide(InverseTangent::atan2, y, x);
    }

    /** Within 0.51 ulp, in float64 2. */
    public static Expr sinh(Expr x) {
        return wide(Hyperbolic::sinh, x);
    }

    /** Within 0.51 ulp, in float64 2. */
    public static Expr cosh(Expr x) {
        return wide(Hyperbolic::cosh, x);
    }

    /** Within 0.51 ulp, in float64 3. */
    public static Expr asinh(Expr x) {
        return wide(Hyperbolic::asinh, x);
    }

    /** Within 0.51 ulp, in float64 3; NaN below 1. */
    public static Expr acosh(Expr x) {
        return wide(Hyperbolic::acosh, x);
    }

    /** Within 0.51 ulp, in float64 3; infinite at -1 and 1, NaN outside. */
    public static Expr atanh(Expr x) {
        return wide(Hyperbolic::atanh, x);
    }

    /** 1 - erf(x) within 0.51 ulp, in float64 3, where it is small too. */
    public static Expr erfc(Expr x) {
        return wide(ComplementaryError::erfc, x);
    }

    /** The x of which erf gives this, within 0.51 ulp, in float64 3; infinite at -1 and 1, NaN outside. */
    public static Expr erfinv(Expr x) {
        return wide(ComplementaryError::inverse, x);
    }

    /** The logarithm of the magnitude of the gamma function, off by no more than 4 ulp of the greater of it and 1. */
    public static Expr lgamma(Expr x) {
        return wide(Gamma::logarithm, x);
    }

    /** The derivative of {@link #lgamma}, off by no more than 8 ulp of the greater of it and 1; NaN at the poles below 0. */
    public static Expr digamma(Expr x) {
        return wide(Gamma::digamma, x);
    }

    /** The derivative of {@link #digamma}, off by no more than 8 ulp. */
    public static Expr trigamma(Expr x) {
        return wide(Gamma::trigamma, x);
    }

    /** sqrt(x^2 + y^2) within 0.51 ulp, in float64 1.1, without overflow on the way; infinite where either is, even with NaN. */
    public static Expr hypot(Expr x, Expr y) {
        return wide(Sums::hypot, x, y);
    }

    /** log(e^x + e^y), off by no more than 2 ulp of the greater of it and of |x| and |y|. */
    public static Expr logAddExp(Expr x, Expr y) {
        return wide(Sums::logAddExp, x, y);
    }

    /** {@code x * log(y)} within 0.51 ulp, in float64 2; 0 where x is, unless y is NaN. */
    public static Expr xlogy(Expr x, Expr y) {
        return wide(Sums::xlogy, x, y);
    }

    /** sin(pi x) / (pi x) within 0.51 ulp, in float64 3; 1 at 0, and 0 at every other integer. */
    public static Expr sinc(Expr x) {
        return wide(Sums::sinc, x);
    }

    /** In float64: a float32 is widened, which is exact, and the result rounded, which hides what float64 lost. */
    private static Expr wide(UnaryOperator<Expr> function, Expr x) {
        return Expr.cast(x.type(), function.apply(Expr.cast(DType.F64, x)));
    }

    private static Expr wide(BinaryOperator<Expr> function, Expr x, Expr y) {
        return Expr.cast(x.type(), function.apply(Expr.cast(DType.F64, x), Expr.cast(DType.F64, y)));
    }
}
