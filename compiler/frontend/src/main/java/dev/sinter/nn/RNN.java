package dev.sinter.nn;

import dev.sinter.Tensor;
import org.jspecify.annotations.Nullable;

/** A recurrent network of Elman's cells: {@code h' = tanh(W x + b + V h + c)}, or relu. */
public final class RNN extends Recurrent {
    private final boolean relu;

    /** What each step gave, and the last states [layers * directions, N, hidden]. */
    public record Result(Tensor output, Tensor hidden) {}

    public RNN(long in, long hidden) {
        this(in, hidden, Options.DEFAULT);
    }

    public RNN(long in, long hidden, Options options) {
        this(in, hidden, options, false);
    }

    public RNN(long in, long hidden, Options options, boolean relu) {
        super(1, in, hidden, options);
        this.relu = relu;
    }

    /** From states of zeros. */
    public Result run(Tensor x) {
        return result(walk(x, 1));
    }

    /** From the states [layers * directions, N, hidden]. */
    public Result run(Tensor x, Tensor initial) {
        return result(walk(x, 1, initial));
    }

    private static Result result(Walk walk) {
        return new Result(walk.output(), walk.last()[0]);
    }

    /** What each step gave. */
    @Override
    public Tensor forward(Tensor x) {
        return run(x).output();
    }

    @Override
    Tensor[] step(Tensor fromInput, Tensor[] state, Tensor weight, @Nullable Tensor bias) {
        return new Tensor[]{Gates.elman(fromInput, state[0], weight, bias, relu)};
    }
}
