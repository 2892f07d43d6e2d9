package dev.sinter.ir.scalar;

import dev.sinter.types.DType;

/**
 * One instruction on scalars: what the interpreter evaluates and every back end emits.
 *
 * <p>Arithmetic is defined on {@link DType#F32}, {@link DType#F64} (IEEE 754, round to nearest even), {@link DType#I32} and
 * {@link DType#I64} (two's complement, wrapping); the bitwise ones on the integers and {@link DType#BOOL}. Narrower dtypes are
 * widened and rounded by {@link #CAST}.
 */
public enum ScalarOp {
    ADD(2),
    SUB(2),
    MUL(2),
    /** Integer division truncates; by zero it is an {@link ArithmeticException}. */
    DIV(2),
    /** The remainder of truncated division, as Java's {@code %}. */
    REM(2),
    /** {@code a * b + c} in one rounding; floats only. */
    FMA(3),
    NEG(1),
    ABS(1),
    /** NaN where either is NaN; -0 is less than +0. */
    MIN(2),
    /** NaN where either is NaN; -0 is less than +0. */
    MAX(2),
    SQRT(1),
    FLOOR(1),
    CEIL(1),
    /** To the nearest integer, halves to even. */
    RINT(1),
    AND(2),
    OR(2),
    XOR(2),
    NOT(1),
    /** Shifts take the distance modulo the width. */
    SHL(2),
    SHR(2),
    USHR(2),
    /** Comparisons give {@link DType#BOOL}; with NaN all are false but {@link #NE}. */
    LT(2),
    LE(2),
    EQ(2),
    NE(2),
    /** {@code a ? b : c}; both sides are computed. */
    SELECT(3),
    /**
     * To another dtype: floats round to nearest even; float to integer truncates, saturates at the ends of int32 or int64 and
     * maps NaN to 0, and then wraps into narrower integers; integers wrap; anything but 0 is true (NaN too). A
     * float64 or an integer reaches the 16-bit floats by way of float32, with two roundings, as in PyTorch.
     */
    CAST(1),
    /** The same bits read as another dtype of the same width. */
    BITCAST(1);

    private final int arity;

    ScalarOp(int arity) {
        this.arity = arity;
    }

    public int arity() {
        return arity;
    }

    public boolean isComparison() {
        return this == LT || this == LE || this == EQ || this == NE;
    }
}
