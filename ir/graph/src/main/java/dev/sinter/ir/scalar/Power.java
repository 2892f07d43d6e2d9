package dev.sinter.ir.scalar;

import static dev.sinter.ir.scalar.Algebra.abs;
import static dev.sinter.ir.scalar.Algebra.add;
import static dev.sinter.ir.scalar.Algebra.and;
import static dev.sinter.ir.scalar.Algebra.atLeast;
import static dev.sinter.ir.scalar.Algebra.atMost;
import static dev.sinter.ir.scalar.Algebra.bits;
import static dev.sinter.ir.scalar.Algebra.div;
import static dev.sinter.ir.scalar.Algebra.eq;
import static dev.sinter.ir.scalar.Algebra.fma;
import static dev.sinter.ir.scalar.Algebra.le;
import static dev.sinter.ir.scalar.Algebra.lt;
import static dev.sinter.ir.scalar.Algebra.mul;
import static dev.sinter.ir.scalar.Algebra.neg;
import static dev.sinter.ir.scalar.Algebra.or;
import static dev.sinter.ir.scalar.Algebra.polynomial;
import static dev.sinter.ir.scalar.Algebra.real;
import static dev.sinter.ir.scalar.Algebra.select;
import static dev.sinter.ir.scalar.Algebra.shl;
import static dev.sinter.ir.scalar.Algebra.sub;
import static dev.sinter.ir.scalar.Algebra.xor;

import dev.sinter.types.DType;

/** x^y = e^(y log |x|), in float64; of two parts each where the result is a float64. */
final class Power {
    private static final Expr ZERO = Expr.of(0.0);
    private static final Expr ONE = Expr.of(1.0);
    private static final Expr TWO = Expr.of(2.0);
    private static final Expr INFINITY = Expr.of(Double.POSITIVE_INFINITY);

    private Power() {}

    static Expr pow(Expr base, Expr exponent) {
        boolean narrow = base.type() == DType.F32;
        Expr x = Expr.cast(DType.F64, base);
        Expr y = Expr.cast(DType.F64, exponent);
        Expr size = abs(x);
        // A y this large is even and its power of any |x| but 1 is 0 or infinite; that of 1 needs it finite.
        Expr limited = atLeast(-0x1p64, atMost(0x1p64, y));
        Expr finite = narrow ? pow32(size, limited) : pow64(size, limited);
        // 0 and infinity to a power are one of the two, but for NaN.
        Expr extreme = select(eq(lt(y, ZERO), eq(x, ZERO)), INFINITY, ZERO);
        Expr positive = select(or(eq(x, ZERO), eq(size, INFINITY)), extreme, finite);
        // An odd y hands the sign of x on; another that is finite, no integer, admits no finite negative x.
        Expr count = abs(limited);
        Expr whole = isWhole(count);
        Expr odd = and(whole, Expr.apply(ScalarOp.NOT, isWhole(mul(count, Expr.of(0.5)))));
        Expr sign = and(bits(x), select(odd, Expr.of(Long.MIN_VALUE), Expr.of(0L)));
        Expr turned = real(xor(bits(positive), sign));
        Expr defined = or(or(whole, le(ZERO, x)), eq(size, INFINITY));
        Expr ordered = and(eq(x, x), eq(y, y));
        Expr result = select(and(defined, ordered), turned, Expr.of(Double.NaN));
        return Expr.cast(base.type(), select(or(eq(y, ZERO), eq(x, ONE)), ONE, result));
    }

    /** Whether {@code x}, not negative and at most 2^64, is an integer. */
    private static Expr isWhole(Expr x) {
        Expr magic = Expr.of(0x1p52);
        return or(le(magic, x), eq(sub(add(x, magic), magic), x));
    }

    /** 2^(y log2(x)); of log2 2^-45 and of the power 2^-34 are lost. */
    private static Expr pow32(Expr x, Expr y) {
        Logarithm.Parts parts = Logarithm.normalParts(x);
        Expr s = div(parts.f(), add(TWO, parts.f()));
        // 2 atanh(s) / (s ln 2): minimax on s^2 <= 0.02944.
        Expr q = polynomial(mul(s, s), 0x1.71547652b8252p1, 0x1.ec709dc53bdf9p-1, 0x1.2776c2938b3c1p-1,
                0x1.a61a2eaab8af5p-2, 0x1.4795584d4fb22p-2, 0x1.21b0e98633bb5p-2);
        Expr t = atLeast(-200, atMost(200, mul(y, fma(s, q, parts.n()))));
        Expr magic = Expr.of(0x1.8p52 + 1023);
        Expr rounded = add(t, magic);
        Expr r = sub(t, sub(rounded, magic));
        // 2^r: minimax on |r| <= 1/2.
        Expr p = polynomial(r, 0x1.ffffffffab8d1p-1, 0x1.62e42ff1170aap-1, 0x1.ebfbe0a50b2c6p-3,
                0x1.c6b08aade62d2p-5, 0x1.3b29dbfe062bap-7, 0x1.5d8a714bde3ebp-10, 0x1.446a58bcf0019p-13,
                0x1.fe178b14778fdp-17);
        return mul(p, real(shl(bits(rounded), 52)));
    }

    /** e^(y log(x)) with the logarithm and its product with y in two parts. */
    private static Expr pow64(Expr x, Expr y) {
        LogarithmPair log = LogarithmPair.of(x);
        Expr product = mul(y, log.high());
        Expr productLow = fma(y, log.low(), fma(y, log.high(), neg(product)));
        Expr limited = atLeast(-746, atMost(710, product));
        Expr low = select(eq(limited, product), productLow, ZERO);
        return Exponential.parts64(limited, low).value();
    }
}
