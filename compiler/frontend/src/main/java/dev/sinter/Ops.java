package dev.sinter;

import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Elementwise;
import dev.sinter.ir.Op;
import dev.sinter.ir.Pointwise;
import dev.sinter.ir.View;
import dev.sinter.runtime.Buffer;
import dev.sinter.types.DType;
import dev.sinter.types.Shape;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.List;

/** What the methods of a tensor have in common: operands are brought to one dtype, then an op is recorded. */
final class Ops {
    private Ops() {}

    static Tensor apply(Op op, Tensor... operands) {
        return Recorder.mine().apply(op, operands);
    }

    /** A Java number as an operand: an argument of the program when eager, a part of it when traced. */
    static Tensor number(DType dtype, Number number) {
        long bits = Buffers.bits(dtype, number);
        Value constant = Value.filled(TensorType.of(dtype), bits);
        return Tensor.of(new Storage(Recorder.mine().isTracing() ? constant : Value.known(constant.force())));
    }

    /** A number that belongs to the formula, whatever the user passes: always a part of the program. */
    static Tensor constant(DType dtype, double number) {
        return Tensor.of(new Storage(Value.filled(TensorType.of(dtype), Buffers.bits(dtype, number))));
    }

    static Tensor cast(Tensor x, DType dtype) {
        return x.dtype() == dtype ? x : apply(new Pointwise.Cast(dtype), x);
    }

    static Tensor binary(Elementwise op, Tensor a, Tensor b) {
        DType dtype = Promotion.of(a, b);
        return apply(op, cast(a, dtype), cast(b, dtype));
    }

    static Tensor binary(Elementwise op, Tensor a, Number b) {
        DType dtype = Promotion.of(a, b);
        return apply(op, cast(a, dtype), number(dtype, b));
    }

    /** As {@link #binary(Elementwise, Tensor, Number)}, but in int64 where the tensor's dtype cannot hold the number. */
    static Tensor compare(Elementwise op, Tensor a, long b) {
        DType dtype = Promotion.of(a, b);
        boolean holds = dtype.isFloating() || Buffers.holds(dtype, b);
        return holds ? binary(op, a, b) : binary(op, cast(a, DType.I64), b);
    }

    static Tensor binary(Elementwise op, Number a, Tensor b) {
        DType dtype = Promotion.of(b, a);
        return apply(op, number(dtype, a), cast(b, dtype));
    }

    /** A function onto real numbers: integers and bool become float32 first. */
    static Tensor real(Elementwise op, Tensor x) {
        return apply(op, cast(x, Promotion.floating(x.dtype())));
    }

    static Tensor real(Elementwise op, Tensor a, Tensor b) {
        DType dtype = Promotion.floating(Promotion.of(a, b));
        return apply(op, cast(a, dtype), cast(b, dtype));
    }

    /** Gives {@code target} the elements of {@code result}, cast and broadcast to its type; returns it. */
    static Tensor write(String name, Tensor target, Tensor result) {
        if (!Promotion.fits(result.dtype(), target.dtype())) {
            throw new Diagnostic(name + "_: the result is " + result.dtype()
                    + ", which cannot be stored in a tensor of " + target.dtype()
                    + "; use " + name + ", or cast the operand");
        }
        return copy(name, target, result);
    }

    /** As {@link #write}, casting whatever the dtypes are. */
    static Tensor copy(String name, Tensor target, Tensor source) {
        Tensor fitting = cast(source, target.dtype());
        if (!fitting.shape().equals(target.shape())) {
            if (!expands(fitting.shape(), target.shape())) {
                throw new Diagnostic(name + "_: the result has shape " + fitting.shape()
                        + ", but the tensor that is to hold it has shape " + target.shape());
            }
            fitting = Recorder.view(fitting, new View.Expand(target.shape()));
        }
        Recorder.mine().write(target, fitting, name);
        return target;
    }

    private static boolean expands(Shape from, Shape to) {
        int extra = to.rank() - from.rank();
        for (int axis = 0; extra >= 0 && axis < from.rank(); axis++) {
            if (!from.dim(axis).is(1) && !from.dim(axis).equals(to.dim(axis + extra))) {
                return false;
            }
        }
        return extra >= 0;
    }

    /** An axis counted from 0; negative ones count from the end; a scalar has an axis 0 for this purpose. */
    static int axis(String name, int axis, int rank) {
        int axes = Math.max(rank, 1);
        if (axis < -axes || axis >= axes) {
            throw new Diagnostic(name + ": axis " + axis + " is out of range for a tensor with " + rank
                    + " axes; axes go from " + -axes + " to " + (axes - 1));
        }
        return axis < 0 ? axis + axes : axis;
    }

    /** The axes counted from 0, or all of them where none are given. */
    static List<Integer> axes(String name, int[] axes, int rank) {
        List<Integer> all = new ArrayList<>();
        for (int axis : axes) {
            int counted = axis(name, axis, rank);
            if (all.contains(counted)) {
                throw new Diagnostic(name + ": axis " + axis + " is named twice");
            }
            if (rank > 0) {
                all.add(counted);
            }
        }
        for (int axis = 0; axes.length == 0 && axis < rank; axis++) {
            all.add(axis);
        }
        return all;
    }

    /** Where a mask is true: for each of its axes the positions, in row-major order. How many there are is known only now. */
    static List<Tensor> nonzero(String asked, Tensor mask) {
        if (Recorder.mine().isTracing() && mask.isUnknown()) {
            throw new Diagnostic(asked + ": how many elements of " + mask.type()
                    + " are true depends on the data, so that the result has no shape while the function is traced; use where(),"
                    + " maskedFill(), or a sum over mask.mul(x)");
        }
        Buffer elements = mask.buffer();
        int rank = mask.rank();
        long[] sizes = new long[rank];
        for (int axis = 0; axis < rank; axis++) {
            sizes[axis] = mask.size(axis);
        }
        int count = 0;
        for (int i = 0; i < elements.count(); i++) {
            count += elements.bits(i) == 0 ? 0 : 1;
        }
        long[][] positions = new long[rank][count];
        int next = 0;
        for (int i = 0; i < elements.count(); i++) {
            if (elements.bits(i) != 0) {
                long rest = i;
                for (int axis = rank - 1; axis >= 0; axis--) {
                    positions[axis][next] = rest % sizes[axis];
                    rest /= sizes[axis];
                }
                next++;
            }
        }
        List<Tensor> found = new ArrayList<>();
        for (long[] axis : positions) {
            found.add(Tensor.of(Buffer.of(axis, count)));
        }
        return found;
    }
}
