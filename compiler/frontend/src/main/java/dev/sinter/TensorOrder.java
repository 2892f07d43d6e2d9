package dev.sinter;

import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Row;
import dev.sinter.ir.Source;
import dev.sinter.ir.View;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Elements in order, and how often they occur. NaN counts as greater than all numbers, -0 as equal to +0. Orders are stable, and gradients go
 * to the elements that were chosen. Ordering an axis of n elements takes time in proportion to n log n.
 */
public sealed interface TensorOrder permits Tensor {
    /** Different elements; for each element of the origin which of them it is; and how often each occurs. */
    record Unique(Tensor values, Tensor inverse, Tensor counts) {}

    private Tensor self() {
        return (Tensor) this;
    }

    /** The elements along the last axis in ascending order, and where they stood. */
    default TensorReduction.Extremes sort() {
        return sort(-1, false);
    }

    /** The elements along an axis in ascending or descending order, and where they stood; equal ones keep their order. */
    default TensorReduction.Extremes sort(int axis, boolean descending) {
        Tensor order = argsort(axis, descending);
        return new TensorReduction.Extremes(along("sort", axis, order), order);
    }

    /** The positions along the last axis in the ascending order of their elements. */
    default Tensor argsort() {
        return argsort(-1, false);
    }

    /** The positions along an axis in the order of their elements; those of equal elements ascend. */
    default Tensor argsort(int axis, boolean descending) {
        Tensor x = self().detach();
        int counted = Ops.axis("argsort", axis, x.rank());
        if (x.rank() == 0) {
            return Ops.constant(DType.I64, 0);
        }
        return Ops.apply(new Row.Argsort(counted, descending), x);
    }

    private static Tensor same(Tensor a, Tensor b) {
        Tensor equal = a.eq(b);
        return a.dtype().isFloating() ? equal.logicalOr(a.ne(a).logicalAnd(b.ne(b))) : equal;
    }

    private Tensor along(String name, int axis, Tensor positions) {
        return self().rank() == 0
                ? self().clone()
                : self().gather(Ops.axis(name, axis, self().rank()), positions);
    }

    /** The k greatest elements along the last axis, from the greatest on, and where they stand. */
    default TensorReduction.Extremes topk(long k) {
        return topk(k, -1, true);
    }

    /** The k greatest elements along an axis, from the greatest on, and where they stand. */
    default TensorReduction.Extremes topk(long k, int axis) {
        return topk(k, axis, true);
    }

    /** The k greatest elements along an axis, or the k least, the most extreme first, and where they stand. */
    default TensorReduction.Extremes topk(long k, int axis, boolean largest) {
        Tensor order = argsort(axis, largest);
        if (order.rank() > 0) {
            checkPlace("topk", k, 0, order.shape().dim(Ops.axis("topk", axis, order.rank())));
            order = order.narrow(axis, 0, k);
        }
        return new TensorReduction.Extremes(along("topk", axis, order), order);
    }

    /** The k-th least element along an axis, counted from 1, and where it stands. */
    default TensorReduction.Extremes kthValue(long k, int axis, boolean keepDim) {
        Tensor order = argsort(axis, false);
        Dim size = order.rank() == 0 ? Dim.ONE : order.shape().dim(Ops.axis("kthValue", axis, order.rank()));
        checkPlace("kthValue", k, 1, size);
        return chosen("kthValue", axis, order.rank() == 0 ? order : order.narrow(axis, k - 1, 1), keepDim);
    }

    private void checkPlace(String name, long k, long least, Dim size) {
        if (k < least || size.isConstant() && k > size.constant()) {
            throw new Diagnostic(name + " of " + self().type() + ": k is " + k + ", but the axis has " + size
                    + " elements; k goes from " + least + " to that");
        }
    }

    private TensorReduction.Extremes chosen(String name, int axis, Tensor kept, boolean keepDim) {
        Tensor values = along(name, axis, kept);
        return keepDim || kept.rank() == 0
                ? new TensorReduction.Extremes(values, kept)
                : new TensorReduction.Extremes(values.squeeze(axis), kept.squeeze(axis));
    }

    /**
     * The middle element, of an even number the lower of the two; NaN where there is one, and of nothing. All elements equal to it share its
     * gradient evenly.
     */
    default Tensor median() {
        Tensor flat = self().reshape(-1);
        if (flat.shape().dim(0).is(0) && flat.dtype().isFloating()) {
            return Ops.constant(flat.dtype(), Double.NaN);
        }
        Tensor middle = flat.detach().median(0, false).values();
        if (!flat.dtype().isFloating()) {
            return middle;
        }
        Tensor none = Ops.constant(flat.dtype(), Double.NEGATIVE_INFINITY);
        return flat.where(same(flat, middle), none).amax(0);
    }

    /** The middle element along an axis, of an even number the lower of the two, or the first NaN; and where it stands. */
    default TensorReduction.Extremes median(int axis, boolean keepDim) {
        Tensor x = self();
        Tensor order = argsort(axis, false);
        if (x.rank() > 0) {
            requireElements("median", Ops.axis("median", axis, x.rank()));
            Dim size = x.shape().dim(Ops.axis("median", axis, x.rank()));
            Dim middle = size.minus(1).floorDiv(Dim.of(2));
            Tensor lower = order.narrow(axis, middle, Dim.ONE);
            // Maxima prefer NaN as medians do, so the first NaN stands where argmax says.
            order = x.dtype().isFloating()
                    ? lower.where(x.eq(x).all(new int[]{axis}, true), x.detach().argmax(axis, true))
                    : lower;
        }
        return chosen("median", axis, order, keepDim);
    }

    /** The element one place before each, of the first none. */
    private static Tensor before(Tensor x, int axis) {
        List<Dim> low = new ArrayList<>(Collections.nCopies(x.rank(), Dim.ZERO));
        List<Dim> high = new ArrayList<>(low);
        low.set(axis, Dim.ONE);
        high.set(axis, Dim.of(-1));
        return Ops.apply(new View.Pad(low, high, Collections.nCopies(x.rank(), 0), 0), x);
    }

    private void requireElements(String name, int axis) {
        if (self().shape().dim(axis).is(0)) {
            throw new Diagnostic(
                    name + " of " + self().type() + ": axis " + axis + " is empty, and of no elements there is no "
                            + name);
        }
    }

    /** The most frequent element along an axis, of several the least, and where it stands first. */
    default TensorReduction.Extremes mode(int axis, boolean keepDim) {
        Tensor x = self();
        Tensor order = argsort(axis, false);
        if (x.rank() > 0) {
            int counted = Ops.axis("mode", axis, x.rank());
            requireElements("mode", counted);
            Tensor sorted = x.detach().gather(counted, order);
            Tensor place = Ops.apply(new Source.Iota(x.shape(), counted));
            Tensor begins = place.eq(0).logicalOr(same(sorted, before(sorted, counted)).logicalNot());
            // Where the run of equal elements begins; the longest so far is the most frequent.
            Tensor begin = Ops.apply(new Row.Accumulate(Row.Kind.MAX, counted, false),
                    place.where(begins, Ops.constant(DType.I64, 0)));
            Tensor often = begin.gather(counted, place.sub(begin).argmax(counted, true));
            order = order.gather(counted, often);
        }
        return chosen("mode", axis, order, keepDim);
    }

    /** The different elements in ascending order. Not while a function is traced. */
    default Unique unique() {
        Tensor flat = self().detach().reshape(-1);
        TensorReduction.Extremes sorted = flat.sort();
        long count = flat.numel();
        Tensor first = Sinter.ones(Shape.of(Math.min(count, 1)), DType.BOOL);
        if (count > 1) {
            first = Sinter.cat(List.of(first, sorted.values().narrow(0, 1, count - 1)
                    .ne(sorted.values().narrow(0, 0, count - 1))), 0);
        }
        Tensor starts = Ops.nonzero("unique", first).get(0);
        Tensor which = first.to(DType.I64).cumsum(0).sub(1);
        Tensor counts = Sinter.zeros(starts.shape(), DType.I64).scatterAdd(0, which, counting(first));
        Tensor inverse = Sinter.zeros(flat.shape(), DType.I64).scatter(0, sorted.indices(), which);
        return new Unique(sorted.values().take(starts), inverse.reshape(self().shape()), counts);
    }

    private static Tensor counting(Tensor x) {
        return Ops.constant(DType.I64, 1).expand(x.shape());
    }

    /**
     * How many elements lie in each of {@code bins} intervals of equal width from {@code low} to {@code high}, both included; where both
     * are 0, from the least element to the greatest, which must be finite then. Others and NaN are not counted; of no elements all counts are
     * 0.
     */
    default Tensor histc(int bins, double low, double high) {
        Tensor x = self().detach();
        if (!x.dtype().isFloating() || bins < 1 || !(low <= high)
                || Double.isInfinite(high - low)) {
            throw new Diagnostic("histc of " + x.type() + " with " + bins + " bins from " + low + " to " + high
                    + ": a floating dtype, at least one bin, and finite limits in order are needed");
        }
        Tensor flat = x.reshape(-1);
        boolean own = low == 0 && high == 0 && !flat.shape().dim(0).is(0);
        Tensor from = own ? flat.min() : Ops.number(x.dtype(), low);
        Tensor to = own ? flat.max() : Ops.number(x.dtype(), high);
        boolean known = own && !(Recorder.mine().isTracing() && flat.isUnknown());
        if (known && Double.isNaN(to.sub(from).itemDouble() * 0)) {
            throw new Diagnostic("histc of " + x.type() + ": its elements go from " + from.item() + " to " + to.item()
                    + ", and between limits that are not finite there are no bins; give limits");
        }
        Tensor alike = from.eq(to);
        Tensor start = from.sub(1).where(alike, from);
        Tensor end = to.add(1).where(alike, to);
        Tensor inside = flat.ge(start).logicalAnd(flat.le(end));
        Tensor scaled = flat.sub(start).div(end.sub(start)).mul(bins).where(inside, Ops.constant(x.dtype(), 0));
        Tensor bin = scaled.to(DType.I64).clamp(0, bins - 1).to(DType.I64)
                .where(inside, Ops.constant(DType.I64, bins));
        Tensor ones = Ops.constant(x.dtype(), 1).expand(flat.shape());
        return Sinter.zeros(Shape.of(bins + 1), x.dtype()).scatterAdd(0, bin, ones).narrow(0, 0, bins);
    }

    /** How often each number from 0 to the greatest element occurs. Not while a function is traced. */
    default Tensor bincount() {
        return bincount(null, 0);
    }

    /** As {@link #bincount()}, at least {@code least} numbers, and each occurrence with its weight where there are weights. */
    default Tensor bincount(@Nullable Tensor weights, long least) {
        Tensor x = self();
        if (x.rank() != 1 || x.dtype().isFloating() || x.dtype() == DType.BOOL) {
            throw new Diagnostic("bincount of " + x.type() + ": a vector of integers is needed");
        }
        if (Recorder.mine().isTracing() && x.isUnknown()) {
            throw new Diagnostic("bincount of " + x.type()
                    + ": how many numbers there are depends on the data, so that the"
                    + " result has no shape while the function is traced; use zeros(size).scatterAdd(0, x, ones)");
        }
        Tensor places = x.to(DType.I64);
        boolean empty = x.numel() == 0;
        if (!empty && places.min().itemLong() < 0) {
            throw new Diagnostic("bincount: there is the element " + places.min().itemLong()
                    + ", but only numbers from 0 on can be counted");
        }
        long size = Math.max(least, empty ? 0 : places.max().itemLong() + 1);
        Tensor each = weights == null ? counting(x) : weights;
        return Sinter.zeros(Shape.of(size), each.dtype()).scatterAdd(0, places, each);
    }
}
