package dev.sinter.nn;

import dev.sinter.Tensor;
import java.util.List;

/** One step of {@link LSTM}. */
public final class LSTMCell extends RecurrentCell {
    /** A state and its cell. */
    public record State(Tensor hidden, Tensor cell) {}

    public LSTMCell(long in, long hidden) {
        this(in, hidden, true);
    }

    public LSTMCell(long in, long hidden, boolean withBias) {
        super(4, in, hidden, withBias);
    }

    /** The next state. */
    public State call(Tensor x, State state) {
        List<Tensor> next = Gates.lstm(fromInput(x, state.hidden(), state.cell()), state.hidden(), state.cell(),
                hiddenWeight, hiddenBias);
        return new State(next.get(0), next.get(1));
    }
}
