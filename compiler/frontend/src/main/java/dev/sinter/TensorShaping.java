package dev.sinter;

import dev.sinter.ir.Broadcast;
import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.View;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** The same elements under other shapes: views, which share the storage, and copies where no view will do. */
public sealed interface TensorShaping permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    /** A view of the same elements with these sizes, of which one may be -1; refused where only a copy could have them. */
    default Tensor view(long... sizes) {
        return view(shape("view", self().shape(), sizes));
    }

    /** As {@link #view(long...)}, with sizes that may be symbolic. */
    default Tensor view(Dim... sizes) {
        return view(Shape.of(sizes));
    }

    /** As {@link #view(long...)}. */
    default Tensor view(Shape shape) {
        Tensor x = self();
        checkCount("view", x.shape(), shape);
        if (x.strided().reshaped(shape) == null) {
            throw new Diagnostic("view: a tensor of shape " + x.shape()
                    + " whose elements lie apart in its storage cannot be seen as " + shape
                    + " without a copy; use reshape, which copies where it must");
        }
        return Recorder.view(x, new View.Reshape(shape));
    }

    /** The same elements with these sizes, of which one may be -1: a view where possible, else a copy. */
    default Tensor reshape(long... sizes) {
        return reshape(shape("reshape", self().shape(), sizes));
    }

    /** As {@link #reshape(long...)}, with sizes that may be symbolic. */
    default Tensor reshape(Dim... sizes) {
        return reshape(Shape.of(sizes));
    }

    /** As {@link #reshape(long...)}. */
    default Tensor reshape(Shape shape) {
        Tensor x = self();
        checkCount("reshape", x.shape(), shape);
        return x.strided().reshaped(shape) == null ? x.contiguous().view(shape) : x.view(shape);
    }

    /** This tensor where its elements lie in row-major order, else a copy in which they do. */
    default Tensor contiguous() {
        return self().isContiguous() ? self() : self().clone();
    }

    /** All axes as one. */
    default Tensor flatten() {
        return flatten(0, -1);
    }

    /** The axes from {@code first} on as one. */
    default Tensor flatten(int first) {
        return flatten(first, -1);
    }

    /** The axes from {@code first} to {@code last}, both included, as one. */
    default Tensor flatten(int first, int last) {
        Tensor x = self();
        if (x.rank() == 0) {
            return x.reshape(1);
        }
        int from = Ops.axis("flatten", first, x.rank());
        int to = Ops.axis("flatten", last, x.rank());
        if (from > to) {
            throw new Diagnostic("flatten: the first axis " + first + " comes after the last axis " + last);
        }
        List<Dim> dims = new ArrayList<>(x.shape().dims().subList(0, from));
        dims.add(x.shape().dims().subList(from, to + 1).stream().reduce(Dim.ONE, Dim::times));
        dims.addAll(x.shape().dims().subList(to + 1, x.rank()));
        return x.reshape(Shape.of(dims));
    }

    /** Without the axes of size 1. */
    default Tensor squeeze() {
        return reshape(Shape.of(self().shape().dims().stream().filter(dim -> !dim.is(1)).toList()));
    }

    /** Without this axis where its size is 1. */
    default Tensor squeeze(int axis) {
        Tensor x = self();
        int counted = Ops.axis("squeeze", axis, x.rank());
        if (x.rank() == 0 || !x.shape().dim(counted).is(1)) {
            return x.view(x.shape());
        }
        List<Dim> dims = new ArrayList<>(x.shape().dims());
        dims.remove(counted);
        return x.view(Shape.of(dims));
    }

    /** With a new axis of size 1 at this place. */
    default Tensor unsqueeze(int axis) {
        Tensor x = self();
        List<Dim> dims = new ArrayList<>(x.shape().dims());
        dims.add(Ops.axis("unsqueeze", axis, x.rank() + 1), Dim.ONE);
        return x.view(Shape.of(dims));
    }

    /** Axes of size 1, and new leading ones, repeated to these sizes without a copy; -1 leaves an axis as it is. */
    default Tensor expand(long... sizes) {
        Tensor x = self();
        int extra = sizes.length - x.rank();
        List<Dim> dims = new ArrayList<>();
        for (int axis = 0; axis < sizes.length; axis++) {
            if (sizes[axis] == -1 && axis < extra) {
                throw new Diagnostic(
                        "expand: -1 for the new axis " + axis + " of shape " + x.shape() + " says no size");
            }
            dims.add(sizes[axis] == -1 ? x.shape().dim(axis - extra) : Dim.of(sizes[axis]));
        }
        return expand(Shape.of(dims));
    }

    /** As {@link #expand(long...)}. */
    default Tensor expand(Shape shape) {
        return Recorder.view(self(), new View.Expand(shape));
    }

    /** Expanded to the shape that this and the other tensor have in common. */
    default Tensor broadcastTo(Tensor other) {
        return expand(Broadcast.shape("broadcastTo", self().shape(), other.shape()));
    }

    /** The axes in another order: axis i of the result is axis {@code axes[i]} of this. */
    default Tensor permute(int... axes) {
        Tensor x = self();
        return Recorder.view(x,
                new View.Transpose(Arrays.stream(axes).mapToObj(axis -> Ops.axis("permute", axis, x.rank())).toList()));
    }

    /** Two axes exchanged. */
    default Tensor transpose(int a, int b) {
        return Recorder.view(self(), exchange(a, b));
    }

    /** Two axes of this very tensor exchanged. */
    default Tensor transpose_(int a, int b) {
        self().become(transpose(a, b));
        return self();
    }

    private View.Transpose exchange(int a, int b) {
        Tensor x = self();
        List<Integer> axes = new ArrayList<>(IntStream.range(0, x.rank()).boxed().toList());
        if (x.rank() > 0) {
            Collections.swap(axes, Ops.axis("transpose", a, x.rank()), Ops.axis("transpose", b, x.rank()));
        }
        return new View.Transpose(axes);
    }

    /** A matrix transposed; vectors and scalars as they are. */
    default Tensor t() {
        Tensor x = self();
        if (x.rank() > 2) {
            throw new Diagnostic("t of a tensor of shape " + x.shape()
                    + ": only matrices have one transpose; use transpose or permute");
        }
        return x.rank() < 2 ? x : x.transpose(0, 1);
    }

    /** This very matrix transposed. */
    default Tensor t_() {
        self().become(t());
        return self();
    }

    /** One axis moved to another place, the others in their order. */
    default Tensor movedim(int from, int to) {
        Tensor x = self();
        Integer moved = Ops.axis("movedim", from, x.rank());
        List<Integer> axes = new ArrayList<>(
                IntStream.range(0, x.rank()).boxed().filter(axis -> !axis.equals(moved)).toList());
        axes.add(Ops.axis("movedim", to, x.rank()), moved);
        return x.permute(axes.stream().mapToInt(Integer::intValue).toArray());
    }

    private static void checkCount(String name, Shape from, Shape to) {
        if (!from.numel().equals(to.numel())) {
            throw new Diagnostic(
                    name + ": shape " + from + " has " + from.numel() + " elements, but " + to + " has " + to.numel());
        }
    }

    /** The sizes as a shape, -1 replaced by what makes the number of elements right. */
    private static Shape shape(String name, Shape from, long[] sizes) {
        int open = -1;
        Dim product = Dim.ONE;
        List<Dim> dims = new ArrayList<>();
        for (int axis = 0; axis < sizes.length; axis++) {
            if (sizes[axis] == -1 && open >= 0) {
                throw new Diagnostic(
                        name + ": only one size can be -1, but " + Arrays.toString(sizes) + " has several");
            }
            if (sizes[axis] < -1) {
                throw new Diagnostic(
                        name + ": a size is 0 or more, or -1 once, but the sizes are " + Arrays.toString(sizes));
            }
            open = sizes[axis] == -1 ? axis : open;
            dims.add(Dim.of(sizes[axis] == -1 ? 1 : sizes[axis]));
            product = product.times(dims.get(axis));
        }
        if (open >= 0) {
            if (product.is(0)) {
                throw new Diagnostic(
                        name + ": with " + Arrays.toString(sizes) + " the -1 could be any size, as another size is 0");
            }
            Dim rest = from.numel().floorDiv(product);
            if (!rest.times(product).equals(from.numel())) {
                throw new Diagnostic(name + ": the " + from.numel() + " elements of shape " + from
                        + " do not divide into " + Arrays.toString(sizes));
            }
            dims.set(open, rest);
        }
        return Shape.of(dims);
    }

    /** This side by side as often as said along each axis; counts beyond this rank make new leading axes. */
    default Tensor repeat(long... counts) {
        Tensor x = self();
        int extra = counts.length - x.rank();
        if (extra < 0) {
            throw new Diagnostic("repeat: shape " + x.shape() + " has " + x.rank() + " axes, but only " + counts.length
                    + " counts are given; one per axis is needed");
        }
        List<Dim> split = new ArrayList<>();
        List<Dim> spread = new ArrayList<>();
        List<Dim> joined = new ArrayList<>();
        for (int axis = 0; axis < counts.length; axis++) {
            if (counts[axis] < 0) {
                throw new Diagnostic("repeat: a count is 0 or more, but they are " + Arrays.toString(counts));
            }
            Dim size = axis < extra ? Dim.ONE : x.shape().dim(axis - extra);
            split.addAll(List.of(Dim.ONE, size));
            spread.addAll(List.of(Dim.of(counts[axis]), size));
            joined.add(size.times(Dim.of(counts[axis])));
        }
        return x.reshape(Shape.of(split)).expand(Shape.of(spread)).clone().view(Shape.of(joined));
    }

    /** As {@link #repeat}, where fewer counts than axes leave the first axes as they are. */
    default Tensor tile(long... counts) {
        long[] all = new long[Math.max(counts.length, self().rank())];
        Arrays.fill(all, 1);
        System.arraycopy(counts, 0, all, all.length - counts.length, counts.length);
        return repeat(all);
    }

    /** The elements moved on along an axis; those that leave at its end come in at its beginning. */
    default Tensor roll(long distance, int axis) {
        Tensor x = self();
        int counted = Ops.axis("roll", axis, x.rank());
        long size = x.rank() == 0 ? 1 : x.size(counted);
        long moved = size == 0 ? 0 : Math.floorMod(distance, size);
        return moved == 0
                ? x.clone()
                : Sinter.cat(List.of(x.narrow(counted, size - moved, moved), x.narrow(counted, 0, size - moved)),
                        counted);
    }

    /** As {@link #roll(long, int)} with all elements in one row. */
    default Tensor roll(long distance) {
        return self().reshape(-1).roll(distance, 0).view(self().shape());
    }

    /** One axis as several of these sizes, of which one may be -1. */
    default Tensor unflatten(int axis, long... sizes) {
        Tensor x = self();
        int counted = Ops.axis("unflatten", axis, x.rank());
        List<Dim> dims = new ArrayList<>(x.shape().dims().subList(0, counted));
        dims.addAll(shape("unflatten", Shape.of(x.shape().dim(counted)), sizes).dims());
        dims.addAll(x.shape().dims().subList(counted + 1, x.rank()));
        return x.view(Shape.of(dims));
    }

    /** The parts along an axis without that axis; views. */
    default List<Tensor> unbind(int axis) {
        Tensor x = self();
        int counted = Ops.axis("unbind", axis, x.rank());
        List<Tensor> parts = new ArrayList<>();
        for (long position = 0; position < x.size(counted); position++) {
            parts.add(x.select(counted, position));
        }
        return parts;
    }

    /** Each slice along an axis this many times, one after the other. */
    default Tensor repeatInterleave(long count, int axis) {
        Tensor x = self();
        int counted = Ops.axis("repeatInterleave", axis, x.rank());
        List<Dim> spread = new ArrayList<>(x.shape().dims());
        spread.add(counted + 1, Dim.of(count));
        List<Dim> joined = new ArrayList<>(x.shape().dims());
        joined.set(counted, x.shape().dim(counted).times(Dim.of(count)));
        return x.unsqueeze(counted + 1).expand(Shape.of(spread)).clone().view(Shape.of(joined));
    }
}
