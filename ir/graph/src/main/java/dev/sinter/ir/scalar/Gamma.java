package dev.sinter.ir.scalar;

import static dev.sinter.ir.scalar.Algebra.abs;
import static dev.sinter.ir.scalar.Algebra.add;
import static dev.sinter.ir.scalar.Algebra.div;
import static dev.sinter.ir.scalar.Algebra.eq;
import static dev.sinter.ir.scalar.Algebra.fma;
import static dev.sinter.ir.scalar.Algebra.le;
import static dev.sinter.ir.scalar.Algebra.lt;
import static dev.sinter.ir.scalar.Algebra.mul;
import static dev.sinter.ir.scalar.Algebra.neg;
import static dev.sinter.ir.scalar.Algebra.polynomial;
import static dev.sinter.ir.scalar.Algebra.select;
import static dev.sinter.ir.scalar.Algebra.sub;

/**
 * The logarithm of the gamma function and its derivatives, of a float64: by their recurrences from where they are known, by
 * Stirling's series for large arguments, and by Euler's reflection for negative ones.
 */
final class Gamma {
    private static final Expr ZERO = Expr.of(0.0);
    private static final Expr HALF = Expr.of(0.5);
    private static final Expr ONE = Expr.of(1.0);
    private static final Expr PI = Expr.of(Math.PI);
    private static final Expr INFINITY = Expr.of(Double.POSITIVE_INFINITY);

    private Gamma() {}

    static Expr logarithm(Expr x) {
        Expr size = abs(x);
        Expr tiny = lt(size, Expr.of(0x1p-60));
        Expr positive = positive(size);
        // log(pi / |x sin(pi x)|) - log(gamma(|x|)); near 0 both signs are -log|x|.
        Expr sine = abs(Trigonometric.sin(mul(PI, rest(x))));
        Expr between = sub(Logarithm.log(div(PI, mul(size, sine))), positive);
        Expr reflected = select(eq(sine, ZERO), INFINITY, between);
        Expr finite = select(lt(x, ZERO), select(tiny, positive, reflected), positive);
        return select(eq(size, INFINITY), INFINITY, finite);
    }

    /** Less the nearest integer. */
    private static Expr rest(Expr x) {
        return sub(x, Expr.apply(ScalarOp.RINT, x));
    }

    private static Expr positive(Expr x) {
        // Below 8 down to less than 3, by gamma(x) = (x - 1) gamma(x - 1).
        Expr y = x;
        Expr product = ONE;
        for (int step = 0; step < 5; step++) {
            Expr high = le(Expr.of(3.0), y);
            y = select(high, sub(y, ONE), y);
            product = select(high, mul(product, y), product);
        }
        Expr below1 = lt(x, ONE);
        Expr below8 = lt(x, Expr.of(8.0));
        LogarithmPair log = LogarithmPair.of(select(below1, x, select(below8, product, x)));
        // Below 1 up by one, and then around 2; the zeros at 1 and 2 are factors.
        Expr t = sub(select(below1, x, sub(y, ONE)), ONE);
        Expr factor = mul(select(below1, x, sub(y, ONE)), t);
        Expr value = add(log.high(), log.low());
        Expr small = fma(factor, around2(t), select(below1, neg(value), value));
        return select(eq(x, ZERO), INFINITY, select(below8, small, stirling(x, log)));
    }

    /** log(gamma(2 + t)) / (t (1 + t)): minimax on |t| <= 1, so that the error is 2^-56.247 of it. */
    private static Expr around2(Expr t) {
        return polynomial(t,
                0x1.b0ee6072093cep-2, -0x1.9ae6509ea109fp-4, 0x1.0e0c9df2935eap-5, -0x1.95ce223a9cf47p-7,
                0x1.47974853985bap-8, -0x1.145121f97041p-9, 0x1.dfebcf9a0edb6p-11, -0x1.a96a402ec5a07p-12,
                0x1.7ed731a2197fbp-13, -0x1.5c86b0e6ea8edp-14, 0x1.402f48ce40fb3p-15, -0x1.2850efca209d3p-16,
                0x1.13e026bacc33p-17, -0x1.0224f4f103bafp-18, 0x1.e5baa62937297p-20, -0x1.cb17a0f702a0ep-21,
                0x1.ae70026761fdap-22, -0x1.911a6d2f05cb3p-23, 0x1.98c2ce05f58c1p-24, -0x1.b7f9391295672p-25,
                0x1.29009f34b4212p-26, -0x1.9ab874754beb1p-30, 0x1.b95dd35353dd6p-28, -0x1.25e614ee32ed2p-27,
                0x1.3b27b09e06eb8p-30, 0x1.4152bf54ac3fcp-29, -0x1.d621bff6e0ccap-33, -0x1.b7a3316a0f50ep-31,
                0x1.1eb00e40aa504p-32);
    }

    /** (x - 1/2) log x - x + log(2 pi)/2 + 1/12x - 1/360x^3 + ..., of 8 and more. */
    private static Expr stirling(Expr x, LogarithmPair log) {
        Expr factor = sub(x, HALF);
        Expr product = mul(factor, log.high());
        Expr low = fma(factor, log.low(), fma(factor, log.high(), neg(product)));
        Expr inverse = div(ONE, x);
        Expr series = polynomial(mul(inverse, inverse), 1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188,
                -691.0 / 360360, 1.0 / 156, -3617.0 / 122400, 43867.0 / 244188, -174611.0 / 125400);
        Expr rest = add(low, fma(inverse, series, Expr.of(Math.log(2 * Math.PI) / 2)));
        Expr sum = add(sub(product, x), rest);
        return select(eq(product, INFINITY), INFINITY, sum);
    }

    /** An argument of 10 and more, and the fraction that its recurrence left behind. */
    private record Raised(Expr y, Expr sum) {
        /** The sum of 1/x^power, 1/(x + 1)^power, ... */
        static Raised of(Expr x, int power) {
            Expr y = x;
            Expr above = ZERO;
            Expr below = ONE;
            for (int step = 0; step < 10; step++) {
                Expr low = lt(y, Expr.of(10.0));
                Expr factor = power == 1 ? y : mul(y, y);
                above = select(low, fma(above, factor, below), above);
                below = select(low, mul(below, factor), below);
                y = select(low, add(y, ONE), y);
            }
            return new Raised(y, div(above, below));
        }
    }

    /** log y - 1/2y - 1/12y^2 + 1/120y^4 - ..., and below 0 that of 1 - x less pi / tan(pi x). */
    static Expr digamma(Expr x) {
        Expr negative = lt(x, ZERO);
        Raised raised = Raised.of(select(negative, sub(ONE, x), x), 1);
        Expr y = raised.y;
        Expr inverse = div(ONE, y);
        Expr z = mul(inverse, inverse);
        Expr series = polynomial(z, 1.0 / 12, -1.0 / 120, 1.0 / 252, -1.0 / 240, 1.0 / 132, -691.0 / 32760, 1.0 / 12,
                -3617.0 / 8160);
        Expr rest = fma(z, series, mul(inverse, HALF));
        Expr value = sub(sub(Logarithm.log(y), rest), raised.sum);
        Expr fraction = rest(x);
        Expr cotangent = div(PI, Trigonometric.tan(mul(PI, fraction)));
        Expr pole = select(eq(fraction, ZERO), Expr.of(Double.NaN), sub(value, cotangent));
        Expr at0 = select(lt(Algebra.bits(x), Expr.of(0L)), INFINITY, neg(INFINITY));
        return select(eq(x, ZERO), at0, select(negative, pole, value));
    }

    /** 1/y + 1/2y^2 + 1/6y^3 - 1/30y^5 + ..., and below 0 (pi / sin(pi x))^2 less that of 1 - x. */
    static Expr trigamma(Expr x) {
        Expr negative = lt(x, ZERO);
        Raised raised = Raised.of(select(negative, sub(ONE, x), x), 2);
        Expr inverse = div(ONE, raised.y);
        Expr z = mul(inverse, inverse);
        Expr series = polynomial(z, 1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6,
                -3617.0 / 510, 43867.0 / 798, -174611.0 / 330);
        Expr value = add(fma(z, fma(inverse, series, HALF), inverse), raised.sum);
        Expr root = div(PI, Trigonometric.sin(mul(PI, rest(x))));
        return select(negative, sub(mul(root, root), value), value);
    }
}
