package dev.sinter;

import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Row;
import dev.sinter.ir.Source;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;

/**
 * Running results along an axis: element i combines the elements 0 to i, one after the other from the first on. As in PyTorch on the CPU, the
 * running value is kept in float64 for float32, in float32 for the 16-bit floats, and rounded only where it is written.
 *
 * <p>Of an empty axis the result is empty. NaN stays from the first one on. The gradient of {@code cumprod} is right where elements are 0;
 * those of {@code cummax} and {@code cummin} go to the elements at the indices they give.
 */
public sealed interface TensorScan permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    /** Running sums; integers and bools as int64. */
    default Tensor cumsum(int axis) {
        return accumulate("cumsum", axis, widened(), Row.Kind.SUM);
    }

    /** Running products; integers and bools as int64. */
    default Tensor cumprod(int axis) {
        return accumulate("cumprod", axis, widened(), Row.Kind.PROD);
    }

    /** Logarithms of the running sums of exponentials. */
    default Tensor logCumSumExp(int axis) {
        if (!self().dtype().isFloating()) {
            throw new Diagnostic("logCumSumExp of " + self().type() + ": a floating dtype is needed; cast it first");
        }
        return accumulate("logCumSumExp", axis, self(), Row.Kind.LOGSUMEXP);
    }

    /** The greatest elements so far, NaN from the first one on, and where they stand, the last of equal ones. */
    default TensorReduction.Extremes cummax(int axis) {
        return running("cummax", axis, Row.Kind.MAX);
    }

    /** The least elements so far, NaN from the first one on, and where they stand, the last of equal ones. */
    default TensorReduction.Extremes cummin(int axis) {
        return running("cummin", axis, Row.Kind.MIN);
    }

    /** Differences between neighbours along an axis, one fewer than there were elements. */
    default Tensor diff(int axis) {
        Tensor x = self();
        int counted = Ops.axis("diff", axis, x.rank());
        if (x.rank() == 0) {
            throw new Diagnostic("diff of a zero-dimensional tensor: it has no axes");
        }
        Dim size = x.shape().dim(counted);
        Dim rest = size.is(0) ? Dim.ZERO : size.minus(1);
        Tensor later = x.narrow(counted, size.minus(rest), rest);
        Tensor earlier = x.narrow(counted, Dim.ZERO, rest);
        return x.dtype() == DType.BOOL ? later.logicalXor(earlier) : later.sub(earlier);
    }

    private Tensor widened() {
        return self().dtype().isFloating() ? self() : self().to(DType.I64);
    }

    private static Tensor accumulate(String name, int axis, Tensor x, Row.Kind kind) {
        int counted = Ops.axis(name, axis, x.rank());
        return x.rank() == 0 ? x.clone() : Ops.apply(new Row.Accumulate(kind, counted, false), x);
    }

    private TensorReduction.Extremes running(String name, int axis, Row.Kind kind) {
        Tensor x = self();
        int counted = Ops.axis(name, axis, x.rank());
        if (x.rank() == 0) {
            return new TensorReduction.Extremes(x.clone(), Ops.constant(DType.I64, 0));
        }
        Tensor values = x.detach();
        Tensor extreme = Ops.apply(new Row.Accumulate(kind, counted, false), values);
        Tensor reaches = values.eq(extreme);
        reaches = x.dtype().isFloating() ? reaches.logicalOr(values.ne(values)) : reaches;
        Tensor places = Ops.apply(new Source.Iota(x.shape(), counted)).where(reaches, Ops.constant(DType.I64, 0));
        places = Ops.apply(new Row.Accumulate(Row.Kind.MAX, counted, false), places);
        return new TensorReduction.Extremes(x.gather(counted, places), places);
    }
}
