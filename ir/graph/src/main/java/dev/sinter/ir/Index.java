package dev.sinter.ir;

import dev.sinter.ir.kernel.Guard;
import dev.sinter.ir.kernel.Kernel;
import dev.sinter.ir.kernel.Read;
import dev.sinter.ir.kernel.Write;
import dev.sinter.ir.scalar.Expr;
import dev.sinter.ir.scalar.ScalarOp;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Ops that put elements where other data or other operands say. Integer indices are 0 or more and within bounds. */
public sealed interface Index extends Op {
    /** The axis of input 0 in which the elements of input 1 are positions; empty where no input holds positions. */
    default OptionalInt indexedAxis() {
        return OptionalInt.empty();
    }

    private static void integers(Op op, TensorType index) {
        if (index.dtype() != DType.I64 && index.dtype() != DType.I32) {
            throw new Diagnostic(op.opName() + ": the index is " + index + "; i64 or i32 is needed");
        }
    }

    /**
     * The gradients of an op that replaces elements: the base has none there, and of the update only what was not overwritten has one. To
     * know which, each element's number is put where the element went.
     */
    private static List<@Nullable Node> setGradient(Gradient g, Index setting, Index reading) {
        TensorType update = g.in(2).type();
        Node number = g.add(new View.Reshape(update.shape()),
                g.add(new Source.Iota(Shape.of(update.shape().numel()), 0)));
        Node last = g.add(setting, g.zeros(new TensorType(DType.I64, g.in(0).shape())), g.in(1), number);
        Node stayed = g.eq(g.add(reading, last, g.in(1)), number);
        return g.none(g.add(setting, g.flow(), g.in(1), g.zeros(update)), null,
                g.add(Elementwise.WHERE, stayed, g.add(reading, g.flow(), g.in(1)), g.zeros(update)));
    }

    /** Refuses an update that is not of the type that the op which only reads gives. */
    private static void update(Op op, List<TensorType> inputs, TensorType needed) {
        if (!needed.equals(inputs.get(2))) {
            throw new Diagnostic(op.opName() + ": an update of " + needed + " is needed for base " + inputs.get(0)
                    + " and index " + inputs.get(1) + ", not " + inputs.get(2));
        }
    }

    /** Combines each element of input 2 with input 0 at {@code to}, or puts it there, where {@code index} is read of input 1. */
    private static Kernel updating(List<TensorType> inputs, List<Dim> index, List<Dim> to,
            @Nullable ScalarOp combine) {
        List<Dim> extents = inputs.get(2).shape().dims();
        List<Read> reads = List.of(new Read(1, index), new Read(2, Kernel.coordinates(extents.size())));
        Expr value = new Expr.Arg(1, inputs.get(2).dtype());
        return new Kernel(inputs, inputs.get(0), extents, extents.size(), reads, value, null, value,
                new Write(to, 0, combine));
    }

    /** The gradients of an op that reads x where the index says: {@code adding} puts the flow back there. */
    private static List<@Nullable Node> readGradient(Gradient g, Index adding) {
        Node x = g.in(0);
        return g.none(x.type().dtype().isFloating() ? g.add(adding, g.zeros(x.type()), g.in(1), g.flow()) : null, null);
    }

    /** The index operand of a kernel at {@code coordinates}, as read 0; later reads name its value {@link Dim#loaded loaded(0)}. */
    private static List<Dim> replaced(List<Dim> coordinates, int axis) {
        List<Dim> index = new ArrayList<>(coordinates);
        index.set(axis, Dim.loaded(0));
        return index;
    }

    /** {@code take(x, index)}: along {@code axis} the slices of x that the index names; its axes take the place of that axis. */
    record Take(int axis) implements Index {
        @Override
        public OptionalInt indexedAxis() {
            return OptionalInt.of(axis);
        }

        @Override
        public String opName() {
            return "take";
        }

        @Override
        public Attributes attributes() {
            return Attributes.of("axis", axis);
        }

        @Override
        public TensorType type(List<TensorType> inputs) {
            Arity.check(this, inputs, 2);
            Shape x = inputs.get(0).shape();
            Arity.axis(this, axis, x);
            integers(this, inputs.get(1));
            List<Dim> dims = new ArrayList<>(x.dims().subList(0, axis));
            dims.addAll(inputs.get(1).shape().dims());
            dims.addAll(x.dims().subList(axis + 1, x.rank()));
            return new TensorType(inputs.get(0).dtype(), Shape.of(dims));
        }

        @Override
        public Kernel kernel(List<TensorType> inputs) {
            TensorType output = type(inputs);
            List<Dim> all = Kernel.coordinates(output.shape().rank());
            int end = axis + inputs.get(1).shape().rank();
            List<Read> reads = List.of(new Read(1, all.subList(axis, end)), new Read(0, slice(all, end)));
            return Kernel.map(inputs, output, reads, new Expr.Arg(1, output.dtype()));
        }

        /** Where in x an element of the slices is whose index has the coordinates from {@code axis} to {@code end}. */
        private List<Dim> slice(List<Dim> all, int end) {
            List<Dim> from = new ArrayList<>(all.subList(0, axis));
            from.add(Dim.loaded(0));
            from.addAll(all.subList(end, all.size()));
            return from;
        }

        @Override
        public List<@Nullable Node> gradient(Gradient g) {
            return readGradient(g, new TakeAdd(axis));
        }
    }

    /** {@code take_add(base, index, update)}: base with the slices of update added where {@link Take} reads them, in row-major order. */
    record TakeAdd(int axis) implements Index {
        @Override
        public OptionalInt indexedAxis() {
            return OptionalInt.of(axis);
        }

        @Override
        public String opName() {
            return "take_add";
        }

        @Override
        public Attributes attributes() {
            return Attributes.of("axis", axis);
        }

        @Override
        public TensorType type(List<TensorType> inputs) {
            Arity.check(this, inputs, 3);
            update(this, inputs, new Take(axis).type(inputs.subList(0, 2)));
            return inputs.get(0);
        }

        @Override
        public Kernel kernel(List<TensorType> inputs) {
            List<Dim> all = Kernel.coordinates(inputs.get(2).shape().rank());
            int end = axis + inputs.get(1).shape().rank();
            return updating(inputs, all.subList(axis, end), new Take(axis).slice(all, end), ScalarOp.ADD);
        }

        @Override
        public List<@Nullable Node> gradient(Gradient g) {
            return g.none(g.flow(), null, g.add(new Take(axis), g.flow(), g.in(1)));
        }
    }

    /**
     * {@code take_set(base, index, update)}: base with the slices that {@link Take} reads replaced by those of update; of several for one
     * place the last in row-major order stays.
     */
    record TakeSet(int axis) implements Index {
        @Override
        public OptionalInt indexedAxis() {
            return OptionalInt.of(axis);
        }

        @Override
        public String opName() {
            return "take_set";
        }

        @Override
        public Attributes attributes() {
            return Attributes.of("axis", axis);
        }

        @Override
        public TensorType type(List<TensorType> inputs) {
            Arity.check(this, inputs, 3);
            update(this, inputs, new Take(axis).type(inputs.subList(0, 2)));
            return inputs.get(0);
        }

        @Override
        public Kernel kernel(List<TensorType> inputs) {
            List<Dim> all = Kernel.coordinates(inputs.get(2).shape().rank());
            int end = axis + inputs.get(1).shape().rank();
            return updating(inputs, all.subList(axis, end), new Take(axis).slice(all, end), null);
        }

        @Override
        public List<@Nullable Node> gradient(Gradient g) {
            return setGradient(g, this, new Take(axis));
        }
    }

    /** {@code gather(x, index)}: one element of x per element of index, at its own place but for {@code axis}, where the index says. */
    record Gather(int axis) implements Index {
        @Override
        public OptionalInt indexedAxis() {
            return OptionalInt.of(axis);
        }

        @Override
        public String opName() {
            return "gather";
        }

        @Override
        public Attributes attributes() {
            return Attributes.of("axis", axis);
        }

        @Override
        public TensorType type(List<TensorType> inputs) {
            Arity.check(this, inputs, 2);
            check(this, axis, inputs.get(0), inputs.get(1));
            return new TensorType(inputs.get(0).dtype(), inputs.get(1).shape());
        }

        static void check(Op op, int axis, TensorType x, TensorType index) {
            integers(op, index);
            Arity.axis(op, axis, x.shape());
            boolean fits = index.shape().rank() == x.shape().rank();
            for (int i = 0; fits && i < x.shape().rank(); i++) {
                Dim room = x.shape().dim(i).minus(index.shape().dim(i));
                fits = i == axis || room.isNonNegative();
            }
            if (!fits) {
                throw new Diagnostic(op.opName() + ": index " + index.shape() + " does not fit " + x.shape()
                        + ": the ranks must be equal, and apart from axis " + axis
                        + " no size may be greater");
            }
        }

        @Override
        public Kernel kernel(List<TensorType> inputs) {
            TensorType output = type(inputs);
            List<Dim> all = Kernel.coordinates(output.shape().rank());
            return Kernel.map(
                    inputs, output, List.of(new Read(1, all), new Read(0, replaced(all, axis))),
                    new Expr.Arg(1, output.dtype()));
        }

        @Override
        public List<@Nullable Node> gradient(Gradient g) {
            return readGradient(g, new ScatterAdd(axis));
        }
    }

    /** {@code scatter_add(base, index, update)}: base with each element of update added where {@link Gather} reads it, in row-major order. */
    record ScatterAdd(int axis) implements Index {
        @Override
        public OptionalInt indexedAxis() {
            return OptionalInt.of(axis);
        }

        @Override
        public String opName() {
            return "scatter_add";
        }

        @Override
        public Attributes attributes() {
            return Attributes.of("axis", axis);
        }

        @Override
        public TensorType type(List<TensorType> inputs) {
            Arity.check(this, inputs, 3);
            Gather.check(this, axis, inputs.get(0), inputs.get(1));
            update(this, inputs, new TensorType(inputs.get(0).dtype(), inputs.get(1).shape()));
            return inputs.get(0);
        }

        @Override
        public Kernel kernel(List<TensorType> inputs) {
            List<Dim> all = Kernel.coordinates(inputs.get(2).shape().rank());
            return updating(inputs, all, replaced(all, axis), ScalarOp.ADD);
        }

        @Override
        public List<@Nullable Node> gradient(Gradient g) {
            return g.none(g.flow(), null, g.add(new Gather(axis), g.flow(), g.in(1)));
        }
    }

    /**
     * {@code scatter_set(base, index, update)}: base with each element that {@link Gather} reads replaced by that of update; of several for
     * one place the last in row-major order stays.
     */
    record ScatterSet(int axis) implements Index {
        @Override
        public OptionalInt indexedAxis() {
            return OptionalInt.of(axis);
        }

        @Override
        public String opName() {
            return "scatter_set";
        }

        @Override
        public Attributes attributes() {
            return Attributes.of("axis", axis);
        }

        @Override
        public TensorType type(List<TensorType> inputs) {
            Arity.check(this, inputs, 3);
            Gather.check(this, axis, inputs.get(0), inputs.get(1));
            update(this, inputs, new TensorType(inputs.get(0).dtype(), inputs.get(1).shape()));
            return inputs.get(0);
        }

        @Override
        public Kernel kernel(List<TensorType> inputs) {
            List<Dim> all = Kernel.coordinates(inputs.get(2).shape().rank());
            return updating(inputs, all, replaced(all, axis), null);
        }

        @Override
        public List<@Nullable Node> gradient(Gradient g) {
            return setGradient(g, this, new Gather(axis));
        }
    }

    /** {@code update(base, value)}: base with the elements that {@link View.Slice} would read replaced by value. */
    record Update(List<Dim> starts, List<Integer> steps) implements Index {
        public Update {
            starts = List.copyOf(starts);
            steps = List.copyOf(steps);
        }

        @Override
        public String opName() {
            return "update";
        }

        @Override
        public Attributes attributes() {
            return Attributes.of("starts", starts).with("steps", steps);
        }

        @Override
        public TensorType type(List<TensorType> inputs) {
            Arity.check(this, inputs, 2);
            Arity.sameDType(this, inputs.get(0), inputs.get(1));
            View.Slice.check(this, inputs.get(0).shape(), starts, inputs.get(1).shape().dims(), steps);
            return inputs.get(0);
        }

        @Override
        public List<Dim> requirements(List<TensorType> inputs) {
            return View.Slice.within(inputs.get(0).shape(), starts, inputs.get(1).shape().dims(), steps);
        }

        @Override
        public Kernel kernel(List<TensorType> inputs) {
            List<Dim> extents = inputs.get(1).shape().dims();
            Expr value = new Expr.Arg(0, inputs.get(1).dtype());
            List<Read> reads = List.of(new Read(1, Kernel.coordinates(extents.size())));
            Write write = new Write(View.Slice.index(starts, steps), 0, null);
            return new Kernel(inputs, inputs.get(0), extents, extents.size(), reads, value, null, value, write);
        }

        @Override
        public List<@Nullable Node> gradient(Gradient g) {
            Node value = g.in(1);
            Node kept = g.add(this, g.flow(), g.zeros(value.type()));
            return g.none(kept, g.add(new View.Slice(starts, value.shape().dims(), steps), g.flow()));
        }
    }

    /** The inputs one after the other along {@code axis}; all other sizes are equal. */
    record Concat(int axis) implements Index {
        @Override
        public String opName() {
            return "concat";
        }

        @Override
        public Attributes attributes() {
            return Attributes.of("axis", axis);
        }

        @Override
        public TensorType type(List<TensorType> inputs) {
            if (inputs.isEmpty()) {
                throw new Diagnostic("concat: at least one tensor is needed");
            }
            TensorType first = inputs.get(0);
            Arity.axis(this, axis, first.shape());
            List<Dim> dims = new ArrayList<>(first.shape().dims());
            for (TensorType next : inputs.subList(1, inputs.size())) {
                Arity.sameDType(this, first, next);
                List<Dim> others = new ArrayList<>(next.shape().dims());
                if (others.size() == dims.size()) {
                    others.set(axis, first.shape().dim(axis));
                }
                if (!others.equals(first.shape().dims())) {
                    throw new Diagnostic("concat: shapes " + first.shape() + " and " + next.shape()
                            + " do not fit: apart from axis " + axis + " all sizes must be equal");
                }
                dims.set(axis, dims.get(axis).plus(next.shape().dim(axis)));
            }
            return new TensorType(first.dtype(), Shape.of(dims));
        }

        @Override
        public Kernel kernel(List<TensorType> inputs) {
            TensorType output = type(inputs);
            List<Dim> all = Kernel.coordinates(output.shape().rank());
            List<Read> reads = new ArrayList<>();
            Expr body = null;
            Dim start = output.shape().dim(axis);
            for (int i = inputs.size() - 1; i >= 0; i--) {
                Dim size = inputs.get(i).shape().dim(axis);
                Dim end = start;
                start = start.minus(size);
                List<Dim> index = new ArrayList<>(all);
                index.set(axis, Dim.coordinate(axis).minus(start));
                reads.add(0, new Read(i, index, List.of(new Guard(index.get(axis), size)), 0));
                Expr element = new Expr.Arg(i, output.dtype());
                Expr before = Expr.apply(ScalarOp.LT, new Expr.Index(Dim.coordinate(axis)), new Expr.Index(end));
                body = body == null ? element : Expr.apply(ScalarOp.SELECT, before, element, body);
            }
            return Kernel.map(inputs, output, reads, Objects.requireNonNull(body));
        }

        @Override
        public List<@Nullable Node> gradient(Gradient g) {
            List<@Nullable Node> flows = new ArrayList<>();
            Dim start = Dim.ZERO;
            for (Node input : g.out().inputs()) {
                List<Dim> starts = new ArrayList<>(Collections.nCopies(input.shape().rank(), Dim.ZERO));
                starts.set(axis, start);
                List<Integer> steps = Collections.nCopies(input.shape().rank(), 1);
                flows.add(g.add(new View.Slice(starts, input.shape().dims(), steps), g.flow()));
                start = start.plus(input.shape().dim(axis));
            }
            return flows;
        }
    }
}
