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

    /** Where the large piece takes over: the roundings of the small one grow with |x|, those of the other fall. */
    private static final double SMALL = 0.875;

    static Expr erf(Expr x) {
        boolean narrow = x.type() == DType.F32;
        Expr size = abs(x);
        Expr z = mul(size, size);
        Expr small = fma(size, narrow ? small32(z) : small64(z), size);
        // From here on the result is 1.
        Expr limited = atMost(narrow ? 3.93 : 5.93, size);
        Expr logarithm = narrow ? logarithm32(limited) : logarithm64(limited);
        Expr large = sub(number(x, 1), Exponential.normal(neg(logarithm)));
        return signed(select(lt(size, number(x, SMALL)), small, large), x);
    }

    /** Of a float64 between -0.875 and 0.875. */
    static Expr near0(Expr x) {
        return fma(x, small64(mul(x, x)), x);
    }

    /** erf(x) / x - 1 of x^2: minimax on |x| <= 0.875, so that the error is 2^-30.1 of erf x. */
    private static Expr small32(Expr z) {
        return polynomial(z, 0x1.06eba8p-3f, -0x1.81274p-2f, 0x1.ce2d5cp-4f, -0x1.b7ff8p-6f, 0x1.543008p-8f,
                -0x1.a4b926p-11f, 0x1.4987b4p-14f);
    }

    /**
     * -log(1 - erf(x)): minimax on 0.875 <= x <= 3.93, so that the error is 2^-28.5 of erf x. The centre is a number near 1 where
     * the constant coefficient loses nothing to rounding.
     */
    private static Expr logarithm32(Expr x) {
        return polynomial(sub(x, number(x, 0x1.0e4p0f)), 0x1.ffc65ep0f, 0x1.5dd9c8p1f, 0x1.b3215cp-1f, 0x1.42a796p-5f,
                -0x1.364d9cp-7f, 0x1.e15c32p-10f, -0x1.b2f8a4p-13f);
    }

    /** As in float32, to 2^-56.3. */
    private static Expr small64(Expr z) {
        return polynomial(z, 0x1.06eba8214db69p-3, -0x1.812746b037a2ap-2, 0x1.ce2f21a046076p-4,
                -0x1.b82ce3138b1d6p-6, 0x1.565bcd373663fp-8, -0x1.c02dbb82fb912p-11, 0x1.f9a402dc7e5d9p-14,
                -0x1.f4e260b5130aap-17, 0x1.baa357dc670cap-20, -0x1.649e6e4d9576fp-23, 0x1.104aed3e594dap-26,
                -0x1.5deb2f2c08868p-30);
    }

    /** As in float32, on 0.875 <= x <= 5.93 and to 2^-57.8. */
    private static Expr logarithm64(Expr x) {
        return polynomial(sub(x, number(x, 1)), 0x1.d97fbf27aa2a1p0, 0x1.51c9b0006c23ep1, 0x1.afabc11a28f93p-1,
                0x1.5477f09ca56d2p-5, -0x1.48c9d40c99c9cp-7, 0x1.033f69aeaf30ep-9, -0x1.f1b4bc4f7437bp-13,
                -0x1.b8bfdacb835a8p-16, 0x1.c762b5759b53cp-16, -0x1.418f1517d7142p-17, 0x1.1069c9fdf152fp-19,
                -0x1.f5925952e68e8p-24, -0x1.eace403866172p-24, 0x1.01686a9fe41a3p-24, -0x1.2e944b2439949p-26,
                0x1.e2f9108b5ab4dp-29, -0x1.03b1cfb7863b3p-31, 0x1.54fa7021e0d99p-35, -0x1.9d026ddb98efep-40);
    }
}
