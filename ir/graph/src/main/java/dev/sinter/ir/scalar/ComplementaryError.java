package dev.sinter.ir.scalar;

import static dev.sinter.ir.scalar.Algebra.abs;
import static dev.sinter.ir.scalar.Algebra.add;
import static dev.sinter.ir.scalar.Algebra.atLeast;
import static dev.sinter.ir.scalar.Algebra.atMost;
import static dev.sinter.ir.scalar.Algebra.div;
import static dev.sinter.ir.scalar.Algebra.eq;
import static dev.sinter.ir.scalar.Algebra.fma;
import static dev.sinter.ir.scalar.Algebra.lt;
import static dev.sinter.ir.scalar.Algebra.mul;
import static dev.sinter.ir.scalar.Algebra.neg;
import static dev.sinter.ir.scalar.Algebra.polynomial;
import static dev.sinter.ir.scalar.Algebra.select;
import static dev.sinter.ir.scalar.Algebra.signed;
import static dev.sinter.ir.scalar.Algebra.sub;

/** 1 - erf x, which is small where erf is 1 to the last place, and by it the inverse of erf; of a float64. */
final class ComplementaryError {
    private static final Expr ZERO = Expr.of(0.0);
    private static final Expr HALF = Expr.of(0.5);
    private static final Expr ONE = Expr.of(1.0);
    private static final Expr TWO = Expr.of(2.0);
    /** Between the two: below, erf is taken from 1 without loss. */
    private static final Expr SMALL = HALF;

    private ComplementaryError() {}

    static Expr erfc(Expr x) {
        Expr near = sub(ONE, ErrorFunction.near0(x));
        Expr beyond = beyond(atMost(27.3, abs(x)));
        Expr far = select(lt(x, ZERO), sub(TWO, beyond), beyond);
        return select(lt(abs(x), SMALL), near, far);
    }

    /** e^-x^2, the exponent in two parts. */
    private static Exponential.Parts bell(Expr x) {
        Expr square = mul(x, x);
        return Exponential.parts64(neg(square), neg(fma(x, x, neg(square))));
    }

    /** Of 0.46 to 27.3: e^-x^2 times a smooth function. */
    private static Expr beyond(Expr x) {
        Expr t = div(sub(x, Expr.of(3.75)), add(x, Expr.of(3.75)));
        // (1 + 2x) e^x^2 erfc x: minimax, so that the error is 2^-53 of it, most of which is the first coefficient's.
        Expr smooth = polynomial(t,
                0x1.3ccda0b5d5dc2p0, -0x1.1f367683f89a7p-3, 0x1.d5f2948171ae8p-9, 0x1.510169d096889p-4,
                -0x1.bda9309a5a356p-4, 0x1.7a14188a95dd6p-4, -0x1.e0d0fa63db247p-5, 0x1.d0b0038026ccp-6,
                -0x1.3f603e5653a9ep-7, 0x1.cc3a0b7d9ec79p-10, 0x1.33fd3ec934d6ap-12, -0x1.303f35e15542bp-12,
                0x1.b0f1782e0b6f8p-15, 0x1.7764224444531p-16, -0x1.7bef90b48470cp-17, -0x1.f8ddb470a7adfp-21,
                0x1.93e67ff94c7bep-20, -0x1.1e1c1c26aee6fp-23, 0x1.d3c7816f256b9p-25, 0x1.17a2787c857c5p-23,
                -0x1.9005856fb68f2p-23, -0x1.79dc3bfed5609p-24, 0x1.17ffd7668873fp-24, 0x1.ed849bea05415p-26);
        Exponential.Parts bell = bell(x);
        return bell.scaled(mul(add(ONE, bell.tail()), div(smooth, fma(TWO, x, ONE))));
    }

    /**
     * Of a first guess (S. Winitzki, A handy approximation for the error function and its inverse, 2008), good to 2^-5 of it and more, three of
     * Halley's steps, each of which triples the digits.
     */
    static Expr inverse(Expr x) {
        Expr size = abs(x);
        Expr y = guess(size);
        for (int step = 0; step < 3; step++) {
            // Beyond the middle by what is left to 1, which is exact.
            Expr inner = sub(ErrorFunction.near0(atMost(0.875, y)), size);
            Expr outer = sub(sub(ONE, size), beyond(atLeast(0.46, y)));
            Expr slope = mul(bell(y).value(), Expr.of(2 / Math.sqrt(Math.PI)));
            Expr u = div(select(lt(size, HALF), inner, outer), slope);
            y = sub(y, div(u, fma(y, u, ONE)));
        }
        Expr inside = select(lt(size, ONE), y, Expr.of(Double.NaN));
        return signed(abs(select(eq(size, ONE), Expr.of(Double.POSITIVE_INFINITY), inside)), x);
    }

    private static Expr guess(Expr x) {
        Expr z = mul(x, x);
        double root = Math.sqrt(Math.PI) / 2;
        Expr near = mul(x, polynomial(z, root, root * Math.PI / 12, root * 7 * Math.PI * Math.PI / 480));
        Expr l = neg(Logarithm.log(mul(sub(ONE, x), add(ONE, x))));
        Expr scaled = mul(l, Expr.of(1 / 0.147));
        Expr c = fma(l, Expr.of(-0.5), Expr.of(2 / (Math.PI * 0.147)));
        Expr sum = add(Expr.apply(ScalarOp.SQRT, fma(c, c, scaled)), c);
        Expr far = Expr.apply(ScalarOp.SQRT, div(scaled, sum));
        return select(lt(x, Expr.of(0.25)), near, far);
    }
}
