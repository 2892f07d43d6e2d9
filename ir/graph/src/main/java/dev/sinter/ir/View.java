package dev.sinter.ir;

import dev.sinter.ir.kernel.Guard;
import dev.sinter.ir.kernel.Kernel;
import dev.sinter.ir.kernel.Read;
import dev.sinter.ir.scalar.Expr;
import dev.sinter.ir.scalar.Literals;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Ops that only say where elements are read: index maps, which fusion makes vanish. */
public sealed interface View extends Op {
    /** Where the element at the coordinates of {@code output} is read. */
    Read read(TensorType input, TensorType output);

    @Override
    default Kernel kernel(List<TensorType> inputs) {
        TensorType output = type(inputs);
        return Kernel.map(inputs, output, List.of(read(inputs.get(0), output)), new Expr.Arg(0, output.dtype()));
    }

    /** Axis {@code i} of the result is axis {@code axes[i]} of the input. */
    record Transpose(List<Integer> axes) implements View {
        public Transpose {
            axes = List.copyOf(axes);
        }

        @Override
        public String opName() {
            return "transpose";
        }

        @Override
        public Attributes attributes() {
            return Attributes.of("axes", axes);
        }

        @Override
        public TensorType type(List<TensorType> inputs) {
            Arity.check(this, inputs, 1);
            Shape shape = inputs.get(0).shape();
            Arity.perAxis(this, "the permutation", axes, shape);
            axes.forEach(axis -> Arity.axis(this, axis, shape));
            if (new HashSet<>(axes).size() != axes.size()) {
                throw new Diagnostic("transpose: " + axes + " is no permutation: an axis is named twice");
            }
            return new TensorType(inputs.get(0).dtype(), Shape.of(axes.stream().map(shape::dim).toList()));
        }

        @Override
        public Read read(TensorType input, TensorType output) {
            return new Read(0, inverse().stream().map(Dim::coordinate).toList());
        }

        /** The permutation that undoes this one. */
        public List<Integer> inverse() {
            Integer[] inverse = new Integer[axes.size()];
            for (int i = 0; i < inverse.length; i++) {
                inverse[axes.get(i)] = i;
            }
            return Arrays.asList(inverse);
        }

        @Override
        public List<@Nullable Node> gradient(Gradient g) {
            return g.all(g.add(new Transpose(inverse()), g.flow()));
        }
    }

    /** The same elements in row-major order under another shape. */
    record Reshape(Shape shape) implements View {
        @Override
        public String opName() {
            return "reshape";
        }

        @Override
        public TensorType type(List<TensorType> inputs) {
            Arity.check(this, inputs, 1);
            Shape from = inputs.get(0).shape();
            if (!from.numel().equals(shape.numel())) {
                throw new Diagnostic("reshape: shape " + from + " has " + from.numel() + " elements, but " + shape
                        + " has " + shape.numel());
            }
            return new TensorType(inputs.get(0).dtype(), shape);
        }

        @Override
        public Read read(TensorType input, TensorType output) {
            return new Read(0, Reshaping.index(input.shape(), output.shape()));
        }

        @Override
        public List<@Nullable Node> gradient(Gradient g) {
            return g.all(g.add(new Reshape(g.in(0).shape()), g.flow()));
        }
    }

    /** Repetition along axes of size 1 and along new leading axes. */
    record Expand(Shape shape) implements View {
        @Override
        public String opName() {
            return "expand";
        }

        @Override
        public TensorType type(List<TensorType> inputs) {
            Arity.check(this, inputs, 1);
            Shape from = inputs.get(0).shape();
            if (from.rank() > shape.rank() || !Broadcast.shape("expand", from, shape).equals(shape)) {
                throw new Diagnostic(
                        "expand: shape " + from + " does not expand to " + shape + "; only axes of size 1 grow");
            }
            return new TensorType(inputs.get(0).dtype(), shape);
        }

        @Override
        public Read read(TensorType input, TensorType output) {
            return new Read(0, Broadcast.index(input.shape(), output.shape()));
        }

        @Override
        public List<@Nullable Node> gradient(Gradient g) {
            return g.all(g.flow());
        }
    }

    /** The elements whose coordinates along two axes of equal size are the same; both axes give way to a new last one. */
    record Diagonal(int first, int second) implements View {
        @Override
        public String opName() {
            return "diagonal";
        }

        @Override
        public Attributes attributes() {
            return Attributes.of("first", first).with("second", second);
        }

        @Override
        public TensorType type(List<TensorType> inputs) {
            Arity.check(this, inputs, 1);
            Shape from = inputs.get(0).shape();
            Arity.axis(this, first, from);
            Arity.axis(this, second, from);
            if (first == second || !from.dim(first).equals(from.dim(second))) {
                throw new Diagnostic("diagonal: axes " + first + " and " + second + " of shape " + from
                        + "; two different axes of equal size are needed");
            }
            List<Dim> dims = new ArrayList<>();
            rest(from.rank()).forEach(axis -> dims.add(from.dim(axis)));
            dims.add(from.dim(first));
            return new TensorType(inputs.get(0).dtype(), Shape.of(dims));
        }

        /** The other axes. */
        private List<Integer> rest(int rank) {
            return IntStream.range(0, rank).filter(axis -> axis != first && axis != second).boxed().toList();
        }

        @Override
        public Read read(TensorType input, TensorType output) {
            int rank = input.shape().rank();
            List<Dim> index = new ArrayList<>(Collections.nCopies(rank, Dim.coordinate(rank - 2)));
            List<Integer> rest = rest(rank);
            for (int i = 0; i < rest.size(); i++) {
                index.set(rest.get(i), Dim.coordinate(i));
            }
            return new Read(0, index);
        }

        /** The views that spread a diagonal over {@code whole} again, one after the other: along the second axis all elements are equal. */
        public List<View> spread(Shape whole) {
            List<Integer> order = new ArrayList<>();
            int next = 0;
            for (int axis = 0; axis < whole.rank(); axis++) {
                if (axis != second) {
                    order.add(axis == first ? whole.rank() - 2 : next++);
                }
            }
            List<Dim> dims = new ArrayList<>(whole.dims());
            dims.set(second, Dim.ONE);
            return List.of(new Transpose(order), new Reshape(Shape.of(dims)), new Expand(whole));
        }

        @Override
        public List<@Nullable Node> gradient(Gradient g) {
            Shape whole = g.in(0).shape();
            Node here = g.eq(g.add(new Source.Iota(whole, first)), g.add(new Source.Iota(whole, second)));
            Node flow = g.flow();
            for (View view : spread(whole)) {
                flow = g.add(view, flow);
            }
            return g.all(g.where(here, flow, g.number(0)));
        }
    }

    /** Along each axis {@code sizes} elements from {@code starts}, {@code steps} apart; a negative step walks backwards. */
    record Slice(List<Dim> starts, List<Dim> sizes, List<Integer> steps) implements View {
        public Slice {
            starts = List.copyOf(starts);
            sizes = List.copyOf(sizes);
            steps = List.copyOf(steps);
        }

        @Override
        public String opName() {
            return "slice";
        }

        @Override
        public Attributes attributes() {
            return Attributes.of("starts", starts).with("sizes", sizes).with("steps", steps);
        }

        @Override
        public TensorType type(List<TensorType> inputs) {
            Arity.check(this, inputs, 1);
            check(this, inputs.get(0).shape(), starts, sizes, steps);
            return new TensorType(inputs.get(0).dtype(), Shape.of(sizes));
        }

        static void check(Op op, Shape shape, List<Dim> starts, List<Dim> sizes, List<Integer> steps) {
            Arity.perAxis(op, "the list of starts", starts, shape);
            Arity.perAxis(op, "the list of sizes", sizes, shape);
            Arity.perAxis(op, "the list of steps", steps, shape);
            for (int axis = 0; axis < shape.rank(); axis++) {
                Dim last = starts.get(axis).plus(sizes.get(axis).minus(1).times(steps.get(axis)));
                Dim size = shape.dim(axis);
                boolean empty = sizes.get(axis).is(0);
                if (!empty && (outside(starts.get(axis), size) || outside(last, size)) || steps.get(axis) == 0) {
                    throw new Diagnostic(op.opName() + ": " + sizes.get(axis) + " elements from " + starts.get(axis)
                            + " in steps of " + steps.get(axis)
                            + " reach outside of axis " + axis + " of shape " + shape);
                }
            }
        }

        /** That the first and the last element lie within the axes, as {@link Op#requirements} has it. */
        static List<Dim> within(Shape shape, List<Dim> starts, List<Dim> sizes, List<Integer> steps) {
            List<Dim> needed = new ArrayList<>();
            for (int axis = 0; axis < shape.rank(); axis++) {
                Dim first = starts.get(axis);
                Dim last = first.plus(sizes.get(axis).minus(1).times(steps.get(axis)));
                if (!sizes.get(axis).is(0)) {
                    needed.add(steps.get(axis) > 0 ? first : last);
                    needed.add(shape.dim(axis).minus(1).minus(steps.get(axis) > 0 ? last : first));
                }
            }
            return needed;
        }

        @Override
        public List<Dim> requirements(List<TensorType> inputs) {
            return within(inputs.get(0).shape(), starts, sizes, steps);
        }

        private static boolean outside(Dim position, Dim size) {
            Dim room = size.minus(1).minus(position);
            return position.isConstant() && position.constant() < 0 || room.isConstant() && room.constant() < 0;
        }

        /** Where element {@code #axis} of each axis lies. */
        static List<Dim> index(List<Dim> starts, List<Integer> steps) {
            return IntStream.range(0, starts.size())
                    .mapToObj(axis -> starts.get(axis).plus(Dim.coordinate(axis).times(steps.get(axis)))).toList();
        }

        @Override
        public Read read(TensorType input, TensorType output) {
            return new Read(0, index(starts, steps));
        }

        /** The flow padded back: what was walked backwards is turned first, what was skipped is 0. */
        @Override
        public List<@Nullable Node> gradient(Gradient g) {
            Shape from = g.in(0).shape();
            List<Dim> low = new ArrayList<>();
            List<Dim> high = new ArrayList<>();
            List<Integer> gaps = new ArrayList<>();
            List<Dim> turnStarts = new ArrayList<>();
            List<Integer> turnSteps = new ArrayList<>();
            for (int axis = 0; axis < from.rank(); axis++) {
                int step = steps.get(axis);
                Dim beyond = sizes.get(axis).minus(1).times(step);
                Dim start = step > 0 ? starts.get(axis) : starts.get(axis).plus(beyond);
                low.add(start);
                gaps.add(Math.abs(step) - 1);
                high.add(from.dim(axis).minus(start).minus(sizes.get(axis).minus(1).times(Math.abs(step)).plus(1)));
                turnStarts.add(step > 0 ? Dim.ZERO : sizes.get(axis).minus(1));
                turnSteps.add(step > 0 ? 1 : -1);
            }
            Node flow = turnSteps.contains(-1) ? g.add(new Slice(turnStarts, sizes, turnSteps), g.flow()) : g.flow();
            return g.all(g.add(new Pad(low, high, gaps, 0), flow));
        }
    }

    /**
     * Elements {@code value} added before, after and between: along each axis {@code low}, then the input with {@code gaps} new elements
     * between neighbours, then {@code high}; negative low and high crop. The size is {@code low + (size - 1) * (gap + 1) + 1 + high}.
     */
    record Pad(List<Dim> low, List<Dim> high, List<Integer> gaps, double value) implements View {
        public Pad {
            low = List.copyOf(low);
            high = List.copyOf(high);
            gaps = List.copyOf(gaps);
        }

        @Override
        public String opName() {
            return "pad";
        }

        @Override
        public Attributes attributes() {
            return Attributes.of("low", low).with("high", high).with("gaps", gaps).with("value",
                    Literals.text(DType.F64, Double.doubleToRawLongBits(value)));
        }

        @Override
        public TensorType type(List<TensorType> inputs) {
            Arity.check(this, inputs, 1);
            Shape from = inputs.get(0).shape();
            Arity.perAxis(this, "low", low, from);
            Arity.perAxis(this, "high", high, from);
            Arity.perAxis(this, "gaps", gaps, from);
            List<Dim> dims = new ArrayList<>();
            for (int axis = 0; axis < from.rank(); axis++) {
                Dim spread = from.dim(axis).minus(1).times(gaps.get(axis) + 1L).plus(1);
                Dim size = spread.plus(low.get(axis)).plus(high.get(axis));
                if (gaps.get(axis) < 0 || size.isConstant() && size.constant() < 0) {
                    throw new Diagnostic("pad: " + low.get(axis) + " before, " + high.get(axis) + " after and "
                            + gaps.get(axis) + " between the elements of axis "
                            + axis + " of shape " + from + " leaves no valid size");
                }
                dims.add(size);
            }
            return new TensorType(inputs.get(0).dtype(), Shape.of(dims));
        }

        @Override
        public Read read(TensorType input, TensorType output) {
            List<Dim> index = new ArrayList<>();
            List<Guard> guards = new ArrayList<>();
            for (int axis = 0; axis < low.size(); axis++) {
                Dim position = Dim.coordinate(axis).minus(low.get(axis));
                Dim step = Dim.of(gaps.get(axis) + 1L);
                Dim number = position.floorDiv(step);
                index.add(number);
                if (!low.get(axis).is(0) || !high.get(axis).is(0)) {
                    guards.add(new Guard(number, input.shape().dim(axis)));
                }
                if (!step.is(1)) {
                    guards.add(new Guard(position.mod(step), Dim.ONE));
                }
            }
            return new Read(0, index, guards, Literals.bits(input.dtype(), value));
        }

        @Override
        public List<@Nullable Node> gradient(Gradient g) {
            Shape from = g.in(0).shape();
            List<Integer> steps = gaps.stream().map(gap -> gap + 1).toList();
            boolean crops = low.stream().anyMatch(d -> !d.isNonNegative())
                    || high.stream().anyMatch(d -> !d.isNonNegative());
            if (!crops) {
                return g.all(g.add(new Slice(low, from.dims(), steps), g.flow()));
            }
            // What was cropped gets nothing: undo the crop with zeros first, so that the slice lies within.
            List<Dim> none = Collections.nCopies(low.size(), Dim.ZERO);
            List<Dim> back = low.stream().map(d -> d.isNonNegative() ? Dim.ZERO : d.times(-1)).toList();
            List<Dim> behind = high.stream().map(d -> d.isNonNegative() ? Dim.ZERO : d.times(-1)).toList();
            Node whole = g.add(new Pad(back, behind, Collections.nCopies(low.size(), 0), 0), g.flow());
            List<Dim> starts = IntStream.range(0, low.size())
                    .mapToObj(i -> low.get(i).isNonNegative() ? low.get(i) : none.get(i)).toList();
            return g.all(g.add(new Slice(starts, from.dims(), steps), whole));
        }
    }

    /**
     * Sliding windows: each of {@code axes} becomes the axis of windows, and for each one new trailing axis of the given size walks within
     * the window. Window {@code o} has its element {@code k} from {@code o * stride + k * dilation}. Pooling is a reduction of this.
     */
    record Window(List<Integer> axes, List<Integer> sizes, List<Integer> strides,
            List<Integer> dilations) implements View {
        public Window {
            axes = List.copyOf(axes);
            sizes = List.copyOf(sizes);
            strides = List.copyOf(strides);
            dilations = List.copyOf(dilations);
        }

        @Override
        public String opName() {
            return "window";
        }

        @Override
        public Attributes attributes() {
            return Attributes.of("axes", axes).with("sizes", sizes).with("strides", strides).with("dilations",
                    dilations);
        }

        @Override
        public TensorType type(List<TensorType> inputs) {
            Arity.check(this, inputs, 1);
            Shape from = inputs.get(0).shape();
            if (new HashSet<>(axes).size() != axes.size() || sizes.size() != axes.size()
                    || strides.size() != axes.size() || dilations.size() != axes.size()) {
                throw new Diagnostic("window: " + attributes()
                        + " needs distinct axes, and a size, a stride and a dilation for each");
            }
            List<Dim> dims = new ArrayList<>(from.dims());
            for (int w = 0; w < axes.size(); w++) {
                Arity.axis(this, axes.get(w), from);
                if (sizes.get(w) < 1 || strides.get(w) < 1 || dilations.get(w) < 1) {
                    throw new Diagnostic("window: sizes, strides and dilations are 1 or more, not " + attributes());
                }
                long reach = reach(w);
                Dim room = from.dim(axes.get(w)).minus(reach);
                if (room.isConstant() && room.constant() < 0) {
                    throw new Diagnostic("window: a window that reaches over " + reach + " does not fit into axis "
                            + axes.get(w) + " of shape " + from);
                }
                dims.set(axes.get(w), room.floorDiv(strides.get(w)).plus(1));
                dims.add(Dim.of(sizes.get(w)));
            }
            return new TensorType(inputs.get(0).dtype(), Shape.of(dims));
        }

        private long reach(int w) {
            return (sizes.get(w) - 1L) * dilations.get(w) + 1;
        }

        @Override
        public List<Dim> requirements(List<TensorType> inputs) {
            return IntStream.range(0, axes.size())
                    .mapToObj(w -> inputs.get(0).shape().dim(axes.get(w)).minus(reach(w)))
                    .toList();
        }

        @Override
        public Read read(TensorType input, TensorType output) {
            int rank = input.shape().rank();
            List<Dim> index = new ArrayList<>(Kernel.coordinates(rank));
            for (int w = 0; w < axes.size(); w++) {
                Dim within = Dim.coordinate(rank + w).times(dilations.get(w));
                index.set(axes.get(w), Dim.coordinate(axes.get(w)).times(strides.get(w)).plus(within));
            }
            return new Read(0, index);
        }

        @Override
        public List<@Nullable Node> gradient(Gradient g) {
            if (tiles(g.in(0).shape(), g.out().shape())) {
                return g.all(untile(g));
            }
            return g.all(g.add(new Unwindow(g.in(0).shape(), axes, sizes, strides, dilations), g.flow()));
        }

        /** Whether each element is in exactly one window. */
        private boolean tiles(Shape from, Shape windows) {
            return IntStream.range(0, axes.size())
                    .allMatch(w -> strides.get(w).equals(sizes.get(w)) && (dilations.get(w) == 1 || sizes.get(w) == 1)
                            && windows.dim(axes.get(w)).times(sizes.get(w)).equals(from.dim(axes.get(w))));
        }

        /** The flow put back where the windows came from: each axis within a window follows its axis of windows, and the two become one. */
        private Node untile(Gradient g) {
            List<Integer> order = new ArrayList<>();
            int rank = g.in(0).shape().rank();
            for (int axis = 0; axis < rank; axis++) {
                order.add(axis);
                if (axes.contains(axis)) {
                    order.add(rank + axes.indexOf(axis));
                }
            }
            return g.add(new Reshape(g.in(0).shape()), g.add(new Transpose(order), g.flow()));
        }
    }
}
