package dev.sinter;

import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Elementwise;
import dev.sinter.types.DType;

/**
 * Arithmetic, element by element. Operands are brought to a common dtype and broadcast; a Java number counts as a tensor without
 * axes whose dtype gives way.
 */
public sealed interface TensorArithmetic permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    /** The sum; of bools whether either is true. */
    default Tensor add(Tensor other) {
        return bothBool(self(), other)
                ? Ops.binary(Elementwise.OR, self(), other)
                : Ops.binary(Elementwise.ADD, self(), other);
    }

    default Tensor add(double other) {
        return Ops.binary(Elementwise.ADD, self(), other);
    }

    default Tensor add(long other) {
        return Ops.binary(Elementwise.ADD, self(), other);
    }

    /** {@code this + alpha * other}; where the result is of integers, so is alpha. */
    default Tensor add(Tensor other, double alpha) {
        return add(scaled("add", other, alpha));
    }

    /** {@code this + alpha * other}. */
    default Tensor add(Tensor other, long alpha) {
        return add(scaled("add", other, alpha));
    }

    private Tensor scaled(String name, Tensor other, Number alpha) {
        DType dtype = Promotion.of(self(), other);
        if (alpha instanceof Double && !dtype.isFloating()) {
            throw new Diagnostic(name + " of " + self().type() + " and " + other.type() + " with alpha = " + alpha
                    + ": the result is " + dtype + ", so alpha must be an integer; pass a long, or cast an operand");
        }
        Tensor fitting = Ops.cast(other, dtype);
        return alpha instanceof Double ? fitting.mul(alpha.doubleValue()) : fitting.mul(alpha.longValue());
    }

    default Tensor add_(Tensor other) {
        return Ops.write("add", self(), add(other));
    }

    default Tensor add_(double other) {
        return Ops.write("add", self(), add(other));
    }

    default Tensor add_(long other) {
        return Ops.write("add", self(), add(other));
    }

    /** {@code this += alpha * other}. */
    default Tensor add_(Tensor other, double alpha) {
        return Ops.write("add", self(), add(other, alpha));
    }

    /** {@code this += alpha * other}. */
    default Tensor add_(Tensor other, long alpha) {
        return Ops.write("add", self(), add(other, alpha));
    }

    /** The difference; bools have none. */
    default Tensor sub(Tensor other) {
        checkDifference(self(), other);
        return Ops.binary(Elementwise.SUB, self(), other);
    }

    default Tensor sub(double other) {
        checkDifference(self(), self());
        return Ops.binary(Elementwise.SUB, self(), other);
    }

    default Tensor sub(long other) {
        checkDifference(self(), self());
        return Ops.binary(Elementwise.SUB, self(), other);
    }

    private static void checkDifference(Tensor a, Tensor b) {
        if (a.dtype() == DType.BOOL || b.dtype() == DType.BOOL) {
            throw new Diagnostic("sub with a bool tensor (" + (a.dtype() == DType.BOOL ? a : b).type()
                    + "): bools have no difference; use logicalNot to turn a mask round, logicalXor for where two differ,"
                    + " or cast it to a numeric dtype");
        }
    }

    /** {@code this - alpha * other}; where the result is of integers, so is alpha. */
    default Tensor sub(Tensor other, double alpha) {
        checkDifference(self(), other);
        return sub(scaled("sub", other, alpha));
    }

    /** {@code this - alpha * other}. */
    default Tensor sub(Tensor other, long alpha) {
        checkDifference(self(), other);
        return sub(scaled("sub", other, alpha));
    }

    default Tensor sub_(Tensor other) {
        return Ops.write("sub", self(), sub(other));
    }

    default Tensor sub_(double other) {
        return Ops.write("sub", self(), sub(other));
    }

    default Tensor sub_(long other) {
        return Ops.write("sub", self(), sub(other));
    }

    /** {@code this -= alpha * other}. */
    default Tensor sub_(Tensor other, double alpha) {
        return Ops.write("sub", self(), sub(other, alpha));
    }

    /** {@code this -= alpha * other}. */
    default Tensor sub_(Tensor other, long alpha) {
        return Ops.write("sub", self(), sub(other, alpha));
    }

    /** {@code other - this}. */
    default Tensor rsub(double other) {
        checkDifference(self(), self());
        return Ops.binary(Elementwise.SUB, other, self());
    }

    /** {@code other - this}. */
    default Tensor rsub(long other) {
        checkDifference(self(), self());
        return Ops.binary(Elementwise.SUB, other, self());
    }

    /** The product; of bools whether both are true. */
    default Tensor mul(Tensor other) {
        return bothBool(self(), other)
                ? Ops.binary(Elementwise.AND, self(), other)
                : Ops.binary(Elementwise.MUL, self(), other);
    }

    default Tensor mul(double other) {
        return Ops.binary(Elementwise.MUL, self(), other);
    }

    default Tensor mul(long other) {
        return Ops.binary(Elementwise.MUL, self(), other);
    }

    default Tensor mul_(Tensor other) {
        return Ops.write("mul", self(), mul(other));
    }

    default Tensor mul_(double other) {
        return Ops.write("mul", self(), mul(other));
    }

    default Tensor mul_(long other) {
        return Ops.write("mul", self(), mul(other));
    }

    /** The quotient as a real number: integers become float32 first. */
    default Tensor div(Tensor other) {
        DType dtype = Promotion.floating(Promotion.of(self(), other));
        return Ops.apply(Elementwise.DIV, Ops.cast(self(), dtype), Ops.cast(other, dtype));
    }

    default Tensor div(double other) {
        return div(self(), other);
    }

    default Tensor div(long other) {
        return div(self(), other);
    }

    private static Tensor div(Tensor a, Number b) {
        DType dtype = Promotion.floating(Promotion.of(a, b));
        return Ops.apply(Elementwise.DIV, Ops.cast(a, dtype), Ops.number(dtype, b));
    }

    default Tensor div_(Tensor other) {
        return Ops.write("div", self(), div(other));
    }

    default Tensor div_(double other) {
        return Ops.write("div", self(), div(other));
    }

    default Tensor div_(long other) {
        return Ops.write("div", self(), div(other));
    }

    /** The quotient rounded to an integer; integers stay integers, and by zero are an {@link ArithmeticException}. */
    default Tensor div(Tensor other, Rounding rounding) {
        if (rounding == Rounding.FLOOR) {
            return floorDivide(other);
        }
        Tensor quotient = Ops.binary(Elementwise.DIV, self(), other);
        return quotient.dtype().isFloating() ? quotient.trunc() : quotient;
    }

    /** As {@link #div(Tensor, Rounding)}. */
    default Tensor div(double other, Rounding rounding) {
        if (rounding == Rounding.FLOOR) {
            return floorDivide(other);
        }
        return Ops.binary(Elementwise.DIV, self(), other).trunc();
    }

    /** As {@link #div(Tensor, Rounding)}. */
    default Tensor div(long other, Rounding rounding) {
        if (rounding == Rounding.FLOOR) {
            return floorDivide(other);
        }
        Tensor quotient = Ops.binary(Elementwise.DIV, self(), other);
        return quotient.dtype().isFloating() ? quotient.trunc() : quotient;
    }

    /** The quotient rounded towards negative infinity; integers stay integers, and by zero are an {@link ArithmeticException}. */
    default Tensor floorDivide(Tensor other) {
        DType dtype = Promotion.of(self(), other);
        return floorDivide(Ops.cast(self(), dtype), Ops.cast(other, dtype));
    }

    default Tensor floorDivide(double other) {
        DType dtype = Promotion.of(self(), other);
        return floorDivide(Ops.cast(self(), dtype), Ops.number(dtype, other));
    }

    default Tensor floorDivide(long other) {
        DType dtype = Promotion.of(self(), other);
        return floorDivide(Ops.cast(self(), dtype), Ops.number(dtype, other));
    }

    /** From the remainder, so that the quotient of floats is exact where a rounded division would not be. */
    private static Tensor floorDivide(Tensor a, Tensor b) {
        Tensor exact = Ops.apply(Elementwise.SUB, a, remainder(a, b));
        Tensor quotient = Ops.apply(Elementwise.DIV, exact, b);
        if (!a.dtype().isFloating()) {
            return quotient;
        }
        Tensor byZero = Ops.apply(Elementwise.EQ, b, Ops.constant(b.dtype(), 0));
        return Ops.apply(Elementwise.WHERE, byZero, Ops.apply(Elementwise.DIV, a, b),
                Ops.apply(Elementwise.ROUND, quotient));
    }

    /** The remainder whose sign is the divisor's. */
    default Tensor remainder(Tensor other) {
        DType dtype = Promotion.of(self(), other);
        return remainder(Ops.cast(self(), dtype), Ops.cast(other, dtype));
    }

    default Tensor remainder(double other) {
        DType dtype = Promotion.of(self(), other);
        return remainder(Ops.cast(self(), dtype), Ops.number(dtype, other));
    }

    default Tensor remainder(long other) {
        DType dtype = Promotion.of(self(), other);
        return remainder(Ops.cast(self(), dtype), Ops.number(dtype, other));
    }

    private static Tensor remainder(Tensor a, Tensor b) {
        Tensor truncated = Ops.apply(Elementwise.REM, a, b);
        Tensor zero = Ops.constant(a.dtype(), 0);
        Tensor differ = Ops.apply(Elementwise.NE, Ops.apply(Elementwise.LT, truncated, zero),
                Ops.apply(Elementwise.LT, b, zero));
        Tensor wrong = Ops.apply(Elementwise.AND, differ, Ops.apply(Elementwise.NE, truncated, zero));
        return Ops.apply(Elementwise.WHERE, wrong, Ops.apply(Elementwise.ADD, truncated, b), truncated);
    }

    /** The remainder whose sign is the dividend's. */
    default Tensor fmod(Tensor other) {
        return Ops.binary(Elementwise.REM, self(), other);
    }

    default Tensor fmod(double other) {
        return Ops.binary(Elementwise.REM, self(), other);
    }

    default Tensor fmod(long other) {
        return Ops.binary(Elementwise.REM, self(), other);
    }

    /** This to the power of {@code exponent}, for floating dtypes. */
    default Tensor pow(Tensor exponent) {
        return Ops.binary(Elementwise.POW, self(), exponent);
    }

    /** This to the power of a number; 2, 3, -1 and the square roots by multiplication, division and roots, as they are exact. */
    default Tensor pow(double exponent) {
        Tensor x = Ops.cast(self(), Promotion.of(self(), exponent));
        if (exponent == 2) {
            return x.mul(x);
        }
        if (exponent == 3) {
            return x.mul(x).mul(x);
        }
        if (exponent == 0.5) {
            return x.sqrt();
        }
        if (exponent == -0.5) {
            return x.rsqrt();
        }
        return exponent == -1 ? x.reciprocal() : Ops.apply(Elementwise.POW, x, Ops.number(x.dtype(), exponent));
    }

    /** As {@link #pow(double)}; integers stay integers and take exponents of 0 and more. */
    default Tensor pow(long exponent) {
        if (self().dtype().isFloating()) {
            return pow((double) exponent);
        }
        if (exponent < 0) {
            throw new Diagnostic("pow: integers to negative powers (" + exponent
                    + ") are not integers; cast to a floating dtype first");
        }
        Tensor base = Ops.cast(self(), Promotion.of(self(), exponent));
        Tensor power = null;
        for (long left = exponent; left > 0; left >>= 1) {
            if ((left & 1) == 1) {
                power = power == null ? base : power.mul(base);
            }
            base = base.mul(base);
        }
        return power == null ? Sinter.onesLike(base) : power;
    }

    default Tensor neg() {
        return Ops.apply(Elementwise.NEG, self());
    }

    default Tensor neg_() {
        return Ops.write("neg", self(), neg());
    }

    /** The magnitude; the gradient at 0 is 0. */
    default Tensor abs() {
        return Ops.apply(Elementwise.ABS, self());
    }

    /** The word for {@code +} in Kotlin. */
    default Tensor plus(Tensor other) {
        return add(other);
    }

    default Tensor plus(double other) {
        return add(other);
    }

    default Tensor plus(long other) {
        return add(other);
    }

    /** The word for binary {@code -} in Kotlin. */
    default Tensor minus(Tensor other) {
        return sub(other);
    }

    default Tensor minus(double other) {
        return sub(other);
    }

    default Tensor minus(long other) {
        return sub(other);
    }

    /** The word for {@code *} in Kotlin. */
    default Tensor times(Tensor other) {
        return mul(other);
    }

    default Tensor times(double other) {
        return mul(other);
    }

    default Tensor times(long other) {
        return mul(other);
    }

    /** The word for unary {@code -} in Kotlin. */
    default Tensor unaryMinus() {
        return neg();
    }

    private static boolean bothBool(Tensor a, Tensor b) {
        return a.dtype() == DType.BOOL && b.dtype() == DType.BOOL;
    }
}
