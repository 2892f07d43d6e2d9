package dev.sinter.ir.scalar;

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
}
