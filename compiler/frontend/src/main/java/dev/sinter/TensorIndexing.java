package dev.sinter;

import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Index;
import dev.sinter.ir.View;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import dev.sinter.ir.Broadcast;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Parts of a tensor: ranges, which are views, and elements that another tensor names. */
public sealed interface TensorIndexing permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    /**
     * What an index such as {@code "1:5:2, ..., None, -1"} selects, as in Python; axes that it does not mention are whole. A view; write
     * through it with {@link Selection#set}.
     */
    default Selection at(String index) {
        return at(Indexer.parse(index));
    }

    /**
     * What the parts of an index select, as PyTorch's {@code x[...]} does. With tensors among them it is a copy; {@link Selection#set} writes to
     * this tensor in any case.
     */
    default Selection at(Indexer... index) {
        return new Selection(self(), index);
    }

    /** The elements where a mask, of the first axes' sizes, is true, or the slices that integers name. */
    default Selection at(Tensor indices) {
        return at(Indexer.at(indices));
    }

    /** One row per element that is not 0: its positions. Not while a function is traced. */
    default Tensor nonzero() {
        Tensor x = self();
        List<Tensor> positions = Ops.nonzero("nonzero", x.dtype() == DType.BOOL ? x : x.ne(0));
        return positions.isEmpty()
                ? Sinter.zeros(Shape.of(x.ne(0).sum().itemLong(), 0), DType.I64)
                : Sinter.stack(positions, 1);
    }

    /** One row per element that is not 0: its positions; the same as {@link #nonzero}. */
    default Tensor argwhere() {
        return nonzero();
    }

    /** The elements where a mask is true, both broadcast to one shape, as a vector. Not while a function is traced. */
    default Tensor maskedSelect(Tensor mask) {
        Shape shape = Broadcast.shape("maskedSelect", self().shape(), mask.shape());
        return self().expand(shape).at(mask.expand(shape));
    }

    /** The elements that integers name in this tensor seen as a vector, in the shape of {@code index}. */
    default Tensor take(Tensor index) {
        return self().reshape(-1).at(index);
    }

    /** This with each element that {@link #gather} would read replaced by that of {@code source}; of several the last one stays. */
    default Tensor scatter(int axis, Tensor index, Tensor source) {
        return Ops.apply(new Index.ScatterSet(axis("scatter", axis)), self(), index, Ops.cast(source, self().dtype()));
    }

    /** This with a number wherever {@link #gather} would read. */
    default Tensor scatter(int axis, Tensor index, double value) {
        return scatter(axis, index, Ops.number(self().dtype(), value).expand(index.shape()));
    }

    default Tensor scatter_(int axis, Tensor index, Tensor source) {
        return Ops.write("scatter", self(), scatter(axis, index, source));
    }

    default Tensor scatter_(int axis, Tensor index, double value) {
        return Ops.write("scatter", self(), scatter(axis, index, value));
    }

    /** This with slices of {@code source} added along an axis where an integer vector says. */
    default Tensor indexAdd(int axis, Tensor index, Tensor source) {
        return Ops.apply(new Index.TakeAdd(axis("indexAdd", axis)), self(), index, source);
    }

    default Tensor indexAdd_(int axis, Tensor index, Tensor source) {
        return Ops.write("indexAdd", self(), indexAdd(axis, index, source));
    }

    /** This with slices along an axis replaced by those of {@code source} where an integer vector says. */
    default Tensor indexCopy(int axis, Tensor index, Tensor source) {
        return Ops.apply(new Index.TakeSet(axis("indexCopy", axis)), self(), index, source);
    }

    default Tensor indexCopy_(int axis, Tensor index, Tensor source) {
        return Ops.write("indexCopy", self(), indexCopy(axis, index, source));
    }

    /** This with a number in all slices along an axis that an integer vector names. */
    default Tensor indexFill(int axis, Tensor index, double value) {
        List<Dim> dims = new ArrayList<>(self().shape().dims());
        dims.set(axis("indexFill", axis), index.shape().numel());
        return indexCopy(axis, index, Ops.number(self().dtype(), value).expand(Shape.of(dims)));
    }

    default Tensor indexFill_(int axis, Tensor index, double value) {
        return Ops.write("indexFill", self(), indexFill(axis, index, value));
    }

    /** A view of {@code length} elements along an axis from {@code start} on, which counts from the end where it is negative. */
    default Tensor narrow(int axis, long start, long length) {
        Tensor x = self();
        int counted = axis("narrow", axis);
        Dim size = x.shape().dim(counted);
        Dim from = start < 0 ? size.plus(start) : Dim.of(start);
        if (length < 0 || size.isConstant() && (from.constant() < 0 || from.constant() + length > size.constant())) {
            throw new Diagnostic("narrow: " + length + " elements from " + start + " on reach outside of axis " + axis
                    + " of shape " + x.shape());
        }
        return sliced(counted, from, Dim.of(length), 1);
    }

    /** As {@link #narrow(int, long, long)}, with sizes that may be symbolic. */
    default Tensor narrow(int axis, Dim start, Dim length) {
        return sliced(axis("narrow", axis), start, length, 1);
    }

    /** This with the elements of {@code source}, in row-major order, one after the other where a mask is true. */
    default Tensor maskedScatter(Tensor mask, Tensor source) {
        Tensor chosen = mask.expand(self().shape());
        Tensor place = chosen.reshape(-1).to(DType.I64).cumsum(0).sub(1).reshape(self().shape());
        Tensor read = source.reshape(-1).at(place.maskedFill(chosen.logicalNot(), 0));
        return Ops.cast(read, self().dtype()).where(chosen, self());
    }

    /** For each element of {@code index} the element along an axis that it names; other axes broadcast. */
    default Tensor takeAlongDim(Tensor index, int axis) {
        int counted = axis("takeAlongDim", axis);
        List<Dim> own = new ArrayList<>(self().shape().dims());
        List<Dim> theirs = new ArrayList<>(index.shape().dims());
        own.set(counted, Dim.ONE);
        theirs.set(counted, Dim.ONE);
        Shape common = Broadcast.shape("takeAlongDim", Shape.of(own), Shape.of(theirs));
        List<Dim> source = new ArrayList<>(common.dims());
        List<Dim> asked = new ArrayList<>(common.dims());
        source.set(counted, self().shape().dim(counted));
        asked.set(counted, index.shape().dim(counted));
        return self().expand(Shape.of(source)).gather(counted, index.expand(Shape.of(asked)));
    }

    /** A view without this axis, at one position of it, which counts from the end where it is negative. */
    default Tensor select(int axis, long position) {
        Tensor x = self();
        int counted = axis("select", axis);
        Dim size = x.shape().dim(counted);
        if (size.isConstant() && (position < -size.constant() || position >= size.constant())) {
            throw new Diagnostic(
                    "select: position " + position + " is out of range for axis " + axis + " of shape " + x.shape());
        }
        return sliced(counted, position < 0 ? size.plus(position) : Dim.of(position), Dim.ONE, 1).squeeze(counted);
    }

    /** The part at one position of the first axis: {@code x.get(3)} is {@code x.select(0, 3)}. */
    default Tensor get(long position) {
        return select(0, position);
    }

    /** A view of every {@code step}-th element along an axis, from {@code start} up to but without {@code end}, cropped to the axis. */
    default Tensor slice(int axis, long start, long end, long step) {
        Tensor x = self();
        int counted = axis("slice", axis);
        if (step < 1) {
            throw new Diagnostic("slice: a step is 1 or more, not " + step + "; use flip to turn an axis round");
        }
        if (!x.shape().dim(counted).isConstant()) {
            throw new Diagnostic("slice: axis " + axis + " of shape " + x.shape()
                    + " is symbolic, so its range cannot be cropped; use narrow");
        }
        long size = x.shape().size(counted);
        long from = Math.clamp(start < 0 ? start + size : start, 0, size);
        long to = Math.clamp(end < 0 ? end + size : end, from, size);
        return sliced(counted, Dim.of(from), Dim.of(Math.ceilDiv(to - from, step)), Math.toIntExact(step));
    }

    /** As {@link #slice(int, long, long, long)} with every element. */
    default Tensor slice(int axis, long start, long end) {
        return slice(axis, start, end, 1);
    }

    private int axis(String name, int axis) {
        if (self().rank() == 0) {
            throw new Diagnostic(name + " of a zero-dimensional tensor: it has no axes");
        }
        return Ops.axis(name, axis, self().rank());
    }

    private Tensor sliced(int axis, Dim start, Dim size, int step) {
        Tensor x = self();
        List<Dim> starts = new ArrayList<>(Collections.nCopies(x.rank(), Dim.ZERO));
        List<Dim> sizes = new ArrayList<>(x.shape().dims());
        List<Integer> steps = new ArrayList<>(Collections.nCopies(x.rank(), 1));
        starts.set(axis, start);
        sizes.set(axis, size);
        steps.set(axis, step);
        return Recorder.view(x, new View.Slice(starts, sizes, steps));
    }

    /** A copy with axes turned round. */
    default Tensor flip(int... axes) {
        Tensor x = self();
        List<Dim> starts = new ArrayList<>(Collections.nCopies(x.rank(), Dim.ZERO));
        List<Integer> steps = new ArrayList<>(Collections.nCopies(x.rank(), 1));
        for (int axis : axes) {
            int counted = Ops.axis("flip", axis, x.rank());
            starts.set(counted, x.shape().dim(counted).minus(1));
            steps.set(counted, -1);
        }
        return Ops.apply(new View.Slice(starts, x.shape().dims(), steps), x);
    }

    /** Cut along an axis into parts of this size, the last one perhaps shorter; views. */
    default List<Tensor> split(long size, int axis) {
        Tensor x = self();
        int counted = axis("split", axis);
        if (size < 1) {
            throw new Diagnostic("split: parts of " + size + " elements along axis " + axis
                    + " were asked for; 1 and more are possible");
        }
        List<Tensor> parts = new ArrayList<>();
        for (long start = 0; start < x.shape().size(counted); start += size) {
            parts.add(x.narrow(counted, start, Math.min(size, x.shape().size(counted) - start)));
        }
        return parts;
    }

    /** Cut along an axis into this many parts at most, of equal size but perhaps for the last; views. */
    default List<Tensor> chunk(int count, int axis) {
        if (count < 1) {
            throw new Diagnostic("chunk: " + count + " parts were asked for; 1 and more are possible");
        }
        return split(Math.max(1, Math.ceilDiv(self().shape().size(axis("chunk", axis)), count)), axis);
    }

    /** Along an axis the slices that an integer vector names, one after the other. */
    default Tensor indexSelect(int axis, Tensor index) {
        if (index.rank() > 1) {
            throw new Diagnostic("indexSelect: the index has shape " + index.shape() + "; a vector is needed");
        }
        return Ops.apply(new Index.Take(axis("indexSelect", axis)), self(), index.rank() == 0 ? index.view(1) : index);
    }

    /** For each element of {@code index} the element of this at its place, but along {@code axis} where it says. */
    default Tensor gather(int axis, Tensor index) {
        return Ops.apply(new Index.Gather(axis("gather", axis)), self(), index);
    }

    /** This with each element of {@code source} added where {@link #gather} would read it, in row-major order. */
    default Tensor scatterAdd(int axis, Tensor index, Tensor source) {
        return Ops.apply(new Index.ScatterAdd(axis("scatterAdd", axis)), self(), index, source);
    }

    default Tensor scatterAdd_(int axis, Tensor index, Tensor source) {
        return Ops.write("scatterAdd", self(), scatterAdd(axis, index, source));
    }

    /** For each element, an integer, a row of {@code classes} int64: 1 at its position, 0 elsewhere. */
    default Tensor oneHot(long classes) {
        Tensor x = self();
        if (x.dtype().isFloating() || x.dtype() == DType.BOOL) {
            throw new Diagnostic("oneHot of " + x.type() + ": class numbers are integers; cast them to int64");
        }
        return x.to(DType.I64).unsqueeze(-1).eq(Sinter.arange(classes)).to(DType.I64);
    }

    /** Overwrites the elements with those of {@code source}, cast and broadcast. */
    default Tensor copy_(Tensor source) {
        return Ops.copy("copy", self(), source);
    }

    /**
     * Writes these elements into {@code out} and returns it, so that {@code x.add(y).into(out)} allocates nothing that stays. An
     * {@code out} of another shape becomes a tensor of this shape, and its views are left with the memory that it had.
     */
    default Tensor into(Tensor out) {
        Tensor x = self();
        if (!Promotion.fits(x.dtype(), out.dtype())) {
            throw new Diagnostic("into: the result is " + x.dtype() + ", which cannot be stored in a tensor of "
                    + out.dtype() + "; cast the result first, or give an out of " + x.dtype());
        }
        if (x.shape().equals(out.shape())) {
            return Ops.copy("into", out, x);
        }
        if (out.requiresGrad() || Recorder.mine().isTracing()) {
            throw new Diagnostic(
                    "into: the result has shape " + x.shape() + " and out " + out.shape() + ", and an out that "
                            + (out.requiresGrad() ? "requires a gradient" : "belongs to a trace")
                            + " keeps its shape; give one of shape " + x.shape());
        }
        out.become(x.to(out.dtype()).clone());
        return out;
    }

    /** Makes all elements this number. */
    default Tensor fill_(double value) {
        return Ops.copy("fill", self(), Ops.number(self().dtype(), value));
    }

    /** Makes all elements this number. */
    default Tensor fill_(long value) {
        return Ops.copy("fill", self(), Ops.number(self().dtype(), value));
    }

    /** Makes all elements true or false, 1 or 0 of a numeric dtype. */
    default Tensor fill_(boolean value) {
        return fill_(value ? 1L : 0L);
    }

    /** Makes all elements the one element of {@code value}. */
    default Tensor fill_(Tensor value) {
        if (value.rank() != 0) {
            throw new Diagnostic("fill_: a zero-dimensional tensor is needed, not one of shape " + value.shape());
        }
        return Ops.copy("fill", self(), value);
    }

    /** Makes all elements 0. */
    default Tensor zero_() {
        return Ops.copy("zero", self(), Ops.constant(self().dtype(), 0));
    }
}
