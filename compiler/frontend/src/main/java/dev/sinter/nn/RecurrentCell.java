package dev.sinter.nn;

import dev.sinter.Parameter;
import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import org.jspecify.annotations.Nullable;

/** What single steps of recurrent networks have in common: weights and biases of {@link Recurrent}, for [N, in] or [in]. */
public abstract sealed class RecurrentCell extends Module permits RNNCell, LSTMCell, GRUCell {
    @Named("weight_ih") public final Parameter inputWeight;
    @Named("weight_hh") public final Parameter hiddenWeight;
    @Named("bias_ih") public final @Nullable Parameter inputBias;
    @Named("bias_hh") public final @Nullable Parameter hiddenBias;

    RecurrentCell(int gates, long in, long hidden, boolean withBias) {
        inputWeight = draw(hidden, gates * hidden, in);
        hiddenWeight = draw(hidden, gates * hidden, hidden);
        inputBias = withBias ? draw(hidden, gates * hidden) : null;
        hiddenBias = withBias ? draw(hidden, gates * hidden) : null;
    }

    private static Parameter draw(long hidden, long... sizes) {
        double bound = 1 / Math.sqrt(hidden);
        return new Parameter(Init.uniform_(Sinter.empty(sizes), -bound, bound));
    }

    /** The input's part of the gates. */
    final Tensor fromInput(Tensor x, Tensor... states) {
        for (Tensor state : states) {
            if (x.rank() != state.rank() || !state.dim(-1).equals(hiddenWeight.dim(1))) {
                throw new Diagnostic(getClass().getSimpleName() + ": an input " + x.shape() + " and a state "
                        + state.shape() + " do not fit: [N, " + inputWeight.dim(1) + "] and [N, "
                        + hiddenWeight.dim(1) + "] are needed");
            }
        }
        return Functional.linear(x, inputWeight, inputBias);
    }

    @Override
    protected String describe() {
        return inputWeight.size(1) + ", " + hiddenWeight.size(1) + (inputBias == null ? ", bias=False" : "");
    }
}
