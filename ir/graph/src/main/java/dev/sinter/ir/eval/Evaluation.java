package dev.sinter.ir.eval;

import dev.sinter.ir.Literal;
import dev.sinter.ir.kernel.Fold;
import dev.sinter.ir.kernel.Kernel;
import dev.sinter.ir.kernel.Write;
import dev.sinter.ir.scalar.Expr;
import dev.sinter.ir.scalar.ScalarOp;
import dev.sinter.ir.scalar.ScalarOps;
import dev.sinter.types.DType;
import dev.sinter.types.Symbols;
import dev.sinter.types.TensorType;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One run of one kernel: the loops, the fold, the writes. */
final class Evaluation {
    private final Kernel kernel;
    private final long[] extents;
    private final TensorType output;
    private final long[] written;
    private final BitSet done = new BitSet();

    private final Tape result;
    private final int value;
    private final Tape.Place place;

    /** What is folded: for a contraction both factors, otherwise the second register is not used. */
    private final @Nullable Tape body;

    private final int first;
    private final int second;

    Evaluation(Kernel kernel, List<Literal> operands, Map<String, Long> symbols) {
        this.kernel = kernel;
        this.extents = kernel.extents().stream().mapToLong(dim -> Symbols.evaluate(dim, symbols)).toArray();
        this.output = Symbols.evaluate(kernel.output(), symbols);
        Write write = kernel.write();
        this.written = write.isUpdate()
                ? operands.get(write.base()).bits()
                : new long[Math.toIntExact(output.shape().numel().constant())];

        boolean row = kernel.fold() != null && kernel.fold().isRow();
        result = new Tape(kernel, operands, symbols, row ? extents.length : kernel.free());
        value = result.compile(kernel.result());
        place = result.place(output.shape().sizes(), write.index(), "the result, " + output);
        result.finish();

        if (kernel.fold() == null) {
            body = null;
            first = 0;
            second = 0;
        } else {
            body = new Tape(kernel, operands, symbols, extents.length);
            Expr each = kernel.body();
            if (kernel.fold() == Fold.CONTRACT) {
                if (!(each instanceof Expr.Apply product && product.op() == ScalarOp.MUL)) {
                    throw new IllegalArgumentException("a contraction folds a product, not " + each);
                }
                first = body.compile(product.arg(0));
                second = body.compile(product.arg(1));
            } else {
                first = body.compile(each);
                second = first;
            }
            body.finish();
        }
    }

    Literal run() {
        long[] point = new long[extents.length];
        int changed = isEmpty(0, kernel.free()) ? kernel.free() : -1;
        while (changed < kernel.free()) {
            if (body != null && kernel.fold() != null && kernel.fold().isRow()) {
                row(body, kernel.fold(), point, changed);
            } else {
                if (body != null) {
                    result.fold(fold(body, point, changed));
                }
                result.run(point, changed);
                write();
            }
            changed = next(point, 0, kernel.free());
            if (changed < 0) {
                break;
            }
        }
        if (!kernel.write().isUpdate() && done.cardinality() != written.length) {
            throw new IllegalStateException(
                    "the kernel wrote " + done.cardinality() + " of " + written.length + " elements");
        }
        return new Literal(output, written);
    }

    /** Folds the points of the folded axes; the free coordinates before {@code changed} are as they were. */
    private long fold(Tape each, long[] point, int changed) {
        Folding folding = Folding.of(Objects.requireNonNull(kernel.fold()), kernel.body().type());
        int from = changed;
        boolean more = !isEmpty(kernel.free(), extents.length);
        while (more) {
            each.run(point, from);
            folding.take(each.get(first), each.get(second));
            from = next(point, kernel.free(), extents.length);
            more = from >= 0;
        }
        return folding.result();
    }

    /** Folds the points of the folded axes and writes a result for each; the free coordinates before {@code changed} are as they were. */
    private void row(Tape each, Fold fold, long[] point, int changed) {
        if (isEmpty(kernel.free(), extents.length)) {
            return;
        }
        int points = 1;
        for (int axis = kernel.free(); axis < extents.length; axis++) {
            points = Math.toIntExact(points * extents[axis]);
        }
        long[] values = new long[points];
        int from = changed;
        for (int i = 0; i < points; i++) {
            each.fold(i == 0 ? 0 : values[i - 1]);
            each.run(point, from);
            values[i] = each.get(first);
            from = next(point, kernel.free(), extents.length);
        }
        long[] results = fold.isOrder()
                ? Order.of(kernel.body().type(), values, fold == Fold.DESCENDING_ORDER)
                : values;
        from = changed;
        for (int i = 0; i < points; i++) {
            result.fold(results[i]);
            result.run(point, from);
            write();
            from = next(point, kernel.free(), extents.length);
        }
    }

    private boolean isEmpty(int firstAxis, int endAxis) {
        return Arrays.stream(extents, firstAxis, endAxis).anyMatch(extent -> extent <= 0);
    }

    /** Moves to the next point in row-major order; gives the outermost axis that changed, or -1, back at the start, after the last. */
    private int next(long[] point, int firstAxis, int endAxis) {
        for (int axis = endAxis - 1; axis >= firstAxis; axis--) {
            if (++point[axis] < extents[axis]) {
                return axis;
            }
            point[axis] = 0;
        }
        return -1;
    }

    private void write() {
        int at = result.offset(place);
        long bits = result.get(value);
        Write write = kernel.write();
        if (!write.isUpdate()) {
            if (done.get(at)) {
                throw new IllegalStateException("the kernel wrote element " + at + " twice");
            }
            done.set(at);
        }
        written[at] = write.combine() == null ? bits : combine(write.combine(), output.dtype(), written[at], bits);
    }

    private static long combine(ScalarOp op, DType dtype, long old, long next) {
        DType computed = dtype.computed();
        long both = ScalarOps.evaluate(op, computed, computed, ScalarOps.cast(computed, dtype, old),
                ScalarOps.cast(computed, dtype, next), 0);
        return ScalarOps.cast(dtype, computed, both);
    }
}
