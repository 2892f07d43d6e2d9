package dev.sinter.ir;

import dev.sinter.ir.scalar.Literals;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an op's derivative is written with: the node, what flows back to it, and a builder for what flows on. */
public final class Gradient {
    private final Graph.Builder builder;
    private final Node node;
    private final Node flow;

    /** For {@code node}, given the derivative of the final result by it, of the same type. */
    public Gradient(Graph.Builder builder, Node node, Node flow) {
        this.builder = builder;
        this.node = node;
        this.flow = flow;
    }

    /** The derivative of the final result by the node. */
    public Node flow() {
        return flow;
    }

    public Node in(int i) {
        return node.input(i);
    }

    /** The node itself. */
    public Node out() {
        return node;
    }

    public Node add(Op op, Node... inputs) {
        return builder.add(op, inputs);
    }

    /** {@code factor * flow}. */
    public Node times(Node factor) {
        return add(Elementwise.MUL, flow, factor);
    }

    public Node add(Node a, Node b) {
        return add(Elementwise.ADD, a, b);
    }

    public Node and(Node a, Node b) {
        return add(Elementwise.AND, a, b);
    }

    public Node cos(Node a) {
        return add(Elementwise.COS, a);
    }

    public Node cosh(Node a) {
        return add(Elementwise.COSH, a);
    }

    public Node digamma(Node a) {
        return add(Elementwise.DIGAMMA, a);
    }

    public Node div(Node a, Node b) {
        return add(Elementwise.DIV, a, b);
    }

    public Node eq(Node a, Node b) {
        return add(Elementwise.EQ, a, b);
    }

    public Node exp(Node a) {
        return add(Elementwise.EXP, a);
    }

    public Node ge(Node a, Node b) {
        return add(Elementwise.GE, a, b);
    }

    public Node gt(Node a, Node b) {
        return add(Elementwise.GT, a, b);
    }

    public Node log(Node a) {
        return add(Elementwise.LOG, a);
    }

    public Node mul(Node a, Node b) {
        return add(Elementwise.MUL, a, b);
    }

    public Node neg(Node a) {
        return add(Elementwise.NEG, a);
    }

    public Node pow(Node a, Node b) {
        return add(Elementwise.POW, a, b);
    }

    public Node rsqrt(Node a) {
        return add(Elementwise.RSQRT, a);
    }

    public Node square(Node a) {
        return add(Elementwise.MUL, a, a);
    }

    public Node sigmoid(Node a) {
        return add(Elementwise.SIGMOID, a);
    }

    public Node sign(Node a) {
        return add(Elementwise.SIGN, a);
    }

    public Node sin(Node a) {
        return add(Elementwise.SIN, a);
    }

    public Node sinh(Node a) {
        return add(Elementwise.SINH, a);
    }

    public Node sub(Node a, Node b) {
        return add(Elementwise.SUB, a, b);
    }

    public Node trigamma(Node a) {
        return add(Elementwise.TRIGAMMA, a);
    }

    public Node trunc(Node a) {
        return add(Elementwise.TRUNC, a);
    }

    public Node where(Node a, Node b, Node c) {
        return add(Elementwise.WHERE, a, b, c);
    }

    /** A scalar of the flow's dtype. */
    public Node number(double value) {
        return number(flow.type().dtype(), value);
    }

    public Node number(DType dtype, double value) {
        return add(Source.Constant.scalar(dtype, Literals.bits(dtype, value)));
    }

    /** What flows to each input, summed over the axes along which the input was broadcast. */
    public List<@Nullable Node> all(@Nullable Node... flows) {
        List<@Nullable Node> summed = new ArrayList<>();
        for (int i = 0; i < flows.length; i++) {
            Node each = flows[i];
            summed.add(each == null || !in(i).type().dtype().isFloating() ? null : sumTo(each, in(i).shape()));
        }
        return summed;
    }

    /** What flows to each input, null where nothing does. */
    public List<@Nullable Node> none(@Nullable Node... flows) {
        return Arrays.asList(flows);
    }

    /** Nothing flows to any input. */
    public List<@Nullable Node> nothing() {
        return Collections.nCopies(node.inputs().size(), null);
    }

    /** The transpose of broadcasting: {@code value} summed over the axes that {@code shape} lacks or has as 1. */
    public Node sumTo(Node value, Shape shape) {
        if (value.shape().equals(shape)) {
            return value;
        }
        int extra = value.shape().rank() - shape.rank();
        List<Integer> axes = new ArrayList<>();
        for (int axis = 0; axis < value.shape().rank(); axis++) {
            if (axis < extra || shape.dim(axis - extra).is(1) && !value.shape().dim(axis).is(1)) {
                axes.add(axis);
            }
        }
        // A flow that is itself narrower than the input (a scalar, say) is spread first.
        if (extra < 0 || axes.isEmpty()) {
            return add(new View.Expand(shape), value);
        }
        Node sum = add(new Reduce.Over(Reduce.Kind.SUM, axes), value);
        Node shaped = sum.shape().equals(shape) ? sum : add(new View.Reshape(shapeOfSum(sum, shape)), sum);
        return shaped.shape().equals(shape) ? shaped : add(new View.Expand(shape), shaped);
    }

    private static Shape shapeOfSum(Node sum, Shape shape) {
        return sum.shape().numel().equals(shape.numel()) ? shape : sum.shape();
    }

    /** {@code value}, whose axes {@code axes} have been reduced, spread again over {@code shape}. */
    public Node unreduce(Node value, List<Integer> axes, Shape shape) {
        List<Dim> dims = new ArrayList<>(shape.dims());
        axes.forEach(axis -> dims.set(axis, Dim.ONE));
        return add(new View.Expand(shape), add(new View.Reshape(Shape.of(dims)), value));
    }

    /** Zeros of this type. */
    public Node zeros(TensorType type) {
        return add(new View.Expand(type.shape()), number(type.dtype(), 0));
    }
}
