package dev.sinter.ir.scalar;

import static dev.sinter.ir.scalar.Algebra.abs;
import static dev.sinter.ir.scalar.Algebra.add;
import static dev.sinter.ir.scalar.Algebra.and;
import static dev.sinter.ir.scalar.Algebra.div;
import static dev.sinter.ir.scalar.Algebra.eq;
import static dev.sinter.ir.scalar.Algebra.fma;
import static dev.sinter.ir.scalar.Algebra.lt;
import static dev.sinter.ir.scalar.Algebra.mul;
import static dev.sinter.ir.scalar.Algebra.ne;
import static dev.sinter.ir.scalar.Algebra.neg;
import static dev.sinter.ir.scalar.Algebra.or;
import static dev.sinter.ir.scalar.Algebra.select;
import static dev.sinter.ir.scalar.Algebra.sub;

/** Functions of float64 that would overflow, cancel or divide 0 by 0 on the way if they were computed as they are written. */
final class Sums {
    private static final Expr ZERO = Expr.of(0.0);
    private static final Expr ONE = Expr.of(1.0);
    private static final Expr HALF = Expr.of(0.5);
    private static final Expr PI = Expr.of(Math.PI);
    private static final Expr INFINITY = Expr.of(Double.POSITIVE_INFINITY);

    private Sums() {}

    /** Both scaled by a power of 2 where a square might overflow or vanish. */
    static Expr hypot(Expr x, Expr y) {
        Expr a = abs(x);
        Expr b = abs(y);
        Expr greatest = Expr.apply(ScalarOp.MAX, a, b);
        Expr large = lt(Expr.of(0x1p500), greatest);
        Expr small = lt(greatest, Expr.of(0x1p-450));
        Expr down = select(large, Expr.of(0x1p-600), select(small, Expr.of(0x1p600), ONE));
        Expr up = select(large, Expr.of(0x1p600), select(small, Expr.of(0x1p-600), ONE));
        Expr p = mul(a, down);
        Expr q = mul(b, down);
        Expr root = mul(Expr.apply(ScalarOp.SQRT, fma(p, p, mul(q, q))), up);
        return select(or(eq(a, INFINITY), eq(b, INFINITY)), INFINITY, root);
    }

    /** The greater and log(1 + e^-d) with their distance d, which is 0 for equal infinities. */
    static Expr logAddExp(Expr x, Expr y) {
        Expr distance = select(eq(x, y), ZERO, abs(sub(x, y)));
        return add(Expr.apply(ScalarOp.MAX, x, y), LogarithmPair.log1p(Exponential.exp(neg(distance))));
    }

    static Expr xlogy(Expr x, Expr y) {
        return select(and(eq(x, ZERO), eq(y, y)), ZERO, mul(x, Logarithm.log(y)));
    }

    /** sin(pi x) is that of x less the nearest integer, negated where this is odd. */
    static Expr sinc(Expr x) {
        Expr nearest = Expr.apply(ScalarOp.RINT, x);
        Expr halves = mul(nearest, HALF);
        Expr odd = ne(Expr.apply(ScalarOp.RINT, halves), halves);
        Expr rest = sub(x, nearest);
        Expr sine = Trigonometric.sin(mul(PI, rest));
        Expr between = div(select(odd, neg(sine), sine), mul(PI, x));
        return select(eq(x, ZERO), ONE, select(eq(x, nearest), rest, between));
    }
}
