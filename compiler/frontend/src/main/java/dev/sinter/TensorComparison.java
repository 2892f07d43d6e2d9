package dev.sinter;

import dev.sinter.ir.Elementwise;
import dev.sinter.runtime.Buffer;
import dev.sinter.types.DType;

/**
 * Comparisons, logic and choice, element by element. Operands are compared in their common dtype; a whole Java number beyond the range
 * of an integer tensor's dtype as int64.
 */
public sealed interface TensorComparison permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    default Tensor eq(Tensor other) {
        return Ops.binary(Elementwise.EQ, self(), other);
    }

    default Tensor eq(double other) {
        return Ops.binary(Elementwise.EQ, self(), other);
    }

    default Tensor eq(long other) {
        return Ops.compare(Elementwise.EQ, self(), other);
    }

    default Tensor ne(Tensor other) {
        return Ops.binary(Elementwise.NE, self(), other);
    }

    default Tensor ne(double other) {
        return Ops.binary(Elementwise.NE, self(), other);
    }

    default Tensor ne(long other) {
        return Ops.compare(Elementwise.NE, self(), other);
    }

    default Tensor lt(Tensor other) {
        return Ops.binary(Elementwise.LT, self(), other);
    }

    default Tensor lt(double other) {
        return Ops.binary(Elementwise.LT, self(), other);
    }

    default Tensor lt(long other) {
        return Ops.compare(Elementwise.LT, self(), other);
    }

    default Tensor le(Tensor other) {
        return Ops.binary(Elementwise.LE, self(), other);
    }

    default Tensor le(double other) {
        return Ops.binary(Elementwise.LE, self(), other);
    }

    default Tensor le(long other) {
        return Ops.compare(Elementwise.LE, self(), other);
    }

    default Tensor gt(Tensor other) {
        return Ops.binary(Elementwise.GT, self(), other);
    }

    default Tensor gt(double other) {
        return Ops.binary(Elementwise.GT, self(), other);
    }

    default Tensor gt(long other) {
        return Ops.compare(Elementwise.GT, self(), other);
    }

    default Tensor ge(Tensor other) {
        return Ops.binary(Elementwise.GE, self(), other);
    }

    default Tensor ge(double other) {
        return Ops.binary(Elementwise.GE, self(), other);
    }

    default Tensor ge(long other) {
        return Ops.compare(Elementwise.GE, self(), other);
    }

    /** Whether both are true, where any number but 0 is. */
    default Tensor logicalAnd(Tensor other) {
        return Ops.apply(Elementwise.AND, self().to(DType.BOOL), other.to(DType.BOOL));
    }

    default Tensor logicalOr(Tensor other) {
        return Ops.apply(Elementwise.OR, self().to(DType.BOOL), other.to(DType.BOOL));
    }

    default Tensor logicalXor(Tensor other) {
        return Ops.apply(Elementwise.XOR, self().to(DType.BOOL), other.to(DType.BOOL));
    }

    default Tensor logicalNot() {
        return Ops.apply(Elementwise.NOT, self().to(DType.BOOL));
    }

    default Tensor bitwiseAnd(Tensor other) {
        return Ops.binary(Elementwise.AND, self(), other);
    }

    default Tensor bitwiseOr(Tensor other) {
        return Ops.binary(Elementwise.OR, self(), other);
    }

    default Tensor bitwiseXor(Tensor other) {
        return Ops.binary(Elementwise.XOR, self(), other);
    }

    default Tensor bitwiseNot() {
        return Ops.apply(Elementwise.NOT, self());
    }

    /** Times 2 to the power of {@code distance}, wrapping; 0 by a negative distance, or one of the width and more. */
    default Tensor bitwiseLeftShift(Tensor distance) {
        return Ops.binary(Elementwise.SHIFT_LEFT, self(), distance);
    }

    default Tensor bitwiseLeftShift(long distance) {
        return Ops.binary(Elementwise.SHIFT_LEFT, self(), distance);
    }

    /** With copies of the sign moving in; -1 or 0 by a negative distance, or one of the width and more. */
    default Tensor bitwiseRightShift(Tensor distance) {
        return Ops.binary(Elementwise.SHIFT_RIGHT, self(), distance);
    }

    default Tensor bitwiseRightShift(long distance) {
        return Ops.binary(Elementwise.SHIFT_RIGHT, self(), distance);
    }

    default Tensor bitwiseAnd(long other) {
        return Ops.binary(Elementwise.AND, self(), other);
    }

    default Tensor bitwiseOr(long other) {
        return Ops.binary(Elementwise.OR, self(), other);
    }

    default Tensor bitwiseXor(long other) {
        return Ops.binary(Elementwise.XOR, self(), other);
    }

    /** The greater of two; NaN where either is; the gradient goes to the greater, half to each of equals. */
    default Tensor maximum(Tensor other) {
        return Ops.binary(Elementwise.MAX, self(), other);
    }

    /** The lesser of two; NaN where either is; the gradient goes to the lesser, half to each of equals. */
    default Tensor minimum(Tensor other) {
        return Ops.binary(Elementwise.MIN, self(), other);
    }

    /** This where {@code condition} is true, {@code other} elsewhere. */
    default Tensor where(Tensor condition, Tensor other) {
        return Sinter.where(condition, self(), other);
    }

    /** {@code value}, cast, where the mask is true. */
    default Tensor maskedFill(Tensor mask, double value) {
        return Ops.apply(Elementwise.WHERE, mask, Ops.number(self().dtype(), value), self());
    }

    /** As {@link #maskedFill(Tensor, double)}. */
    default Tensor maskedFill(Tensor mask, long value) {
        return Ops.apply(Elementwise.WHERE, mask, Ops.number(self().dtype(), value), self());
    }

    /** As {@link #maskedFill(Tensor, double)} for a bool tensor. */
    default Tensor maskedFill(Tensor mask, boolean value) {
        return Ops.apply(Elementwise.WHERE, mask, Ops.number(self().dtype(), value ? 1L : 0L), self());
    }

    /** Whether the shapes are equal and all elements are, looked at now; NaN equals nothing. */
    default boolean equal(Tensor other) {
        Tensor a = self();
        if (!a.shape().equals(other.shape())) {
            return false;
        }
        Buffer x = a.buffer();
        Buffer y = other.buffer();
        for (int i = 0; i < x.count(); i++) {
            boolean same = x.dtype().isFloating() || y.dtype().isFloating()
                    ? x.get(i) == y.get(i)
                    : x.bits(i) == y.bits(i);
            if (!same) {
                return false;
            }
        }
        return true;
    }

    /** Whether all elements differ by no more than {@code absolute + relative * |other|}, looked at now. */
    default boolean allClose(Tensor other, double relative, double absolute) {
        Tensor a = self();
        Buffer x = a.buffer();
        Buffer y = other.buffer();
        if (!a.shape().equals(other.shape())) {
            return a.broadcastTo(other).allClose(other.broadcastTo(a), relative, absolute);
        }
        for (int i = 0; i < x.count(); i++) {
            double p = x.get(i);
            double q = y.get(i);
            boolean close = p == q || Math.abs(p - q) <= absolute + relative * Math.abs(q) && !Double.isInfinite(q);
            if (!close) {
                return false;
            }
        }
        return true;
    }

    /** As {@link #allClose(Tensor, double, double)} with 1e-5 and 1e-8. */
    default boolean allClose(Tensor other) {
        return allClose(other, 1e-5, 1e-8);
    }
}
