package dev.sinter.nn;

import dev.sinter.Tensor;
import org.jspecify.annotations.Nullable;

/** A recurrent network of gated units; the gates stand in the order reset, update, new (Cho et al., EMNLP 2014). */
public final class GRU extends Recurrent {
    /** What each step gave, and the last states [layers * directions, N, hidden]. */
    public record Result(Tensor output, Tensor hidden) {}

    public GRU(long in, long hidden) {
        this(in, hidden, Options.DEFAULT);
    }

    public GRU(long in, long hidden, Options options) {
        super(3, in, hidden, options);
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
        return new Tensor[]{Gates.gru(fromInput, state[0], weight, bias)};
    }
}
