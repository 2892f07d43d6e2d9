package dev.sinter.ir.scalar;

import static dev.sinter.ir.scalar.Algebra.add;
import static dev.sinter.ir.scalar.Algebra.signed;
import static dev.sinter.ir.scalar.Algebra.select;
import static dev.sinter.ir.scalar.Algebra.neg;
import static dev.sinter.ir.scalar.Algebra.lt;
import static dev.sinter.ir.scalar.Algebra.abs;
import static dev.sinter.ir.scalar.Algebra.atLeast;
import static dev.sinter.ir.scalar.Algebra.atMost;
import static dev.sinter.ir.scalar.Algebra.bits;
import static dev.sinter.ir.scalar.Algebra.fma;
import static dev.sinter.ir.scalar.Algebra.mul;
import static dev.sinter.ir.scalar.Algebra.number;
import static dev.sinter.ir.scalar.Algebra.polynomial;
import static dev.sinter.ir.scalar.Algebra.real;
import static dev.sinter.ir.scalar.Algebra.shl;
import static dev.sinter.ir.scalar.Algebra.shr;
import static dev.sinter.ir.scalar.Algebra.sub;
import static dev.sinter.ir.scalar.Algebra.whole;

import dev.sinter.types.DType;
import org.jspecify.annotations.Nullable;

/**
 * e^x = 2^n e^r with n = rint(x / ln 2) and |r| <= ln(2) / 2.
 *
 * <p>Adding 1.5 * 2^23 (2^52 in float64) rounds to an integer and leaves it in the low bits of the sum, so no conversion is needed.
 */
final class Exponential {
    private Exponential() {}

    /** Adding it rounds a float32 to an integer; the sum's bits are these plus that integer. */
    private static final float MAGIC_32 = 0x1.8p23f;
    private static final double MAGIC_64 = 0x1.8p52;

    /** e^x; 0 where that is less than half of the least number. */
    static Expr exp(Expr x) {
        return x.type() == DType.F32
                ? parts(atLeast(-104, atMost(89, x))).value()
                : parts(atLeast(-746, atMost(710, x))).value();
    }

    /** e^x where that is between 2^-126 and 2^126 (2^-1022 and 2^1022 in float64). */
    static Expr normal(Expr x) {
        return parts(x).normal();
    }

    /** 2^x of a float64: the exponent x ln 2 is in two parts, so that integers give powers of 2. */
    static Expr exp2(Expr x) {
        Expr limited = atLeast(-1080, atMost(1030, x));
        Expr product = mul(limited, Expr.of(0x1.62e42fefa39efp-1));
        Expr error = fma(limited, Expr.of(0x1.62e42fefa39efp-1), neg(product));
        return parts64(product, fma(limited, Expr.of(0x1.abc9e3b39803fp-56), error)).value();
    }

    /** e^x - 1 of a float64: 2^n tail + (2^n - 1); from 40 on 1 is too little to matter. */
    static Expr expm1(Expr x) {
        Parts parts = parts64(atLeast(-40, atMost(710, x)), null);
        Expr power = parts.power();
        Expr low = fma(power, parts.tail, sub(power, number(x, 1)));
        return signed(abs(select(lt(number(x, 40), x), parts.value(), low)), x);
    }

    /**
     * A number as 2^n (1 + tail).
     *
     * @param n an integer whose low bits are n and twice the dtype's exponent bias
     */
    record Parts(Expr n, Expr tail) {
        private int mantissa() {
            return tail.type() == DType.F32 ? 23 : 52;
        }

        /** Where 2^n is a normal number. */
        Expr normal() {
            return mul(add(number(tail, 1), tail), power());
        }

        /** 2^n, where that is a normal number. */
        Expr power() {
            return real(shl(sub(n, whole(n.type(), tail.type() == DType.F32 ? 127 : 1023)), mantissa()));
        }

        /** 2^-1 times this. */
        Parts half() {
            return new Parts(sub(n, whole(n.type(), 1)), tail);
        }

        /** 2^-n (1 + tail). */
        Parts inverse() {
            long zero = tail.type() == DType.F32
                    ? Float.floatToIntBits(MAGIC_32 + 2 * 127)
                    : Double.doubleToLongBits(MAGIC_64 + 2 * 1023);
            return new Parts(sub(whole(n.type(), 2 * zero), n), tail);
        }

        /** Rounded once more where it is subnormal, infinite where it is too large. */
        Expr value() {
            return scaled(add(number(tail, 1), tail));
        }

        /** 2^n x, for x near 1. By two factors, as 2^n need not be a normal number: n = floor(n/2) + ceil(n/2). */
        Expr scaled(Expr x) {
            Expr half = shl(shr(n, 1), mantissa());
            Expr rest = sub(shl(n, mantissa()), half);
            return mul(mul(x, real(half)), real(rest));
        }
    }

    /** e^x before its parts are put together; for |x| up to 2^9 (2^11 in float64). */
    static Parts parts(Expr x) {
        return x.type() == DType.F32 ? parts32(x) : parts64(x, null);
    }

    private static Parts parts32(Expr x) {
        Expr magic = number(x, MAGIC_32 + 2 * 127);
        Expr rounded = fma(x, number(x, 0x1.715476p0f), magic);
        Expr n = sub(rounded, magic);
        // r in two parts, as is ln 2: the first of that has 15 bits, so that the first of r is exact.
        Expr high = fma(n, number(x, -0x1.62e4p-1f), x);
        Expr low = mul(n, number(x, -0x1.7f7d1cp-20f));
        Expr r = add(high, low);
        // (e^r - 1 - r) / r^2: minimax on |r| <= 0.3467, so that the error of e^r is 2^-28.2 of it.
        Expr q = polynomial(r, 0x1.fffffcp-2f, 0x1.55548cp-3f, 0x1.555858p-5f, 0x1.123da6p-7f, 0x1.6ac122p-10f);
        return new Parts(bits(rounded), add(high, fma(mul(r, r), q, low)));
    }

    /** {@code rest} is what {@code x} lacks of the exponent, null for nothing. */
    static Parts parts64(Expr x, @Nullable Expr rest) {
        Expr magic = number(x, MAGIC_64 + 2 * 1023);
        Expr rounded = fma(x, number(x, 0x1.71547652b82fep0), magic);
        Expr n = sub(rounded, magic);
        // r in two parts, as is ln 2: the first of that has 42 bits, so that the first of r is exact.
        Expr high = fma(n, number(x, -0x1.62e42fefa38p-1), x);
        Expr second = number(x, -0x1.ef35793c7673p-45);
        Expr low = rest == null ? mul(n, second) : fma(n, second, rest);
        Expr r = add(high, low);
        // (e^r - 1 - r) / r^2: minimax on |r| <= 0.3467, so that the error of e^r is 2^-57.1 of it.
        Expr q = polynomial(r, 0x1.000000000000ap-1, 0x1.5555555555503p-3, 0x1.5555555550608p-5,
                0x1.1111111124d49p-7, 0x1.6c16c184b4137p-10, 0x1.a01a013d32425p-13, 0x1.a01998967708fp-16,
                0x1.71def9fa6abdep-19, 0x1.28aed30f13486p-22, 0x1.adbf4c8bb23bp-26);
        return new Parts(bits(rounded), add(high, fma(mul(r, r), q, low)));
    }
}
