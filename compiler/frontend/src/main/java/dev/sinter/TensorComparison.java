package dev.sinter;

import dev.sinter.ir.Diagnostic;
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

    /**
     * For each element whether it is equal to {@code other}'s or differs by no more than {@code absolute + relative * |other|}, in the
     * arithmetic of their common floating dtype. Infinities are close to themselves only, NaN to nothing, unless {@code equalNaN}.
     */
    default Tensor isClose(Tensor other, double relative, double absolute, boolean equalNaN) {
        if (!(relative >= 0) || !(absolute >= 0)) {
            throw new Diagnostic("isClose: tolerances of " + relative + " and " + absolute
                    + " were given; they must be 0 or more");
        }
        DType common = Promotion.floating(Promotion.common(self().dtype(), other.dtype()));
        Tensor close = self().eq(other);
        if (equalNaN) {
            close = close.logicalOr(self().isNaN().logicalAnd(other.isNaN()));
        }
        Tensor b = other.to(common);
        Tensor distance = self().to(common).sub(b).abs();
        Tensor allowed = b.mul(relative).abs().add(absolute);
        return close.logicalOr(distance.isFinite().logicalAnd(distance.le(allowed)));
    }

    /** As {@link #isClose(Tensor, double, double, boolean)} with 1e-5, 1e-8 and NaN close to nothing. */
    default Tensor isClose(Tensor other) {
        return isClose(other, 1e-5, 1e-8, false);
    }

    /** Whether all elements are {@link #isClose(Tensor, double, double, boolean) close}, looked at now. */
    default boolean allClose(Tensor other, double relative, double absolute, boolean equalNaN) {
        return isClose(other, relative, absolute, equalNaN).all().itemBool();
    }

    /** As {@link #allClose(Tensor, double, double, boolean)}; NaN is close to nothing. */
    default boolean allClose(Tensor other, double relative, double absolute) {
        return allClose(other, relative, absolute, false);
    }

    /** As {@link #allClose(Tensor, double, double)} with 1e-5 and 1e-8. */
    default boolean allClose(Tensor other) {
        return allClose(other, 1e-5, 1e-8);
    }
}
