package dev.sinter.compiler.cpu;

import dev.sinter.ir.kernel.Fold;
import dev.sinter.ir.kernel.Guard;
import dev.sinter.ir.kernel.Kernel;
import dev.sinter.ir.scalar.Expr;
import dev.sinter.ir.scalar.ScalarOp;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A kernel made ready for loops: indices have become offsets into flat arrays, axes of one step are gone, and neighbouring axes that
 * all accesses walk through as one are one.
 *
 * <p>There is at least one free axis and, where there is a fold, at least one folded axis.
 *
 * @param operands  the dtype of each operand
 * @param dtype     the dtype of the output
 * @param free      the extents of the free axes, outermost first; coordinates {@code #0 ..}
 * @param folded    the extents of the folded axes; their coordinates follow
 * @param reads     what {@code Arg(i)} stands for; null for those that nothing needs
 * @param body      the value at a point
 * @param fold      how the folded axes combine, or null
 * @param result    the value written
 * @param write     where it goes
 * @param isUpdate  whether points update the output one after the other
 * @param combine   how an update combines with the old element, or null
 * @param symbols   the symbols that a call must give, in order
 */
record Nest(List<DType> operands, DType dtype, List<Dim> free, List<Dim> folded, List<@Nullable Access> reads,
        Expr body,
        @Nullable Fold fold, Expr result, Access write, boolean isUpdate, @Nullable ScalarOp combine,
        List<String> symbols) {

    /**
     * A place in a flat array.
     *
     * @param operand   which operand, or -1 for the output
     * @param offset    how many elements from the start, but for the checked indices
     * @param checked   indices that follow from loaded integers
     * @param guards    what must hold for the place to be read
     * @param otherwise the raw bits that stand for it where a guard does not hold
     */
    record Access(int operand, Dim offset, List<Checked> checked, List<Guard> guards, long otherwise) {}

    /** An index along one axis that must be tested against the axis's size. */
    record Checked(Dim index, Dim size, Dim stride) {}

    /** How many points the free axes have. */
    Dim points() {
        return product(free);
    }

    /** How many points are folded into one; 1 where there is no fold. */
    Dim foldedPoints() {
        return product(folded);
    }

    private static Dim product(List<Dim> extents) {
        Dim product = Dim.ONE;
        for (Dim extent : extents) {
            product = product.times(extent);
        }
        return product;
    }

    /** Whether the order of the folded points matters to the bits: floating sums and products. */
    boolean isOrdered() {
        return (fold == Fold.SUM || fold == Fold.PROD) && body.type().isFloating();
    }

    /** Whether points must run one after the other. */
    boolean isSequential() {
        return isUpdate && !Injective.isInjective(this);
    }

    /** Whether there may be nothing to fold. */
    boolean mayFoldNothing() {
        return fold != null && folded.stream().anyMatch(extent -> !extent.isConstant() || extent.is(0));
    }

    static Nest of(Kernel kernel) {
        Nest raw = raw(kernel);
        return kernel.fold() == null
                ? Normaliser.merge(raw, List.of(raw.freeAxes()), 0).nest()
                : Normaliser.merge(raw, List.of(raw.freeAxes(), raw.foldedAxes()), 1).nest();
    }

    List<Integer> freeAxes() {
        return IntStream.range(0, free.size()).boxed().toList();
    }

    List<Integer> foldedAxes() {
        return IntStream.range(free.size(), free.size() + folded.size()).boxed().toList();
    }

    /** The extent of an axis, free or folded. */
    Dim extent(int axis) {
        return axis < free.size() ? free.get(axis) : folded.get(axis - free.size());
    }

    /** The kernel with offsets for indices; every axis as it is. */
    private static Nest raw(Kernel kernel) {
        List<@Nullable Access> reads = new ArrayList<>();
        kernel.reads().forEach(read -> reads.add(access(kernel, read.operand(), read.index(),
                kernel.operands().get(read.operand()).shape().dims(), read.guards(), read.otherwise())));
        Access write = access(kernel, -1, kernel.write().index(), kernel.output().shape().dims(), List.of(), 0);
        return new Nest(kernel.operands().stream().map(TensorType::dtype).toList(), kernel.dtype(),
                kernel.freeExtents(),
                kernel.foldedExtents(), Collections.unmodifiableList(reads), kernel.body(), kernel.fold(),
                kernel.result(),
                write, kernel.write().isUpdate(), kernel.write().combine(), List.of());
    }

    /** This without its fold: {@code expr} at each point of all axes, written to {@code to}. */
    Nest map(Expr expr, Access to) {
        List<Dim> all = new ArrayList<>(free);
        all.addAll(folded);
        return new Nest(operands, dtype, all, List.of(), reads, expr, null, expr, to, false, null, symbols);
    }

    private static Access access(Kernel kernel, int operand, List<Dim> index, List<Dim> sizes, List<Guard> guards,
            long otherwise) {
        Dim offset = Dim.ZERO;
        List<Dim> strides = Shape.of(sizes).rowMajorStrides();
        List<Checked> checked = new ArrayList<>();
        for (int axis = 0; axis < index.size(); axis++) {
            Dim at = index.get(axis);
            if (at.mentionsLoaded()) {
                checked.add(new Checked(at, sizes.get(axis), strides.get(axis)));
            } else {
                offset = offset.plus(at.times(strides.get(axis)));
            }
        }
        Dim simple = offset.substitute(symbol -> null, kernel.bounds());
        return new Access(operand, simple, List.copyOf(checked), guards, otherwise);
    }
}
