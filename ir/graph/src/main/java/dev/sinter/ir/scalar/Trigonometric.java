package dev.sinter.ir.scalar;

import static dev.sinter.ir.scalar.Algebra.abs;
import static dev.sinter.ir.scalar.Algebra.add;
import static dev.sinter.ir.scalar.Algebra.and;
import static dev.sinter.ir.scalar.Algebra.bits;
import static dev.sinter.ir.scalar.Algebra.div;
import static dev.sinter.ir.scalar.Algebra.fma;
import static dev.sinter.ir.scalar.Algebra.mul;
import static dev.sinter.ir.scalar.Algebra.ne;
import static dev.sinter.ir.scalar.Algebra.neg;
import static dev.sinter.ir.scalar.Algebra.polynomial;
import static dev.sinter.ir.scalar.Algebra.real;
import static dev.sinter.ir.scalar.Algebra.select;
import static dev.sinter.ir.scalar.Algebra.shl;
import static dev.sinter.ir.scalar.Algebra.sub;
import static dev.sinter.ir.scalar.Algebra.xor;

import dev.sinter.types.DType;

/** sin and cos by their {@link Quadrant}: of the four quarter turns, two are the sine of the rest and two its cosine, up to signs. */
final class Trigonometric {
    private Trigonometric() {}

    static Expr sin(Expr x) {
        Expr positive = turned(x, 0);
        Expr mask = x.type() == DType.F32 ? Expr.of(Integer.MIN_VALUE) : Expr.of(Long.MIN_VALUE);
        return real(xor(bits(positive), and(bits(x), mask)));
    }

    static Expr cos(Expr x) {
        return turned(x, 1);
    }

    /** The sine divided by the cosine; by an odd number of right angles further, the cosine by the sine, negated. */
    static Expr tan(Expr x) {
        Quadrant quadrant = Quadrant.of(abs(x));
        Expr sine = x.type() == DType.F32 ? sine32(quadrant) : sine64(quadrant);
        Expr cosine = x.type() == DType.F32 ? cosine32(quadrant) : cosine64(quadrant);
        Expr odd = ne(and(quadrant.quarter(), Expr.of(1L)), Expr.of(0L));
        Expr positive = div(select(odd, neg(cosine), sine), select(odd, sine, cosine));
        Expr sign = and(bits(Expr.cast(DType.F64, x)), Expr.of(Long.MIN_VALUE));
        return Expr.cast(x.type(), real(xor(bits(positive), sign)));
    }

    /** The sine of |x| and so many right angles. */
    private static Expr turned(Expr x, long turns) {
        Quadrant quadrant = Quadrant.of(abs(x));
        Expr sine = x.type() == DType.F32 ? sine32(quadrant) : sine64(quadrant);
        Expr cosine = x.type() == DType.F32 ? cosine32(quadrant) : cosine64(quadrant);
        Expr odd = ne(and(quadrant.quarter(), Expr.of(1L)), Expr.of(0L));
        Expr size = turns == 0 ? select(odd, cosine, sine) : select(odd, sine, cosine);
        Expr quarters = turns == 0 ? quadrant.quarter() : add(quadrant.quarter(), Expr.of(turns));
        Expr sign = shl(and(quarters, Expr.of(2L)), 62);
        return Expr.cast(x.type(), real(xor(bits(size), sign)));
    }

    /** In float64 for float32. */
    private static Expr sine32(Quadrant quadrant) {
        Expr r = quadrant.angle();
        Expr z = mul(r, r);
        // (sin(r) - r) / r^3: minimax on |r| <= pi/4, so that the error is 2^-37.5 of sin r.
        Expr s = polynomial(z, -0x1.5555554cb9119p-3, 0x1.11110895ac373p-7, -0x1.a00f9d246f6bap-13,
                0x1.6cd838faae131p-19);
        return fma(mul(r, z), s, r);
    }

    private static Expr cosine32(Quadrant quadrant) {
        Expr z = mul(quadrant.angle(), quadrant.angle());
        // (cos(r) - 1) / r^2: minimax on |r| <= pi/4, so that the error is 2^-34.1.
        Expr c = polynomial(z, -0x1.ffffffd0bc84cp-2, 0x1.55553e0cdbd86p-5, -0x1.6c087d1660c1p-10,
                0x1.9933d68a601d4p-16);
        return fma(z, c, Expr.of(1.0));
    }

    /** sin(r + low) = sin r + low cos r. */
    private static Expr sine64(Quadrant quadrant) {
        Expr r = quadrant.angle();
        Expr z = mul(r, r);
        // (sin(r) - r) / r^3: minimax on |r| <= pi/4, so that the error is 2^-58 of sin r.
        Expr s = polynomial(z, -0x1.5555555555549p-3, 0x1.111111110f8a4p-7, -0x1.a01a019c15b44p-13,
                0x1.71de357aad1d5p-19, -0x1.ae5e683a986b3p-26, 0x1.5d93841d0071p-33);
        Expr cosine = fma(z, Expr.of(-0.5), Expr.of(1.0));
        return add(r, fma(mul(r, z), s, mul(quadrant.low(), cosine)));
    }

    /** cos(r + low) = cos r - low sin r, and 1 - r^2/2 as a number and its error. */
    private static Expr cosine64(Quadrant quadrant) {
        Expr r = quadrant.angle();
        Expr z = mul(r, r);
        // (cos(r) - 1 + r^2/2) / r^4: minimax on |r| <= pi/4, so that the error is 2^-64.
        Expr c = polynomial(z, 0x1.555555555554cp-5, -0x1.6c16c16c1521dp-10, 0x1.a01a019cbf0d5p-16,
                -0x1.27e4f81265476p-22, 0x1.1ee9f1109cb84p-29, -0x1.8fb10a1c43f62p-37);
        Expr half = mul(z, Expr.of(0.5));
        Expr first = sub(Expr.of(1.0), half);
        Expr error = sub(sub(Expr.of(1.0), first), half);
        return add(first, fma(mul(z, z), c, fma(neg(r), quadrant.low(), error)));
    }
}
