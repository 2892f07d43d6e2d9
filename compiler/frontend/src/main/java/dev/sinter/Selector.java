package dev.sinter;

import dev.sinter.ir.Broadcast;
import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Index;
import dev.sinter.ir.Source;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Applies an index to a tensor. Positions, ranges and new axes give a view, axis by axis; what tensors name is taken from that view, or put
 * there, by one integer per element.
 *
 * <p>As in PyTorch, the axes that index tensors share stand where the first of them stood if nothing else is in between, and else at
 * the front; a position is no index tensor for this purpose.
 */
final class Selector {
    private final List<Indexer> index;
    private final Tensor view;
    /** For each axis of the view the tensor that names positions of it, or null; empty as long as masks have not been looked at. */
    private final List<Indexer.@Nullable Elements> named = new ArrayList<>();

    Selector(Tensor base, List<Indexer> index) {
        this.index = index;
        this.view = view(base);
    }

    private Tensor view(Tensor base) {
        int used = 0;
        int ellipses = 0;
        for (Indexer part : index) {
            ellipses += part instanceof Indexer.Ellipsis ? 1 : 0;
            used += axes(part);
        }
        if (ellipses > 1) {
            throw new Diagnostic(
                    "the index " + index + " has " + ellipses + " ellipses; one can be told from the axes");
        }
        if (used > base.rank()) {
            throw new Diagnostic("the index " + index + " is for " + used + " axes, but the tensor has shape "
                    + base.shape());
        }
        Tensor seen = base;
        int axis = 0;
        for (Indexer part : index) {
            switch (part) {
                case Indexer.Position position -> seen = seen.select(axis, position.position());
                case Indexer.Range range -> seen = sliced(seen, axis++, range);
                case Indexer.Ellipsis _ -> axis += base.rank() - used;
                case Indexer.NewAxis _ -> seen = seen.unsqueeze(axis++);
                case Indexer.Elements elements -> {
                    while (named.size() < axis) {
                        named.add(null);
                    }
                    check(elements, seen, axis);
                    named.add(elements);
                    axis += axes(part);
                    while (named.size() < axis) {
                        named.add(null);
                    }
                }
            }
        }
        return seen;
    }

    private static int axes(Indexer part) {
        return switch (part) {
            case Indexer.Ellipsis _,Indexer.NewAxis _ -> 0;
            case Indexer.Position _,Indexer.Range _ -> 1;
            case Indexer.Elements elements -> elements.isMask() ? elements.indices().rank() : 1;
        };
    }

    private static Tensor sliced(Tensor x, int axis, Indexer.Range range) {
        if (range.start() == null && range.end() == null && range.step() == 1) {
            return x;
        }
        long start = range.start() == null ? 0 : range.start();
        long end = range.end() == null ? Long.MAX_VALUE : range.end();
        return x.slice(axis, start, end, range.step());
    }

    private static void check(Indexer.Elements elements, Tensor seen, int axis) {
        Shape mask = elements.indices().shape();
        for (int i = 0; elements.isMask() && i < mask.rank(); i++) {
            if (!mask.dim(i).equals(seen.shape().dim(axis + i))) {
                throw new Diagnostic("a mask of shape " + mask + " does not fit axes " + axis + " to "
                        + (axis + mask.rank() - 1) + " of shape " + seen.shape() + ": axis " + i + " of the mask is "
                        + mask.dim(i) + ", that of the tensor " + seen.shape().dim(axis + i));
            }
        }
    }

    /** The elements: a view where no tensor is in the index. */
    Tensor read() {
        if (named.isEmpty()) {
            return view;
        }
        Places places = new Places(positions());
        Tensor taken = Ops.apply(new Index.Take(0), places.flat(view), places.linear());
        return places.back(taken.reshape(places.takenShape()));
    }

    /** Writes to the elements, or adds to them. */
    void write(Tensor value, boolean adds) {
        if (named.isEmpty()) {
            Ops.copy("set", view, adds ? view.add(value) : value);
            return;
        }
        Tensor fitting = Ops.cast(value, view.dtype());
        Indexer.Elements only = onlyMask();
        if (only != null && fitting.shape().numel().is(1)) {
            // No count of elements is needed, so that this can be traced.
            Tensor mask = only.indices();
            while (mask.rank() < view.rank()) {
                mask = mask.unsqueeze(-1);
            }
            Tensor number = fitting.reshape(Shape.SCALAR);
            Ops.copy("set", view, Sinter.where(mask, adds ? view.add(number) : number, view));
            return;
        }
        Places places = new Places(positions());
        Tensor update = places.forth(fitting.expand(places.resultShape())).reshape(places.takenShape());
        Index op = adds ? new Index.TakeAdd(0) : new Index.TakeSet(0);
        Tensor flat = Ops.apply(op, places.flat(view), places.linear(), update);
        Ops.copy("set", view, places.unflat(flat));
    }

    /** The mask, where it is the only tensor in the index and stands for the first axes. */
    private Indexer.@Nullable Elements onlyMask() {
        Indexer.Elements first = named.get(0);
        boolean alone = named.stream().skip(1).allMatch(each -> each == null);
        return first != null && first.isMask() && alone ? first : null;
    }

    /** For each axis an integer tensor, or null: masks are looked at now. */
    private List<@Nullable Tensor> positions() {
        List<@Nullable Tensor> positions = new ArrayList<>(Collections.nCopies(view.rank(), null));
        for (int axis = 0; axis < named.size(); axis++) {
            Indexer.Elements elements = named.get(axis);
            if (elements != null && elements.isMask()) {
                List<Tensor> found = Ops.nonzero("an index by a mask", elements.indices());
                for (int i = 0; i < found.size(); i++) {
                    positions.set(axis + i, found.get(i));
                }
            } else if (elements != null) {
                positions.set(axis, elements.indices().to(DType.I64));
            }
        }
        return positions;
    }

    /** Where the named elements are: the named axes of the view are brought to the front and counted as one. */
    private final class Places {
        private final List<@Nullable Tensor> positions;
        private final List<Integer> order = new ArrayList<>();
        private final List<Dim> kept = new ArrayList<>();
        private final Shape shared;
        private final int count;
        /** Before how many of the kept axes the shared ones stand. */
        private final int place;

        Places(List<@Nullable Tensor> positions) {
            this.positions = positions;
            List<Integer> axes = new ArrayList<>();
            List<Integer> others = new ArrayList<>();
            Shape all = Shape.SCALAR;
            for (int axis = 0; axis < positions.size(); axis++) {
                Tensor at = positions.get(axis);
                if (at == null) {
                    others.add(axis);
                    kept.add(view.shape().dim(axis));
                } else {
                    axes.add(axis);
                    all = Broadcast.shape("the tensors of the index " + index, all, at.shape());
                }
            }
            shared = all;
            count = axes.size();
            order.addAll(axes);
            order.addAll(others);
            int first = axes.get(0);
            place = axes.get(count - 1) - first == count - 1 ? first : 0;
        }

        private Dim size(int i) {
            return view.shape().dim(order.get(i));
        }

        /** The view with one axis for all the named ones, in front. */
        Tensor flat(Tensor x) {
            List<Dim> dims = new ArrayList<>();
            Dim product = Dim.ONE;
            for (int i = 0; i < count; i++) {
                product = product.times(size(i));
            }
            dims.add(product);
            dims.addAll(kept);
            return x.permute(order.stream().mapToInt(axis -> axis).toArray()).reshape(Shape.of(dims));
        }

        /** Undoes {@link #flat}. */
        Tensor unflat(Tensor flat) {
            List<Dim> dims = new ArrayList<>();
            int[] inverse = new int[order.size()];
            for (int i = 0; i < order.size(); i++) {
                dims.add(size(i));
                inverse[order.get(i)] = i;
            }
            return flat.reshape(Shape.of(dims)).permute(inverse);
        }

        private static Tensor number(Dim size) {
            return size.isConstant() ? Ops.constant(DType.I64, size.constant()) : Ops.apply(new Source.Size(size));
        }

        /** For each element of the shared shape its number along the one axis; what is out of range stays so. */
        Tensor linear() {
            Tensor sum = null;
            Tensor wrong = null;
            for (int i = 0; i < count; i++) {
                Tensor at = Objects.requireNonNull(positions.get(order.get(i)));
                Tensor size = number(size(i));
                Tensor counted = Sinter.where(at.lt(0).logicalAnd(at.ge(size.neg())), at.add(size), at);
                if (count == 1) {
                    return counted.expand(shared);
                }
                Tensor outside = counted.lt(0).logicalOr(counted.ge(size));
                wrong = wrong == null ? outside : wrong.logicalOr(outside);
                sum = sum == null ? counted : sum.mul(size).add(counted);
            }
            return Sinter.where(Objects.requireNonNull(wrong), Ops.constant(DType.I64, -1), Objects.requireNonNull(sum))
                    .expand(shared);
        }

        Shape takenShape() {
            return join(shared.dims(), kept);
        }

        Shape resultShape() {
            List<Dim> dims = new ArrayList<>(kept.subList(0, place));
            dims.addAll(shared.dims());
            dims.addAll(kept.subList(place, kept.size()));
            return Shape.of(dims);
        }

        private static Shape join(List<Dim> a, List<Dim> b) {
            List<Dim> dims = new ArrayList<>(a);
            dims.addAll(b);
            return Shape.of(dims);
        }

        /** The shared axes from the front to their place. */
        Tensor back(Tensor taken) {
            int[] axes = new int[shared.rank() + kept.size()];
            for (int i = 0; i < axes.length; i++) {
                axes[i] = i < place ? shared.rank() + i : i < place + shared.rank() ? i - place : i;
            }
            return place == 0 ? taken : taken.permute(axes);
        }

        /** The shared axes from their place to the front. */
        Tensor forth(Tensor value) {
            int[] axes = new int[shared.rank() + kept.size()];
            for (int i = 0; i < axes.length; i++) {
                axes[i] = i < shared.rank() ? place + i : i < shared.rank() + place ? i - shared.rank() : i;
            }
            return place == 0 ? value : value.permute(axes);
        }
    }
}
