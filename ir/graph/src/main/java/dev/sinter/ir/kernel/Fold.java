package dev.sinter.ir.kernel;

import dev.sinter.ir.scalar.Literals;
import dev.sinter.ir.scalar.ScalarOp;
import dev.sinter.types.DType;

/** How a kernel combines the points of its folded axes; {@link Strict} gives the order. */
public enum Fold {
    /** By the reduction rule; of nothing +0. */
    SUM,
    /** By the reduction rule; of nothing 1. */
    PROD,
    /** NaN where any is NaN, +0 above -0; of nothing the least value of the dtype (-inf). */
    MAX,
    /** NaN where any is NaN, -0 below +0; of nothing the greatest value of the dtype (+inf). */
    MIN,
    /** The row-major position, as int64, of the first greatest value (-0 equals +0), or of the first NaN; of nothing 0. */
    ARGMAX,
    /** The row-major position, as int64, of the first least value (-0 equals +0), or of the first NaN; of nothing 0. */
    ARGMIN,
    /** The sum of products by the contraction rule; the kernel's body is a {@link ScalarOp#MUL}, whose product is not rounded (floats). */
    CONTRACT,
    /**
     * A value for each folded point, in row-major order: the body, in which {@link dev.sinter.ir.scalar.Expr.Folded} is the value of the
     * point before, +0 or 0 at the first one.
     */
    RUNNING,
    /**
     * A value for each folded point, as int64: that of the p-th point is the row-major position of the element that is p-th in ascending
     * order. NaN is above all numbers, -0 equals +0; equal elements keep their order.
     */
    ORDER,
    /** As {@link #ORDER}, but in descending order, NaN first; equal elements keep their order. */
    DESCENDING_ORDER;

    /** Whether each folded point has a value of its own, so that the result is computed and written at each, and not once for all. */
    public boolean isRow() {
        return this == RUNNING || isOrder();
    }

    /** Whether its values are positions in an order. */
    public boolean isOrder() {
        return this == ORDER || this == DESCENDING_ORDER;
    }

    /** The dtype of the result where the body has dtype {@code body}. */
    public DType result(DType body) {
        return this == ARGMAX || this == ARGMIN || isOrder() ? DType.I64 : body;
    }

    /** The instruction that combines two partial results; {@link IllegalStateException} for those that have none. */
    public ScalarOp combine() {
        return switch (this) {
            case SUM, CONTRACT -> ScalarOp.ADD;
            case PROD -> ScalarOp.MUL;
            case MAX -> ScalarOp.MAX;
            case MIN -> ScalarOp.MIN;
            case ARGMAX, ARGMIN, RUNNING, ORDER, DESCENDING_ORDER ->
                throw new IllegalStateException(this + " is not folded by one instruction");
        };
    }

    /** The bits of the result of folding nothing. */
    public long identity(DType type) {
        boolean floating = type.isFloating();
        return switch (this) {
            case SUM, CONTRACT, ARGMAX, ARGMIN, RUNNING, ORDER, DESCENDING_ORDER -> 0;
            case PROD -> Literals.bits(type, 1L);
            case MAX -> floating ? Literals.bits(type, Double.NEGATIVE_INFINITY) : least(type);
            case MIN -> floating ? Literals.bits(type, Double.POSITIVE_INFINITY) : greatest(type);
        };
    }

    private static long least(DType type) {
        return type.kind() == DType.Kind.SIGNED ? -1L << type.bits() - 1 : 0;
    }

    private static long greatest(DType type) {
        return switch (type.kind()) {
            case SIGNED -> (1L << type.bits() - 1) - 1;
            case BOOL -> 1;
            default -> (1L << type.bits()) - 1;
        };
    }
}
