package dev.sinter.ir.scalar;

import static dev.sinter.ir.scalar.Algebra.abs;
import static dev.sinter.ir.scalar.Algebra.atMost;
import static dev.sinter.ir.scalar.Algebra.fma;
import static dev.sinter.ir.scalar.Algebra.lt;
import static dev.sinter.ir.scalar.Algebra.mul;
import static dev.sinter.ir.scalar.Algebra.neg;
import static dev.sinter.ir.scalar.Algebra.number;
import static dev.sinter.ir.scalar.Algebra.polynomial;
import static dev.sinter.ir.scalar.Algebra.select;
import static dev.sinter.ir.scalar.Algebra.signed;
import static dev.sinter.ir.scalar.Algebra.sub;

import dev.sinter.types.DType;

/** erf x: a polynomial near 0, and beyond 1 - e^-q(|x|) with a polynomial q for the logarithm of 1 - erf, which is smooth. */
final class ErrorFunction {
    private ErrorFunction() {}

    static Expr erf(Expr x) {
        boolean narrow = x.type() == DType.F32;
        Expr size = abs(x);
        Expr one = number(x, 1);
        Expr z = mul(size, size);
        Expr small = fma(size, narrow ? small32(z) : small64(z), size);
        // From here on the result is 1.
        Expr limited = atMost(narrow ? 3.93 : 5.93, size);
        Expr logarithm = narrow ? logarithm32(limited) : logarithm64(limited);
        Expr large = sub(one, Exponential.normal(neg(logarithm)));
        return signed(select(lt(size, one), small, large), x);
    }

    /** erf(x) / x - 1 of x^2: minimax on |x| <= 1, so that the error is 2^-29.3 of erf x. */
    private static Expr small32(Expr z) {
        return polynomial(z, 0x1.06eba8p-3f, -0x1.81273ep-2f, 0x1.ce2ce6p-4f, -0x1.b7f71ep-6f, 0x1.53f27p-8f,
                -0x1.a354e4p-11f, 0x1.477f5ap-14f);
    }

    /**
     * -log(1 - erf(x)): minimax on 1 <= x <= 3.93, so that the error is 2^-29.6 of erf x. The centre is a number near 1 where the
     * constant coefficient loses nothing to rounding.
     */
    private static Expr logarithm32(Expr x) {
        return polynomial(sub(x, number(x, 0x1.0e4p0f)), 0x1.ffc65ep0f, 0x1.5dd9c8p1f, 0x1.b321aep-1f, 0x1.4274fep-5f,
                -0x1.343b62p-7f, 0x1.d18fe6p-10f, -0x1.8bc2f2p-13f);
    }

    /** As in float32, to 2^-56. */
    private static Expr small64(Expr z) {
        return polynomial(z, 0x1.06eba8214db68p-3, -0x1.812746b0379a1p-2, 0x1.ce2f21a03fd0ep-4,
                -0x1.b82ce311be81dp-6, 0x1.565bccf1defcep-8, -0x1.c02daf33dc4b7p-11, 0x1.f9a2a2fd98691p-14,
                -0x1.f4c8f2711e445p-17, 0x1.b9730a7c40045p-20, -0x1.5bbc236ee0f98p-23, 0x1.d528febbda2e5p-27,
                -0x1.a618802f6abc2p-31);
    }

    /** As in float32, on 1 <= x <= 5.93 and to 2^-56.6. */
    private static Expr logarithm64(Expr x) {
        return polynomial(sub(x, number(x, 1)), 0x1.d97fbf27aa2a1p0, 0x1.51c9b0006c22cp1, 0x1.afabc11a2a515p-1,
                0x1.5477f09a6bcedp-5, -0x1.48c9d3998a541p-7, 0x1.033f5c50b9b8dp-9, -0x1.f1b0cd803b11ap-13,
                -0x1.b92390b8cbf1cp-16, 0x1.c8404ddeecd45p-16, -0x1.4454de42332e7p-17, 0x1.1d7009cf5a9c2p-19,
                -0x1.afef01a0de3f1p-23, -0x1.013d1ff1e3cc5p-24, 0x1.24cbb7c01a3c1p-25, -0x1.2ae056ba79372p-27,
                0x1.73103df80e77cp-30, -0x1.0d4f4d28f327p-33, 0x1.6077f26e6b44bp-38);
    }
}
