package dev.sinter.ir.scalar;

import static dev.sinter.ir.scalar.Algebra.add;
import static dev.sinter.ir.scalar.Algebra.bits;
import static dev.sinter.ir.scalar.Algebra.div;
import static dev.sinter.ir.scalar.Algebra.eq;
import static dev.sinter.ir.scalar.Algebra.fma;
import static dev.sinter.ir.scalar.Algebra.lt;
import static dev.sinter.ir.scalar.Algebra.mul;
import static dev.sinter.ir.scalar.Algebra.number;
import static dev.sinter.ir.scalar.Algebra.polynomial;
import static dev.sinter.ir.scalar.Algebra.real;
import static dev.sinter.ir.scalar.Algebra.select;
import static dev.sinter.ir.scalar.Algebra.shl;
import static dev.sinter.ir.scalar.Algebra.shr;
import static dev.sinter.ir.scalar.Algebra.sub;
import static dev.sinter.ir.scalar.Algebra.whole;

import dev.sinter.types.DType;

/** log x = n ln 2 + log(1 + f) with x = 2^n (1 + f) and 1 + f in [sqrt(1/2), sqrt 2). */
final class Logarithm {
    private Logarithm() {}

    /**
     * A positive number as 2^n (1 + f).
     *
     * @param n a float
     */
    record Parts(Expr n, Expr f) {}

    /** -inf at 0, NaN below. */
    static Expr log(Expr x) {
        Parts parts = parts(x);
        return guarded(x, x.type() == DType.F32 ? log32(parts) : log64(parts));
    }

    /** A logarithm of {@code x}, given what it is where {@code x} is positive and finite: -inf at 0, NaN below. */
    static Expr guarded(Expr x, Expr finite) {
        Expr positive = select(eq(x, number(x, Double.POSITIVE_INFINITY)), x, finite);
        Expr others = select(eq(x, number(x, 0)), number(x, Double.NEGATIVE_INFINITY), number(x, Double.NaN));
        return select(lt(number(x, 0), x), positive, others);
    }

    /** The parts of a positive finite number, be it subnormal. */
    static Parts parts(Expr x) {
        boolean narrow = x.type() == DType.F32;
        Expr small = lt(x, number(x, narrow ? Float.MIN_NORMAL : Double.MIN_NORMAL));
        Parts parts = normalParts(select(small, mul(x, number(x, narrow ? 0x1p24 : 0x1p54)), x));
        return new Parts(sub(parts.n, select(small, number(x, narrow ? 24 : 54), number(x, 0))), parts.f);
    }

    /** The parts of a positive normal number. */
    static Parts normalParts(Expr x) {
        boolean narrow = x.type() == DType.F32;
        int mantissa = narrow ? 23 : 52;
        long root = narrow
                ? Float.floatToIntBits((float) Math.sqrt(0.5))
                : Double.doubleToLongBits(Math.sqrt(0.5));
        Expr bits = bits(x);
        Expr n = shr(sub(bits, whole(bits.type(), root)), mantissa);
        Expr m = real(sub(bits, shl(n, mantissa)));
        return new Parts(narrow ? Expr.cast(DType.F32, n) : real64(n), sub(m, number(x, 1)));
    }

    /** A small int64 as float64: the low bits of 2^52, for few processors convert int64 in vectors. */
    private static Expr real64(Expr n) {
        Expr magic = Expr.of(0x1.8p52);
        return sub(real(add(n, Expr.of(Double.doubleToLongBits(0x1.8p52)))), magic);
    }

    private static Expr log32(Parts parts) {
        Expr n = parts.n();
        Expr f = parts.f();
        // (log(1 + f) - f) / f^2: minimax on 1 + f in [sqrt(1/2), sqrt 2], so that the error is 2^-27.3 of log(1 + f).
        Expr q = polynomial(f, -0x1.0p-1f, 0x1.555554p-2f, -0x1.000228p-2f, 0x1.99a026p-3f, -0x1.547208p-3f,
                0x1.22d7fp-3f, -0x1.0d85f8p-3f, 0x1.0568a8p-3f, -0x1.38cd8ap-4f);
        // ln 2 in two parts, the first of 15 bits; the sum with f is a rounded one and what the rounding took.
        Expr sum = fma(n, number(f, 0x1.62e4p-1f), f);
        Expr rest = sub(f, fma(n, number(f, -0x1.62e4p-1f), sum));
        return add(sum, fma(mul(f, f), q, fma(n, number(f, 0x1.7f7d1cp-20f), rest)));
    }

    private static Expr log64(Parts parts) {
        Expr n = parts.n();
        Expr f = parts.f();
        // log(1 + f) = 2 atanh(s) with s = f / (2 + f), and 2s = f - s f = f - f^2/2 + s f^2/2.
        Expr s = div(f, add(number(f, 2), f));
        Expr z = mul(s, s);
        // (2 atanh(s) / s - 2) / s^2: minimax on s^2 <= 0.02944, so that the error is 2^-66 of log(1 + f).
        Expr series = polynomial(z, 0x1.5555555555555p-1, 0x1.9999999999d11p-2, 0x1.24924924397fap-2,
                0x1.c71c724b669d9p-3, 0x1.745ce1c8ed8f2p-3, 0x1.3b202477d32e2p-3, 0x1.0f674529c82dfp-3,
                0x1.0f0dc8dca494ep-3);
        Expr half = mul(mul(f, f), number(f, 0.5));
        Expr low = fma(s, fma(z, series, half), mul(n, number(f, 0x1.ef35793c7673p-45)));
        return fma(n, number(f, 0x1.62e42fefa38p-1), sub(f, sub(half, low)));
    }
}
