package dev.sinter.ir;

import dev.sinter.ir.kernel.Fold;
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
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Ops that sum products of two tensors along common axes, by the contraction rule of {@link dev.sinter.ir.kernel.Strict}. */
public sealed interface Contract extends Op {
    /** The kernel of a sum of products of one element each of operands 0 and 1. */
    private static Kernel contract(List<TensorType> inputs, TensorType output, List<Dim> extents, Read a, Read b) {
        DType dtype = output.dtype();
        Expr left = Expr.cast(dtype.computed(), new Expr.Arg(0, dtype));
        Expr right = Expr.cast(dtype.computed(), new Expr.Arg(1, dtype));
        Expr body = Expr.apply(ScalarOp.MUL, left, right);
        int free = output.shape().rank();
        Expr result = Expr.cast(dtype, new Expr.Folded(body.type()));
        return new Kernel(inputs, output, extents, free, List.of(a, b), body, Fold.CONTRACT, result,
                Write.each(Kernel.coordinates(free)));
    }

    /** The matrix product {@code [...,M,K] x [...,K,N] -> [...,M,N]}; leading axes broadcast. */
    record MatMul() implements Contract {
        @Override
        public String opName() {
            return "matmul";
        }

        @Override
        public TensorType type(List<TensorType> inputs) {
            Arity.check(this, inputs, 2);
            TensorType a = inputs.get(0);
            TensorType b = inputs.get(1);
            if (a.shape().rank() < 2 || b.shape().rank() < 2) {
                throw new Diagnostic("matmul: " + a.shape() + " x " + b.shape() + ": both need at least two axes");
            }
            Arity.sameDType(this, a, b);
            if (a.dtype() == DType.BOOL) {
                throw new Diagnostic("matmul: " + a + " x " + b + ": a numeric dtype is needed");
            }
            if (!a.shape().dim(-1).equals(b.shape().dim(-2))) {
                throw new Diagnostic("matmul: shapes " + a.shape() + " and " + b.shape()
                        + " do not fit: the last axis of the first is " + a.shape().dim(-1)
                        + ", the last but one of the second is " + b.shape().dim(-2) + "; they must be equal");
            }
            Shape batch = Broadcast.leading("matmul", a.shape(), b.shape(), 2);
            List<Dim> dims = new ArrayList<>(batch.dims());
            dims.add(a.shape().dim(-2));
            dims.add(b.shape().dim(-1));
            return new TensorType(a.dtype(), Shape.of(dims));
        }

        private static Shape batch(Shape shape) {
            return Shape.of(shape.dims().subList(0, shape.rank() - 2));
        }

        @Override
        public Kernel kernel(List<TensorType> inputs) {
            TensorType output = type(inputs);
            int rank = output.shape().rank();
            Shape batch = batch(output.shape());
            List<Dim> extents = new ArrayList<>(output.shape().dims());
            extents.add(inputs.get(0).shape().dim(-1));
            List<Dim> a = new ArrayList<>(Broadcast.index(batch(inputs.get(0).shape()), batch));
            a.add(Dim.coordinate(rank - 2));
            a.add(Dim.coordinate(rank));
            List<Dim> b = new ArrayList<>(Broadcast.index(batch(inputs.get(1).shape()), batch));
            b.add(Dim.coordinate(rank));
            b.add(Dim.coordinate(rank - 1));
            return contract(inputs, output, extents, new Read(0, a), new Read(1, b));
        }

        /** {@code C = AB: dA = dC Bt, dB = At dC}. */
        @Override
        public List<@Nullable Node> gradient(Gradient g) {
            return g.all(
                    g.add(new MatMul(), g.flow(), transposed(g, g.in(1))),
                    g.add(new MatMul(), transposed(g, g.in(0)), g.flow()));
        }

        private static Node transposed(Gradient g, Node matrix) {
            List<Integer> axes = new ArrayList<>(IntStream.range(0, matrix.shape().rank()).boxed().toList());
            Collections.swap(axes, axes.size() - 1, axes.size() - 2);
            return g.add(new View.Transpose(axes), matrix);
        }
    }

    /**
     * Grouped convolution (cross-correlation) over any number of spatial axes:
     * {@code [N,G,C,*spatial] x [G,O,C,*kernel] -> [N,G,O,*out]}, where
     * {@code out = floor((spatial + low + high - dilation * (kernel - 1) - 1) / stride) + 1}. The summed axes are, outermost
     * first, the kernel's spatial ones and then C. Padding is with zeros and may be negative (cropping).
     */
    record Conv(List<Integer> strides, List<Dim> low, List<Dim> high, List<Integer> dilations) implements Contract {
        public Conv {
            strides = List.copyOf(strides);
            low = List.copyOf(low);
            high = List.copyOf(high);
            dilations = List.copyOf(dilations);
        }

        @Override
        public String opName() {
            return "conv";
        }

        @Override
        public Attributes attributes() {
            return Attributes.of("strides", strides).with("low", low).with("high", high).with("dilations", dilations);
        }

        private int spatial() {
            return strides.size();
        }

        @Override
        public TensorType type(List<TensorType> inputs) {
            Arity.check(this, inputs, 2);
            TensorType x = inputs.get(0);
            TensorType w = inputs.get(1);
            Arity.sameDType(this, x, w);
            if (low.size() != spatial() || high.size() != spatial() || dilations.size() != spatial()) {
                throw new Diagnostic(
                        "conv: " + attributes()
                                + " needs a stride, a dilation and a padding on either side for each spatial axis");
            }
            if (strides.stream().anyMatch(stride -> stride < 1)
                    || dilations.stream().anyMatch(dilation -> dilation < 1)) {
                throw new Diagnostic("conv: strides and dilations are 1 or more, not " + attributes());
            }
            if (x.dtype() == DType.BOOL) {
                throw new Diagnostic("conv: " + x + " and " + w + ": a numeric dtype is needed");
            }
            int rank = 3 + spatial();
            if (x.shape().rank() != rank || w.shape().rank() != rank) {
                throw new Diagnostic("conv: input " + x.shape() + " and weight " + w.shape() + ": with " + spatial()
                        + " spatial axes both need rank " + rank);
            }
            if (!x.shape().dim(1).equals(w.shape().dim(0)) || !x.shape().dim(2).equals(w.shape().dim(2))) {
                throw new Diagnostic("conv: input " + x.shape() + " has " + x.shape().dim(1) + " groups of "
                        + x.shape().dim(2) + " channels, but weight "
                        + w.shape() + " is for " + w.shape().dim(0) + " groups of " + w.shape().dim(2));
            }
            List<Dim> dims = new ArrayList<>(List.of(x.shape().dim(0), x.shape().dim(1), w.shape().dim(1)));
            for (int s = 0; s < spatial(); s++) {
                Dim room = room(x.shape(), w.shape(), s);
                if (room.isConstant() && room.constant() < 0) {
                    throw new Diagnostic("conv: a kernel of shape " + w.shape() + " with dilation " + dilations.get(s)
                            + " does not fit into axis " + (3 + s) + " of input " + x.shape()
                            + " with its padding: it lacks "
                            + room.times(-1));
                }
                dims.add(room.floorDiv(strides.get(s)).plus(1));
            }
            return new TensorType(x.dtype(), Shape.of(dims));
        }

        /** How far the kernel can move along a spatial axis. */
        private Dim room(Shape x, Shape w, int s) {
            Dim reach = w.dim(3 + s).minus(1).times(dilations.get(s)).plus(1);
            return x.dim(3 + s).plus(low.get(s)).plus(high.get(s)).minus(reach);
        }

        @Override
        public List<Dim> requirements(List<TensorType> inputs) {
            return IntStream.range(0, spatial()).mapToObj(s -> room(inputs.get(0).shape(), inputs.get(1).shape(), s))
                    .toList();
        }

        @Override
        public Kernel kernel(List<TensorType> inputs) {
            TensorType output = type(inputs);
            Shape x = inputs.get(0).shape();
            Shape w = inputs.get(1).shape();
            int free = output.shape().rank();
            List<Dim> extents = new ArrayList<>(output.shape().dims());
            for (int s = 0; s < spatial(); s++) {
                extents.add(w.dim(3 + s));
            }
            extents.add(w.dim(2));
            Dim channel = Dim.coordinate(free + spatial());
            List<Dim> fromX = new ArrayList<>(List.of(Dim.coordinate(0), Dim.coordinate(1), channel));
            List<Dim> fromW = new ArrayList<>(List.of(Dim.coordinate(1), Dim.coordinate(2), channel));
            List<Guard> guards = new ArrayList<>();
            for (int s = 0; s < spatial(); s++) {
                Dim tap = Dim.coordinate(free + s);
                Dim at = Dim.coordinate(3 + s).times(strides.get(s)).plus(tap.times(dilations.get(s)))
                        .minus(low.get(s));
                fromX.add(at);
                fromW.add(tap);
                if (!low.get(s).is(0) || !high.get(s).is(0)) {
                    guards.add(new Guard(at, x.dim(3 + s)));
                }
            }
            return contract(inputs, output, extents, new Read(0, fromX, guards, 0), new Read(1, fromW));
        }

        @Override
        public List<@Nullable Node> gradient(Gradient g) {
            // An input of nothing has nothing to flow to, and the way back to it would be a kernel that does not fit.
            boolean empty = g.in(0).shape().dims().stream().anyMatch(dim -> dim.is(0));
            return g.all(empty ? g.zeros(g.in(0).type()) : byInput(g), byWeight(g));
        }

        /** The flow, spread by the stride, convolved with the flipped weight whose C and O change places. */
        private Node byInput(Gradient g) {
            Shape x = g.in(0).shape();
            Shape w = g.in(1).shape();
            List<Dim> newLow = new ArrayList<>();
            List<Dim> newHigh = new ArrayList<>();
            List<Dim> starts = new ArrayList<>(Collections.nCopies(3, Dim.ZERO));
            List<Integer> steps = new ArrayList<>(Collections.nCopies(3, 1));
            List<Integer> gaps = new ArrayList<>(Collections.nCopies(3, 0));
            for (int s = 0; s < spatial(); s++) {
                Dim reach = w.dim(3 + s).minus(1).times(dilations.get(s));
                Dim spread = g.flow().shape().dim(3 + s).minus(1).times(strides.get(s)).plus(1);
                Dim before = reach.minus(low.get(s));
                newLow.add(before);
                newHigh.add(x.dim(3 + s).minus(spread).minus(before).plus(reach));
                starts.add(w.dim(3 + s).minus(1));
                steps.add(-1);
                gaps.add(strides.get(s) - 1);
            }
            Node swapped = g.add(new View.Transpose(order(0, 2, 1)), g.in(1));
            Node flipped = g.add(new View.Slice(starts, swapped.shape().dims(), steps), swapped);
            List<Dim> none = Collections.nCopies(3 + spatial(), Dim.ZERO);
            Node spread = strides.stream().allMatch(stride -> stride == 1)
                    ? g.flow()
                    : g.add(new View.Pad(none, none, gaps, 0), g.flow());
            return g.add(new Conv(Collections.nCopies(spatial(), 1), newLow, newHigh, dilations), spread, flipped);
        }

        /** The input convolved with the flow: N is summed and C takes its place; stride and dilation change roles. */
        private Node byWeight(Gradient g) {
            Shape x = g.in(0).shape();
            Shape w = g.in(1).shape();
            List<Dim> newHigh = new ArrayList<>();
            for (int s = 0; s < spatial(); s++) {
                Dim reach = g.flow().shape().dim(3 + s).minus(1).times(strides.get(s)).plus(1);
                Dim needed = w.dim(3 + s).minus(1).times(dilations.get(s)).plus(reach);
                newHigh.add(needed.minus(x.dim(3 + s)).minus(low.get(s)));
            }
            Node input = g.add(new View.Transpose(order(2, 1, 0)), g.in(0));
            Node kernel = g.add(new View.Transpose(order(1, 2, 0)), g.flow());
            Node weight = g.add(new Conv(dilations, low, newHigh, strides), input, kernel);
            return g.add(new View.Transpose(order(1, 2, 0)), weight);
        }

        private List<Integer> order(int... first) {
            List<Integer> axes = new ArrayList<>(IntStream.of(first).boxed().toList());
            IntStream.range(3, 3 + spatial()).forEach(axes::add);
            return axes;
        }
    }
}
