package dev.sinter;

import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Elementwise;
import dev.sinter.ir.Reduce;
import dev.sinter.ir.Source;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Many elements combined into one: along all axes, or along some, which vanish from the shape or are kept with size 1.
 *
 * <p>Where several elements are the extreme one, the gradient of {@code max()}, {@code min()}, {@code amax}, {@code amin} and {@code aminmax} is
 * shared evenly by them (by the NaN where there are NaN), and that of {@code max(axis)} and {@code min(axis)} goes to the element at the
 * index they give.
 *
 * <p>Of no elements a sum is 0, a product 1, a mean, variance or median NaN, a norm 0, {@code any} false and {@code all} true; an extreme and
 * its position are refused. NaN among the elements makes all of these NaN.
 */
public sealed interface TensorReduction permits Tensor {
    /** The extreme elements along an axis, and their positions on it. */
    record Extremes(Tensor values, Tensor indices) {}

    /** The least and the greatest elements. */
    record Bounds(Tensor least, Tensor greatest) {}

    private Tensor self() {
        return (Tensor) this;
    }

    /** The sum over some axes, over all where none are named; integers and bools are summed as int64. */
    default Tensor sum(int... axes) {
        return sum(axes, false);
    }

    default Tensor sum(int[] axes, boolean keepDim) {
        Tensor x = self();
        return reduce("sum", Reduce.Kind.SUM, x.dtype().isFloating() ? x : x.to(DType.I64), axes, keepDim);
    }

    /** The product over some axes, over all where none are named; integers and bools are multiplied as int64. */
    default Tensor prod(int... axes) {
        return prod(axes, false);
    }

    default Tensor prod(int[] axes, boolean keepDim) {
        Tensor x = self();
        return reduce("prod", Reduce.Kind.PROD, x.dtype().isFloating() ? x : x.to(DType.I64), axes, keepDim);
    }

    /** The sum divided by the number of elements; of none NaN. */
    default Tensor mean(int... axes) {
        return mean(axes, false);
    }

    default Tensor mean(int[] axes, boolean keepDim) {
        Tensor x = self();
        if (!x.dtype().isFloating()) {
            throw new Diagnostic(
                    "mean of " + x.type() + ": a floating dtype is needed; cast it first, for example with toFloat()");
        }
        return x.sum(axes, keepDim).div(count(x, Ops.axes("mean", axes, x.rank()), 0));
    }

    /** The mean squared distance from the mean, over n - {@code correction}; NaN where that is not positive. */
    default Tensor var(int[] axes, int correction, boolean keepDim) {
        Tensor x = self();
        Tensor distance = x.sub(x.mean(axes, true));
        return distance.mul(distance).sum(axes, keepDim).div(count(x, Ops.axes("var", axes, x.rank()), correction));
    }

    /** The variance over some axes, over all where none are named, with n - 1. */
    default Tensor var(int... axes) {
        return var(axes, 1, false);
    }

    /** The standard deviation over some axes, over all where none are named, with n - 1; its gradient where it is 0 is 0. */
    default Tensor std(int... axes) {
        return std(axes, 1, false);
    }

    /** The root of {@link #var(int[], int, boolean)}; its gradient where it is 0 is 0. */
    default Tensor std(int[] axes, int correction, boolean keepDim) {
        return root(var(axes, correction, keepDim));
    }

    /**
     * The p-norm over some axes, over all where none are named: the sum of the p-th powers of the magnitudes, to 1/p. With p infinite the
     * greatest magnitude, or the least; with 0 how many are not 0. Its gradient is 0 where it or the element is 0, and equal extremes share it.
     */
    default Tensor norm(double p, int[] axes, boolean keepDim) {
        Tensor x = self();
        if (!x.dtype().isFloating()) {
            throw new Diagnostic("norm of " + x.type() + ": a floating dtype is needed; cast it first");
        }
        if (p == 0) {
            return x.ne(0).to(x.dtype()).sum(axes, keepDim);
        }
        if (p == 2) {
            return root(x.mul(x).sum(axes, keepDim));
        }
        Tensor magnitudes = x.abs();
        if (p == 1 || Double.isInfinite(p)) {
            return p == 1
                    ? magnitudes.sum(axes, keepDim)
                    : p > 0 ? magnitudes.amax(axes, keepDim) : magnitudes.amin(axes, keepDim);
        }
        Tensor isZero = x.eq(0);
        Tensor one = Ops.constant(x.dtype(), 1);
        // Powers without the zeros, where they have no slope.
        Tensor powers = one.where(isZero, magnitudes).pow(p).where(isZero.logicalNot(),
                Ops.constant(x.dtype(), Math.pow(0, p)));
        Tensor sum = powers.sum(axes, keepDim);
        Tensor none = sum.eq(0);
        return Ops.constant(x.dtype(), Math.pow(0, 1 / p)).where(none, one.where(none, sum).pow(1 / p));
    }

    /** The p-norm over some axes, over all where none are named. */
    default Tensor norm(double p, int... axes) {
        return norm(p, axes, false);
    }

    /** The root of the sum of all squares. */
    default Tensor norm() {
        return norm(2, new int[0], false);
    }

    /** The square root, whose gradient at 0 is 0. */
    private static Tensor root(Tensor squares) {
        Tensor isZero = squares.eq(0);
        Tensor one = Ops.constant(squares.dtype(), 1);
        return Ops.constant(squares.dtype(), 0).where(isZero, one.where(isZero, squares).sqrt());
    }

    /** The sum of those that are numbers. */
    default Tensor nansum(int... axes) {
        Tensor x = self();
        return x.dtype().isFloating() ? x.maskedFill(x.ne(x), 0).sum(axes) : x.sum(axes);
    }

    /** The mean of those that are numbers; NaN where none is. */
    default Tensor nanmean(int... axes) {
        Tensor x = self();
        return x.maskedFill(x.ne(x), 0).sum(axes).div(x.eq(x).to(x.dtype()).sum(axes));
    }

    /** How many elements are not 0, over some axes, over all where none are named. */
    default Tensor countNonzero(int... axes) {
        return self().to(DType.BOOL).sum(axes);
    }

    /** The greatest element; NaN where there is one. */
    default Tensor max() {
        return extreme("max", Reduce.Kind.AMAX);
    }

    /** The greatest elements along an axis and the first positions where they stand. */
    default Extremes max(int axis) {
        return max(axis, false);
    }

    default Extremes max(int axis, boolean keepDim) {
        return extremes("max", Reduce.Kind.MAX, Reduce.Kind.ARGMAX, axis, keepDim);
    }

    /** The least element; NaN where there is one. */
    default Tensor min() {
        return extreme("min", Reduce.Kind.AMIN);
    }

    /** The least elements along an axis and the first positions where they stand. */
    default Extremes min(int axis) {
        return min(axis, false);
    }

    default Extremes min(int axis, boolean keepDim) {
        return extremes("min", Reduce.Kind.MIN, Reduce.Kind.ARGMIN, axis, keepDim);
    }

    /** The greatest elements along some axes. */
    default Tensor amax(int... axes) {
        return amax(axes, false);
    }

    default Tensor amax(int[] axes, boolean keepDim) {
        return reduce("amax", Reduce.Kind.AMAX, self(), axes, keepDim);
    }

    /** The least elements along some axes. */
    default Tensor amin(int... axes) {
        return amin(axes, false);
    }

    default Tensor amin(int[] axes, boolean keepDim) {
        return reduce("amin", Reduce.Kind.AMIN, self(), axes, keepDim);
    }

    /** The least and the greatest elements along an axis. */
    default Bounds aminmax(int axis, boolean keepDim) {
        return new Bounds(amin(new int[]{axis}, keepDim), amax(new int[]{axis}, keepDim));
    }

    /** The row-major position of the first greatest element. */
    default Tensor argmax() {
        return extreme("argmax", Reduce.Kind.ARGMAX);
    }

    /** The positions along an axis of the first greatest elements. */
    default Tensor argmax(int axis) {
        return argmax(axis, false);
    }

    default Tensor argmax(int axis, boolean keepDim) {
        return reduce("argmax", Reduce.Kind.ARGMAX, self(), new int[]{axis}, keepDim);
    }

    /** The row-major position of the first least element. */
    default Tensor argmin() {
        return extreme("argmin", Reduce.Kind.ARGMIN);
    }

    /** The positions along an axis of the first least elements. */
    default Tensor argmin(int axis) {
        return argmin(axis, false);
    }

    default Tensor argmin(int axis, boolean keepDim) {
        return reduce("argmin", Reduce.Kind.ARGMIN, self(), new int[]{axis}, keepDim);
    }

    /** Whether all elements are true, where any number but 0 is; of none true. */
    default Tensor all(int... axes) {
        return all(axes, false);
    }

    default Tensor all(int[] axes, boolean keepDim) {
        return reduce("all", Reduce.Kind.MIN, self().to(DType.BOOL), axes, keepDim);
    }

    /** Whether any element is true; of none false. */
    default Tensor any(int... axes) {
        return any(axes, false);
    }

    default Tensor any(int[] axes, boolean keepDim) {
        return reduce("any", Reduce.Kind.MAX, self().to(DType.BOOL), axes, keepDim);
    }

    private Tensor extreme(String name, Reduce.Kind kind) {
        return reduce(name, kind, self(), new int[0], false);
    }

    private Extremes extremes(String name, Reduce.Kind kind, Reduce.Kind position, int axis, boolean keepDim) {
        int[] axes = {axis};
        return new Extremes(reduce(name, kind, self(), axes, keepDim), reduce(name, position, self(), axes, keepDim));
    }

    private static Tensor reduce(String name, Reduce.Kind kind, Tensor x, int[] axes, boolean keepDim) {
        List<Integer> over = Ops.axes(name, axes, x.rank());
        boolean needsElements = kind != Reduce.Kind.SUM && kind != Reduce.Kind.PROD && x.dtype() != DType.BOOL;
        for (int axis : over) {
            if (needsElements && x.shape().dim(axis).is(0)) {
                throw new Diagnostic(name + " of " + x.type() + ": axis " + axis
                        + " is empty, and of no elements there is no " + name);
            }
        }
        Tensor reduced = Ops.apply(new Reduce.Over(kind, over), x);
        if (!keepDim || over.isEmpty()) {
            return reduced;
        }
        List<Dim> dims = new ArrayList<>(x.shape().dims());
        over.forEach(axis -> dims.set(axis, Dim.ONE));
        return reduced.view(Shape.of(dims));
    }

    /** How many elements the axes hold, less {@code correction}, as a scalar of the tensor's dtype. */
    private static Tensor count(Tensor x, List<Integer> axes, int correction) {
        Dim count = Dim.ONE;
        for (int axis : axes) {
            count = count.times(x.shape().dim(axis));
        }
        Dim less = count.minus(correction);
        if (less.isConstant()) {
            return Ops.constant(x.dtype(), Math.max(less.constant(), 0));
        }
        Tensor size = Ops.apply(new Source.Size(less));
        return Ops.cast(correction == 0 ? size : Ops.apply(Elementwise.MAX, size, Ops.constant(DType.I64, 0)),
                x.dtype());
    }
}
