package dev.sinter.ir.scalar;

import static dev.sinter.ir.scalar.Algebra.abs;
import static dev.sinter.ir.scalar.Algebra.add;
import static dev.sinter.ir.scalar.Algebra.atMost;
import static dev.sinter.ir.scalar.Algebra.div;
import static dev.sinter.ir.scalar.Algebra.fma;
import static dev.sinter.ir.scalar.Algebra.lt;
import static dev.sinter.ir.scalar.Algebra.mul;
import static dev.sinter.ir.scalar.Algebra.number;
import static dev.sinter.ir.scalar.Algebra.polynomial;
import static dev.sinter.ir.scalar.Algebra.select;
import static dev.sinter.ir.scalar.Algebra.signed;
import static dev.sinter.ir.scalar.Algebra.sub;

/** The hyperbolic functions and their inverses, of a float64. */
final class Hyperbolic {
    private static final Expr ONE = Expr.of(1.0);
    private static final Expr TWO = Expr.of(2.0);
    private static final Expr QUARTER = Expr.of(0.25);
    private static final Expr LN_2 = Expr.of(Math.log(2));
    /** From here on a square plus 1 is the square, and the square is finite. */
    private static final Expr LARGE = Expr.of(0x1p60);

    private Hyperbolic() {}

    /** Half of e^|x|, infinite from 711 on. */
    private static Expr halfPower(Expr x) {
        return Exponential.parts(atMost(711, abs(x))).half().value();
    }

    /** h - 1/4h with h = e^|x|/2; below 1 the series, whose first term left out is 2^-65. */
    static Expr sinh(Expr x) {
        Expr size = abs(x);
        Expr z = mul(size, size);
        double[] coefficients = new double[9];
        double factorial = 1;
        for (int i = 0; i < coefficients.length; i++) {
            factorial *= (2 * i + 2) * (2 * i + 3);
            coefficients[i] = 1 / factorial;
        }
        Expr small = fma(mul(size, z), polynomial(z, coefficients), size);
        Expr half = halfPower(x);
        return signed(select(lt(size, ONE), small, sub(half, div(QUARTER, half))), x);
    }

    static Expr cosh(Expr x) {
        Expr half = halfPower(x);
        return add(half, div(QUARTER, half));
    }

    /** log(|x| + sqrt(x^2 + 1)), the sum less 1 without cancellation. */
    static Expr asinh(Expr x) {
        Expr size = abs(x);
        Expr z = mul(size, size);
        Expr sum = add(size, div(z, add(ONE, sqrt(add(ONE, z)))));
        return signed(logarithm(size, sum), x);
    }

    /** log(x + sqrt(x^2 - 1)) with x - 1, which is exact where it matters. */
    static Expr acosh(Expr x) {
        Expr t = sub(x, ONE);
        Expr result = logarithm(x, add(t, sqrt(mul(t, add(t, TWO)))));
        return select(lt(x, ONE), Expr.of(Double.NaN), result);
    }

    /** log(1 + sum), which is log(2x) where x is large. */
    private static Expr logarithm(Expr x, Expr sum) {
        Expr large = lt(LARGE, x);
        Expr log = LogarithmPair.log1p(select(large, x, sum));
        return select(large, add(log, LN_2), log);
    }

    /** log((1 + x) / (1 - x)) / 2, the quotient less 1 without cancellation. */
    static Expr atanh(Expr x) {
        Expr size = abs(x);
        Expr log = LogarithmPair.log1p(div(add(size, size), sub(ONE, size)));
        return signed(abs(mul(log, number(x, 0.5))), x);
    }

    private static Expr sqrt(Expr x) {
        return Expr.apply(ScalarOp.SQRT, x);
    }
}
