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
}
