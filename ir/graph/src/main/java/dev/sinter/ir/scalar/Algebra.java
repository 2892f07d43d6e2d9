package dev.sinter.ir.scalar;

import dev.sinter.types.DType;

/** Short names for the instructions that the elementary functions are written in. */
final class Algebra {
    private Algebra() {}

    static Expr add(Expr a, Expr b) {
        return Expr.apply(ScalarOp.ADD, a, b);
    }

    static Expr sub(Expr a, Expr b) {
        return Expr.apply(ScalarOp.SUB, a, b);
    }

    static Expr mul(Expr a, Expr b) {
        return Expr.apply(ScalarOp.MUL, a, b);
    }

    static Expr div(Expr a, Expr b) {
        return Expr.apply(ScalarOp.DIV, a, b);
    }

    /** {@code a * b + c} in one rounding. */
    static Expr fma(Expr a, Expr b, Expr c) {
        return Expr.apply(ScalarOp.FMA, a, b, c);
    }

    static Expr neg(Expr a) {
        return Expr.apply(ScalarOp.NEG, a);
    }

    static Expr abs(Expr a) {
        return Expr.apply(ScalarOp.ABS, a);
    }

    static Expr and(Expr a, Expr b) {
        return Expr.apply(ScalarOp.AND, a, b);
    }

    static Expr or(Expr a, Expr b) {
        return Expr.apply(ScalarOp.OR, a, b);
    }

    static Expr xor(Expr a, Expr b) {
        return Expr.apply(ScalarOp.XOR, a, b);
    }

    static Expr lt(Expr a, Expr b) {
        return Expr.apply(ScalarOp.LT, a, b);
    }

    static Expr le(Expr a, Expr b) {
        return Expr.apply(ScalarOp.LE, a, b);
    }

    static Expr eq(Expr a, Expr b) {
        return Expr.apply(ScalarOp.EQ, a, b);
    }

    static Expr ne(Expr a, Expr b) {
        return Expr.apply(ScalarOp.NE, a, b);
    }

    static Expr select(Expr condition, Expr yes, Expr no) {
        return Expr.apply(ScalarOp.SELECT, condition, yes, no);
    }

    static Expr shl(Expr a, int distance) {
        return Expr.apply(ScalarOp.SHL, a, whole(a.type(), distance));
    }

    /** With copies of the sign moving in. */
    static Expr shr(Expr a, int distance) {
        return Expr.apply(ScalarOp.SHR, a, whole(a.type(), distance));
    }

    /** With zeros moving in. */
    static Expr ushr(Expr a, int distance) {
        return Expr.apply(ScalarOp.USHR, a, whole(a.type(), distance));
    }

    /** The integer of {@code x}'s width with its bits. */
    static Expr bits(Expr x) {
        return Expr.bitcast(x.type() == DType.F32 ? DType.I32 : DType.I64, x);
    }

    /** The float of {@code bits}'s width with these bits. */
    static Expr real(Expr bits) {
        return Expr.bitcast(bits.type() == DType.I32 ? DType.F32 : DType.F64, bits);
    }

    /** An integer constant of {@code type}, which is I32 or I64. */
    static Expr whole(DType type, long value) {
        return type == DType.I32 ? Expr.of((int) value) : Expr.of(value);
    }

    /** {@code value} in {@code like}'s dtype. */
    static Expr number(Expr like, double value) {
        return Expr.of(like.type(), value);
    }

    /** |magnitude| with the sign of {@code sign}; {@code magnitude}'s own sign bit is 0. */
    static Expr signed(Expr magnitude, Expr sign) {
        Expr mask = sign.type() == DType.F32 ? Expr.of(Integer.MIN_VALUE) : Expr.of(Long.MIN_VALUE);
        return real(or(bits(magnitude), and(bits(sign), mask)));
    }

    /** {@code x}, but no less than {@code low}; NaN stays. */
    static Expr atLeast(double low, Expr x) {
        Expr bound = number(x, low);
        return select(lt(x, bound), bound, x);
    }

    /** {@code x}, but no more than {@code high}; NaN stays. */
    static Expr atMost(double high, Expr x) {
        Expr bound = number(x, high);
        return select(lt(bound, x), bound, x);
    }

    /** The polynomial with these coefficients, the constant one first, by Horner's rule; each is exact in {@code x}'s dtype. */
    static Expr polynomial(Expr x, double... coefficients) {
        Expr sum = number(x, coefficients[coefficients.length - 1]);
        for (int i = coefficients.length - 2; i >= 0; i--) {
            sum = fma(sum, x, number(x, coefficients[i]));
        }
        return sum;
    }
}
