package dev.sinter.ir.scalar;

import static dev.sinter.ir.scalar.Algebra.abs;
import static dev.sinter.ir.scalar.Algebra.add;
import static dev.sinter.ir.scalar.Algebra.atMost;
import static dev.sinter.ir.scalar.Algebra.div;
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

/** The two S-shaped functions of e^x: tanh x = (e^2x - 1) / (e^2x + 1) and sigmoid x = 1 / (1 + e^-x). */
final class Logistic {
    private Logistic() {}

    static Expr tanh(Expr x) {
        boolean narrow = x.type() == DType.F32;
        Expr one = number(x, 1);
        Expr z = mul(x, x);
        // (tanh(x) / x - 1) / x^2: minimax on x^2 <= 1, so that the error is 2^-27.7 (2^-56.2) of tanh x.
        Expr q = narrow
                ? polynomial(z, -0x1.55553cp-2f, 0x1.110be4p-3f, -0x1.b9623ap-5f, 0x1.6009a2p-6f, -0x1.045fdp-7f,
                        0x1.2d9f4ep-9f, -0x1.77ca4cp-12f)
                : polynomial(z, -0x1.555555555550fp-2, 0x1.111111110d7dfp-3, -0x1.ba1ba1b80fd7ap-5,
                        0x1.664f4836853edp-6, -0x1.226e2ebca264fp-7, 0x1.d6d30fa5cf243p-9, -0x1.7d9bc90c7f5d1p-10,
                        0x1.3521295ab5796p-11, -0x1.f335c64be39bdp-13, 0x1.8d79353cb584dp-14, -0x1.2eafe1b600cep-15,
                        0x1.9e0383b385521p-17, -0x1.caca351d3e9fdp-19, 0x1.5f24d5edccef5p-21, -0x1.0d013bff10826p-24);
        Expr size = abs(x);
        Expr small = fma(mul(size, z), q, size);
        // From here on the result is 1.
        Expr limited = atMost(narrow ? 10 : 20, size);
        Expr power = Exponential.normal(add(limited, limited));
        Expr large = sub(one, div(number(x, 2), add(power, one)));
        return signed(select(lt(size, one), small, large), x);
    }

    /** For x < 0 and e^-x = 2^n (1 + tail): 2^-n / (1 + tail + 2^-n), the divisor in two parts and the quotient refined. */
    static Expr sigmoid(Expr x) {
        Expr one = number(x, 1);
        Exponential.Parts power = Exponential.parts(atMost(x.type() == DType.F32 ? 105 : 750, abs(x)));
        Exponential.Parts inverse = power.inverse();
        Expr t = inverse.scaled(one);
        Expr first = add(one, t);
        Expr divisor = add(first, power.tail());
        Expr rest = add(sub(power.tail(), sub(divisor, first)), sub(t, sub(first, one)));
        Expr rough = div(one, divisor);
        Expr minus = neg(rough);
        Expr quotient = fma(rough, fma(minus, rest, fma(minus, divisor, one)), rough);
        Expr below = inverse.scaled(quotient);
        return select(lt(x, number(x, 0)), below, sub(one, below));
    }
}
