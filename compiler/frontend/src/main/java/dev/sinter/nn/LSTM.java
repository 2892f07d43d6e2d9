package dev.sinter.nn;

import dev.sinter.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A recurrent network with long short-term memory; the gates stand in the order input, forget, cell, output (Hochreiter and
 * Schmidhuber, 1997, with the forget gates of Gers et al., 2000).
 */
public final class LSTM extends Recurrent {
    /** What each step gave, and the last states and cells [layers * directions, N, hidden]; with a projection states are as large as that. */
    public record Result(Tensor output, Tensor hidden, Tensor cell) {}

    public LSTM(long in, long hidden) {
        this(in, hidden, Options.DEFAULT);
    }

    public LSTM(long in, long hidden, Options options) {
        super(4, in, hidden, options);
    }

    /** From states of zeros. */
    public Result run(Tensor x) {
        return result(walk(x, 2));
    }

    /** From the states and cells [layers * directions, N, hidden]. */
    public Result run(Tensor x, Tensor hidden, Tensor cell) {
        return result(walk(x, 2, hidden, cell));
    }

    private static Result result(Walk walk) {
        return new Result(walk.output(), walk.last()[0], walk.last()[1]);
    }

    /** What each step gave. */
    @Override
    public Tensor forward(Tensor x) {
        return run(x).output();
    }

    @Override
    Tensor[] step(Tensor fromInput, Tensor[] state, Tensor weight, @Nullable Tensor bias) {
        List<Tensor> next = Gates.lstm(fromInput, state[0], state[1], weight, bias);
        return new Tensor[]{next.get(0), next.get(1)};
    }
}
