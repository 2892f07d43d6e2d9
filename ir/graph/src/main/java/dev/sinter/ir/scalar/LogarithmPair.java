package dev.sinter.ir.scalar;

import static dev.sinter.ir.scalar.Algebra.add;
import static dev.sinter.ir.scalar.Algebra.div;
import static dev.sinter.ir.scalar.Algebra.eq;
import static dev.sinter.ir.scalar.Algebra.fma;
import static dev.sinter.ir.scalar.Algebra.mul;
import static dev.sinter.ir.scalar.Algebra.neg;
import static dev.sinter.ir.scalar.Algebra.number;
import static dev.sinter.ir.scalar.Algebra.polynomial;
import static dev.sinter.ir.scalar.Algebra.select;
import static dev.sinter.ir.scalar.Algebra.sub;

/**
 * The natural logarithm of a float64 as the sum of two, off by 2^-66 of it: what is computed from it loses nothing that shows.
 *
 * @param high the logarithm rounded, but for its last place
 * @param low what {@code high} lacks of it
 */
record LogarithmPair(Expr high, Expr low) {
    private static final Expr ONE = Expr.of(1.0);
    private static final Expr TWO = Expr.of(2.0);

    /** Of a positive finite number. */
    static LogarithmPair of(Expr x) {
        Logarithm.Parts parts = Logarithm.parts(x);
        Expr n = parts.n();
        Expr f = parts.f();
        // log(1 + f) = 2 atanh(s) with s = f / (2 + f), whose second part is what the division left over, divided.
        Expr divisor = add(TWO, f);
        Expr divisorLow = sub(f, sub(divisor, TWO));
        Expr inverse = div(ONE, divisor);
        Expr s = mul(f, inverse);
        Expr minus = neg(s);
        Expr sLow = mul(fma(minus, divisorLow, fma(minus, divisor, f)), inverse);
        Expr z = mul(s, s);
        Expr zLow = fma(s, add(sLow, sLow), fma(s, s, neg(z)));
        // 2 atanh(s) = 2s + s z w; (w - 2/3) / z: minimax on z <= 0.02944, so that the error is 2^-71 of the logarithm.
        Expr rest = mul(z, polynomial(z, 0x1.9999999999996p-2, 0x1.2492492492f52p-2, 0x1.c71c71c5965ffp-3,
                0x1.745d18297261p-3, 0x1.3b1364c100c53p-3, 0x1.11207082d123fp-3, 0x1.de3d3819cd4d5p-4,
                0x1.eac7a38212a1p-4));
        Expr third = Expr.of(0x1.5555555555555p-1);
        Expr w = add(third, rest);
        Expr wLow = add(sub(rest, sub(w, third)), Expr.of(0x1.5555555555555p-55));
        Expr cube = mul(s, z);
        Expr cubeLow = fma(s, zLow, fma(sLow, z, fma(s, z, neg(cube))));
        Expr tail = mul(cube, w);
        Expr tailLow = fma(cube, wLow, fma(cubeLow, w, fma(cube, w, neg(tail))));
        Expr twice = add(s, s);
        Expr log = add(twice, tail);
        Expr logLow = add(sub(tail, sub(log, twice)), add(add(sLow, sLow), tailLow));
        // n ln 2 in two parts, the first exact and either 0 or the larger.
        Expr first = mul(n, Expr.of(0x1.62e42fefa38p-1));
        Expr sum = add(first, log);
        return new LogarithmPair(sum,
                add(sub(log, sub(sum, first)), fma(n, Expr.of(0x1.ef35793c7673p-45), logLow)));
    }

    /** log2 x. */
    static Expr log2(Expr x) {
        return Logarithm.guarded(x, of(x).times(0x1.71547652b82fep0, 0x1.777d0ffda0d24p-56));
    }

    /** log10 x. */
    static Expr log10(Expr x) {
        return Logarithm.guarded(x, of(x).times(0x1.bcb7b1526e50ep-2, 0x1.95355baaafad3p-57));
    }

    /** log(1 + x): of the rounded sum, and what the rounding took, divided by the sum. */
    static Expr log1p(Expr x) {
        Expr sum = add(ONE, x);
        Expr added = sub(sum, ONE);
        Expr taken = add(sub(ONE, sub(sum, added)), sub(x, added));
        LogarithmPair log = of(sum);
        Expr finite = add(log.high, add(log.low, div(taken, sum)));
        return select(eq(x, number(x, 0)), x, Logarithm.guarded(sum, finite));
    }

    /** The product with {@code factor + factorLow}. */
    private Expr times(double factor, double factorLow) {
        Expr product = mul(high, Expr.of(factor));
        Expr error = fma(high, Expr.of(factor), neg(product));
        return add(product, fma(high, Expr.of(factorLow), fma(low, Expr.of(factor), error)));
    }
}
