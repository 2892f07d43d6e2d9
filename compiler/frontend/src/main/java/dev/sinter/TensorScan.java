package dev.sinter;

import dev.sinter.ir.Diagnostic;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import dev.sinter.ir.Source;
import java.util.List;
import java.util.function.BinaryOperator;

/**
 * Running results along an axis: element i combines the elements 0 to i. They combine at distances 1, 2, 4 ..., element i in each round with
 * the one that far before it, so that a rounding error grows with the logarithm of the length.
 */
public sealed interface TensorScan permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    /** Running sums; integers and bools as int64. */
    default Tensor cumsum(int axis) {
        return scan("cumsum", axis, widened(), Tensor::add);
    }

    /** Running products; integers and bools as int64. */
    default Tensor cumprod(int axis) {
        return scan("cumprod", axis, widened(), Tensor::mul);
    }

    /** Logarithms of the running sums of exponentials. */
    default Tensor logCumSumExp(int axis) {
        if (!self().dtype().isFloating()) {
            throw new Diagnostic("logCumSumExp of " + self().type() + ": a floating dtype is needed; cast it first");
        }
        return scan("logCumSumExp", axis, self(), Tensor::logAddExp);
    }

    /** The greatest elements so far, NaN from the first one on, and where they stand, the last of equal ones. */
    default TensorReduction.Extremes cummax(int axis) {
        return running("cummax", axis, true);
    }

    /** The least elements so far, NaN from the first one on, and where they stand, the last of equal ones. */
    default TensorReduction.Extremes cummin(int axis) {
        return running("cummin", axis, false);
    }

    /** Differences between neighbours along an axis, one fewer than there were elements. */
    default Tensor diff(int axis) {
        Tensor x = self();
        int counted = Ops.axis("diff", axis, x.rank());
        long size = fixed("diff", x, counted);
        if (x.rank() == 0) {
            throw new Diagnostic("diff of a zero-dimensional tensor: it has no axes");
        }
        long rest = Math.max(0, size - 1);
        Tensor later = x.narrow(counted, size - rest, rest);
        Tensor earlier = x.narrow(counted, 0, rest);
        return x.dtype() == DType.BOOL ? later.logicalXor(earlier) : later.sub(earlier);
    }

    private Tensor widened() {
        return self().dtype().isFloating() ? self() : self().to(DType.I64);
    }

    private static Tensor scan(String name, int axis, Tensor x, BinaryOperator<Tensor> combine) {
        int counted = Ops.axis(name, axis, x.rank());
        long size = fixed(name, x, counted);
        Tensor result = x;
        for (long distance = 1; distance < size; distance *= 2) {
            Tensor later = combine.apply(result.narrow(counted, 0, size - distance),
                    result.narrow(counted, distance, size - distance));
            result = Sinter.cat(List.of(result.narrow(counted, 0, distance), later), counted);
        }
        return result == x ? x.clone() : result;
    }

    private TensorReduction.Extremes running(String name, int axis, boolean greatest) {
        Tensor x = self();
        if (x.rank() == 0) {
            Ops.axis(name, axis, 0);
            return new TensorReduction.Extremes(x.clone(), Ops.constant(DType.I64, 0));
        }
        int counted = Ops.axis(name, axis, x.rank());
        long size = fixed(name, x, counted);
        Tensor values = x.detach();
        Tensor places = Ops.apply(new Source.Iota(x.shape(), counted));
        for (long distance = 1; distance < size; distance *= 2) {
            long rest = size - distance;
            Tensor earlier = values.narrow(counted, 0, rest);
            Tensor later = values.narrow(counted, distance, rest);
            Tensor wins = greatest ? later.ge(earlier) : later.le(earlier);
            wins = x.dtype().isFloating() ? wins.logicalOr(later.ne(later)) : wins;
            Tensor better = later.where(wins, earlier);
            Tensor there = places.narrow(counted, distance, rest).where(wins, places.narrow(counted, 0, rest));
            values = Sinter.cat(List.of(values.narrow(counted, 0, distance), better), counted);
            places = Sinter.cat(List.of(places.narrow(counted, 0, distance), there), counted);
        }
        return new TensorReduction.Extremes(x.gather(counted, places), places);
    }

    private static long fixed(String name, Tensor x, int axis) {
        Dim size = x.rank() == 0 ? Dim.ONE : x.shape().dim(axis);
        if (!size.isConstant()) {
            throw new Diagnostic(name + " of " + x.type() + ": axis " + axis
                    + " is symbolic, and the number of rounds follows from its size; trace with a number there");
        }
        return size.constant();
    }
}
