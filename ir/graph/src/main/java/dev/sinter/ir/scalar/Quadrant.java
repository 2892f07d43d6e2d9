package dev.sinter.ir.scalar;

import static dev.sinter.ir.scalar.Algebra.add;
import static dev.sinter.ir.scalar.Algebra.and;
import static dev.sinter.ir.scalar.Algebra.bits;
import static dev.sinter.ir.scalar.Algebra.fma;
import static dev.sinter.ir.scalar.Algebra.lt;
import static dev.sinter.ir.scalar.Algebra.mul;
import static dev.sinter.ir.scalar.Algebra.ne;
import static dev.sinter.ir.scalar.Algebra.neg;
import static dev.sinter.ir.scalar.Algebra.or;
import static dev.sinter.ir.scalar.Algebra.real;
import static dev.sinter.ir.scalar.Algebra.select;
import static dev.sinter.ir.scalar.Algebra.shl;
import static dev.sinter.ir.scalar.Algebra.shr;
import static dev.sinter.ir.scalar.Algebra.sub;
import static dev.sinter.ir.scalar.Algebra.ushr;
import static dev.sinter.ir.scalar.Algebra.xor;

import dev.sinter.types.DType;
import java.util.ArrayList;
import java.util.List;

/**
 * A positive angle as a number of right angles and a rest of at most half of one: right for all numbers, after Payne and Hanek
 * (Radian Reduction for Trigonometric Functions, SIGNUM Newsletter 18, 1983).
 *
 * <p>With x = m 2^e, of 2/pi only the bits matter whose product with x lies below 4 and above the precision wanted: a window of the
 * expansion of 2/pi, the place of which depends on e. All arithmetic is on int64, whose wrapping takes the product modulo 4.
 *
 * @param quarter an int64, the number of right angles modulo 4
 * @param angle the rest in float64, between -pi/4 and pi/4
 * @param low what {@code angle} lacks of it
 */
record Quadrant(Expr quarter, Expr angle, Expr low) {
    /** 2/pi times 2^38, in words of 64 bits, integer part first. */
    private static final List<Expr> NARROW = words(0x00000028be60db93L, 0x91054a7f09d5f47dL, 0x4d377036d8a5664fL,
            0x10e4107f9458eaf7L, 0xaef1586dc91b8e90L);

    /** 2/pi times 2^9. */
    private static final List<Expr> WIDE = words(0x0000000000000145L, 0xf306dc9c882a53f8L, 0x4eafa3ea69bb81b6L,
            0xc52b3278872083fcL, 0xa2c757bd778ac36eL, 0x48dc74849ba5c00cL, 0x925dd413a32439fcL, 0x3bd63962534e7dd1L,
            0x046bea5d768909d3L, 0x38e04d68befc8273L, 0x23ac7306a673e939L, 0x08bf177bf250763fL, 0xf12fffbc0b301fdeL,
            0x5e2316b414da3edaL, 0x6cfd9e4f96136e9eL, 0x8c7ecd3cbfd45aeaL, 0x4f758fd7cbe2f67aL, 0x0e73ef14a525d4d7L,
            0xf6bf623f1aba10acL, 0x06608df8f6d757e1L);

    private static final double HALF_PI = 0x1.921fb54442d18p0;
    /** pi/2 - HALF_PI. */
    private static final double HALF_PI_LOW = 0x1.1a62633145c07p-54;

    private static List<Expr> words(long... words) {
        List<Expr> list = new ArrayList<>();
        for (long word : words) {
            list.add(Expr.of(word));
        }
        return list;
    }

    /** Of a float32 or float64 that is not negative; NaN where it is infinite. */
    static Quadrant of(Expr x) {
        Quadrant reduced = x.type() == DType.F32 ? narrow(x) : wide(x);
        Expr wide = Expr.cast(DType.F64, x);
        Expr small = lt(wide, Expr.of(Math.PI / 4));
        // Infinity times 0 is NaN; adding 0 changes nothing else.
        Expr angle = fma(wide, Expr.of(0.0), reduced.angle);
        return new Quadrant(
                select(small, Expr.of(0L), reduced.quarter),
                select(small, wide, angle),
                select(small, Expr.of(0.0), reduced.low));
    }

    /** x >= 1/2 in float32 is m 2^(s - 24) with m of 24 bits; the fraction has 62 bits. */
    private static Quadrant narrow(Expr x) {
        Expr bits = Expr.cast(DType.I64, bits(x));
        Expr m = or(and(bits, Expr.of(0x7fffffL)), Expr.of(0x800000L));
        List<Expr> window = window(NARROW, sub(ushr(bits, 23), Expr.of(126L)), 2, 2);
        Expr product = add(mul(m, window.get(0)), ushr(mul(m, ushr(window.get(1), 32)), 32));
        Expr quarter = quarter(product);
        Expr fraction = sub(product, shl(quarter, 62));
        return new Quadrant(quarter, mul(real64(fraction), Expr.of(HALF_PI * 0x1p-62)), Expr.of(0.0));
    }

    /** x >= 1/2 in float64 is m 2^(s - 53) with m of 53 bits; the fraction has 126 bits. */
    private static Quadrant wide(Expr x) {
        Expr bits = bits(x);
        Expr m = or(and(bits, Expr.of((1L << 52) - 1)), Expr.of(1L << 52));
        List<Expr> window = window(WIDE, sub(ushr(bits, 52), Expr.of(1022L)), 16, 3);
        // Two words of m * window, of which the lower two words' product only reaches by its upper half.
        Expr middle = mul(m, window.get(1));
        Expr lower = add(middle, upper(m, window.get(2)));
        Expr carries = lt(xor(lower, Expr.of(Long.MIN_VALUE)), xor(middle, Expr.of(Long.MIN_VALUE)));
        Expr higher = add(mul(m, window.get(0)), upper(m, window.get(1)));
        Expr product = select(carries, add(higher, Expr.of(1L)), higher);
        Expr quarter = quarter(product);
        Expr fraction = sub(product, shl(quarter, 62));
        // The fraction times 2^52 is the integer a, the next 52 bits b and the last 22 bits c; their sum as a number and its error.
        Expr a = sub(real(add(shr(fraction, 10), pattern(0x1.8p52))), Expr.of(0x1.8p52));
        Expr b = natural(or(shl(and(fraction, Expr.of(1023L)), 42), ushr(lower, 22)));
        Expr c = natural(and(lower, Expr.of((1L << 22) - 1)));
        // Near a multiple of pi/2 a is 0 or, a little below it, -1, which b all but cancels: so c must wait for their sum.
        Expr next = mul(b, Expr.of(0x1p-52));
        Expr first = add(a, next);
        Expr rest = fma(c, Expr.of(0x1p-74), sub(next, sub(first, a)));
        Expr sum = add(first, rest);
        Expr error = sub(rest, sub(sum, first));
        Expr scale = Expr.of(HALF_PI * 0x1p-52);
        Expr angle = mul(sum, scale);
        Expr low = fma(sum, scale, neg(angle));
        return new Quadrant(quarter, angle, fma(sum, Expr.of(HALF_PI_LOW * 0x1p-52), fma(error, scale, low)));
    }

    private static Expr pattern(double value) {
        return Expr.of(Double.doubleToLongBits(value));
    }

    /** The nearest integer to a fixed-point number with 62 bits of fraction, modulo 4. */
    private static Expr quarter(Expr product) {
        return ushr(add(product, Expr.of(1L << 61)), 62);
    }

    /** {@code count} words from bit {@code shift} on, of which the quotient by 64 is at most {@code greatest}, a power of 2. */
    private static List<Expr> window(List<Expr> words, Expr shift, int greatest, int count) {
        List<Expr> rest = words;
        for (int step = greatest; step >= 1; step /= 2) {
            Expr skips = ne(and(shift, Expr.of(64L * step)), Expr.of(0L));
            List<Expr> next = new ArrayList<>();
            for (int i = 0; i < count + step; i++) {
                next.add(i + step < rest.size() ? select(skips, rest.get(i + step), rest.get(i)) : rest.get(i));
            }
            rest = next;
        }
        Expr left = and(shift, Expr.of(63L));
        Expr right = xor(left, Expr.of(63L));
        List<Expr> window = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Expr carried = Expr.apply(ScalarOp.USHR, ushr(rest.get(i + 1), 1), right);
            window.add(or(Expr.apply(ScalarOp.SHL, rest.get(i), left), carried));
        }
        return window;
    }

    /** The upper word of the product of {@code m}, of 53 bits, and the unsigned {@code word}; up to 3 too small. */
    private static Expr upper(Expr m, Expr word) {
        Expr mask = Expr.of(0xffffffffL);
        Expr mHigh = ushr(m, 32);
        Expr mLow = and(m, mask);
        Expr wordHigh = ushr(word, 32);
        Expr wordLow = and(word, mask);
        Expr cross = add(mul(mHigh, wordLow), ushr(mul(mLow, wordLow), 32));
        Expr other = add(mul(mLow, wordHigh), and(cross, mask));
        return add(mul(mHigh, wordHigh), add(ushr(cross, 32), ushr(other, 32)));
    }

    /** A signed int64 as float64, rounded once, without a conversion: the halves become the low bits of 2^84 and of 2^52. */
    private static Expr real64(Expr x) {
        Expr high = real(add(shr(x, 32), pattern(0x1.8p84)));
        return add(sub(high, Expr.of(0x1.8p84 + 0x1p52)), real(or(and(x, Expr.of(0xffffffffL)), pattern(0x1p52))));
    }

    /** An int64 of 52 bits as float64. */
    private static Expr natural(Expr x) {
        return sub(real(or(x, pattern(0x1p52))), Expr.of(0x1p52));
    }
}
