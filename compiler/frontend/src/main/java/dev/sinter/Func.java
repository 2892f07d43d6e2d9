package dev.sinter;

import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Source;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Functions made from functions of tensors: their derivatives, and themselves for many samples at once. They can be applied to one
 * another in any order, and traced and compiled like anything else.
 *
 * <pre>{@code
 * UnaryOperator<Tensor> second = Func.grad(x -> Func.grad(y -> y.pow(3).sum()).apply(x).sum());
 * Tensor perSample = Func.vmap(Func.grad((Tensor w, Tensor x) -> w.mul(x).sum()), Func.SAME, 0).apply(List.of(w, batch)).get(0);
 * }</pre>
 *
 * <p>A function that is differentiated runs on the real values and may look at them. One given to {@link #vmap} runs once for all
 * samples, so it may not.
 */
public final class Func {
    /** In place of an axis of samples: the argument is the same for all. */
    public static final int SAME = Integer.MIN_VALUE;

    private Func() {}

    /**
     * The value of a function, and what flows back through it.
     *
     * @param outputs  the value
     * @param pullback for what flows into each output, what flows to each input; zeros where nothing does
     */
    public record Vjp(List<Tensor> outputs, Function<List<Tensor>, List<Tensor>> pullback) {
        public Vjp {
            outputs = List.copyOf(outputs);
        }
    }

    /**
     * The value of a function, and how it changes.
     *
     * @param output  the value
     * @param tangent its derivative in the direction asked for
     */
    public record Jvp(Tensor output, Tensor tangent) {}

    /** The derivative of a function whose value has one element. */
    public static UnaryOperator<Tensor> grad(UnaryOperator<Tensor> function) {
        return x -> gradients(in -> function.apply(in.get(0)), List.of(x), 1).get(0);
    }

    /** The derivative of a function by its first argument. */
    public static BinaryOperator<Tensor> grad(BinaryOperator<Tensor> function) {
        return (a, b) -> gradients(in -> function.apply(in.get(0), in.get(1)), List.of(a, b), 1).get(0);
    }

    /** The derivatives of a function by each of its arguments, all of floating dtypes. */
    public static Function<List<Tensor>, List<Tensor>> gradAll(Function<List<Tensor>, Tensor> function) {
        return inputs -> gradients(function, inputs, inputs.size());
    }

    private static List<Tensor> gradients(Function<List<Tensor>, Tensor> function, List<Tensor> inputs, int by) {
        try (Marked marked = Marked.of("grad", inputs, by)) {
            Tensor output = function.apply(marked.arguments());
            if (!output.shape().numel().is(1)) {
                throw new Diagnostic("grad: the function gives " + output.type()
                        + "; one element is needed: reduce it (sum, mean), or use jacobian");
            }
            return marked.pull(List.of(output), List.of(Sinter.onesLike(output)));
        }
    }

    /** The value at {@code inputs}, and what flows back to them. */
    public static Vjp vjp(Function<List<Tensor>, List<Tensor>> function, List<Tensor> inputs) {
        try (Marked marked = Marked.of("vjp", inputs, inputs.size())) {
            List<Tensor> outputs = function.apply(marked.arguments());
            return new Vjp(marked.outside(outputs), flows -> marked.pull(outputs, flows));
        }
    }

    /** The value at {@code x}, and how it changes in the direction {@code v}, of the type of x. */
    public static Jvp jvp(UnaryOperator<Tensor> function, Tensor x, Tensor v) {
        return jvp(in -> List.of(function.apply(in.get(0))), List.of(x), List.of(v)).get(0);
    }

    /** The values at {@code inputs}, and how each changes when they change by {@code tangents}. */
    public static List<Jvp> jvp(Function<List<Tensor>, List<Tensor>> function, List<Tensor> inputs,
            List<Tensor> tangents) {
        try (Marked marked = Marked.of("jvp", inputs, inputs.size())) {
            List<Tensor> outputs = function.apply(marked.arguments());
            List<Tensor> changes = marked.push(outputs, tangents);
            List<Tensor> values = marked.outside(outputs);
            List<Jvp> all = new ArrayList<>();
            for (int i = 0; i < values.size(); i++) {
                all.add(new Jvp(values.get(i), changes.get(i)));
            }
            return all;
        }
    }

    /** The derivative of each element of the value by each of x: of shape {@code [*value, *x]}, by reverse mode. */
    public static UnaryOperator<Tensor> jacobian(UnaryOperator<Tensor> function) {
        return x -> {
            try (Marked marked = Marked.of("jacobian", List.of(x), 1)) {
                Tensor output = function.apply(marked.arguments().get(0));
                Shape shape = output.shape();
                Tensor units = units(output);
                Tensor rows = Sampling.map(in -> marked.pull(List.of(output), in), List.of(units), List.of(0)).get(0);
                return reshaped(rows, shape, x.shape());
            }
        };
    }

    /** As {@link #jacobian}, by forward mode: for a function of few numbers that gives many. */
    public static UnaryOperator<Tensor> jacobianForward(UnaryOperator<Tensor> function) {
        return x -> {
            try (Marked marked = Marked.of("jacobian", List.of(x), 1)) {
                Tensor output = function.apply(marked.arguments().get(0));
                Tensor columns = Sampling
                        .map(in -> marked.push(List.of(output), in), List.of(units(x)), List.of(0)).get(0);
                List<Integer> axes = new ArrayList<>();
                for (int axis = 1; axis < columns.rank(); axis++) {
                    axes.add(axis);
                }
                axes.add(0);
                Tensor turned = columns.permute(axes.stream().mapToInt(Integer::intValue).toArray());
                return reshaped(turned, output.shape(), x.shape());
            }
        };
    }

    /** The second derivatives of a function whose value has one element: of shape {@code [*x, *x]}, by forward over reverse mode. */
    public static UnaryOperator<Tensor> hessian(UnaryOperator<Tensor> function) {
        return jacobianForward(grad(function));
    }

    /** The product of the second derivatives at {@code x} and {@code v}, which never makes the matrix; with the first derivative. */
    public static Jvp hvp(UnaryOperator<Tensor> function, Tensor x, Tensor v) {
        return jvp(grad(function), x, v);
    }

    /**
     * A function of one sample as a function of samples along axis 0, of which it gives as many.
     *
     * <p>Where samples differ in the way they take through {@code cond} or {@code whileLoop}, all ways are computed for all samples, and each
     * takes its own results. An index out of range or a division of integers by zero on a way that a sample does not take is an error all the same.
     */
    public static UnaryOperator<Tensor> vmap(UnaryOperator<Tensor> function) {
        return x -> Sampling.map(in -> List.of(function.apply(in.get(0))), List.of(x), List.of(0)).get(0);
    }

    /** As {@link #vmap(UnaryOperator)}, of samples of both arguments. */
    public static BinaryOperator<Tensor> vmap(BinaryOperator<Tensor> function) {
        return vmap(function, 0, 0);
    }

    /** As {@link #vmap(BinaryOperator)}; the samples lie along these axes, or are the {@link #SAME} for all. */
    public static BinaryOperator<Tensor> vmap(BinaryOperator<Tensor> function, int axisOfFirst, int axisOfSecond) {
        return (a, b) -> Sampling.map(in -> List.of(function.apply(in.get(0), in.get(1))), List.of(a, b),
                List.of(axisOfFirst, axisOfSecond)).get(0);
    }

    /** A function of one sample of each argument as one of samples along {@code axes}; an argument may be the {@link #SAME} for all. */
    public static Function<List<Tensor>, List<Tensor>> vmap(Function<List<Tensor>, List<Tensor>> function,
            List<Integer> axes) {
        return inputs -> Sampling.map(function, inputs, axes);
    }

    /**
     * The function's value, without what is computed on the way being kept for the derivative: it is computed again when that is asked
     * for. The function runs twice, so it should write nothing.
     */
    public static Tensor checkpoint(UnaryOperator<Tensor> function, Tensor x) {
        return Checkpoint.of(function, x);
    }

    /**
     * Fails where the derivatives of a function differ from what central differences say: for functions of float64 tensors, away from
     * kinks.
     *
     * @param tolerance how far they may be apart, absolutely and relatively; 1e-6 is usual
     * @throws AssertionError that names the input, the element and both numbers
     */
    public static void gradCheck(Function<List<Tensor>, Tensor> function, List<Tensor> inputs, double tolerance) {
        GradCheck.check(function, inputs, tolerance);
    }

    /** For each element of {@code like} a tensor of its shape that is 1 there and 0 elsewhere, one after the other. */
    private static Tensor units(Tensor like) {
        Dim count = like.shape().numel();
        Shape square = Shape.of(count, count);
        Tensor diagonal = Ops.apply(dev.sinter.ir.Elementwise.EQ, Ops.apply(new Source.Iota(square, 0)),
                Ops.apply(new Source.Iota(square, 1)));
        DType dtype = like.dtype();
        List<Dim> dims = new ArrayList<>(like.shape().dims());
        dims.add(0, count);
        return Recorder.view(Ops.cast(diagonal, dtype), new dev.sinter.ir.View.Reshape(Shape.of(dims)));
    }

    private static Tensor reshaped(Tensor tensor, Shape first, Shape second) {
        List<Dim> dims = new ArrayList<>(first.dims());
        dims.addAll(second.dims());
        return Recorder.view(tensor, new dev.sinter.ir.View.Reshape(Shape.of(Collections.unmodifiableList(dims))));
    }
}
