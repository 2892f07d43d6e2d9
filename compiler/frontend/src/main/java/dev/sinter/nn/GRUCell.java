package dev.sinter.nn;

import dev.sinter.Tensor;

/** One step of {@link GRU}. */
public final class GRUCell extends RecurrentCell {
    public GRUCell(long in, long hidden) {
        this(in, hidden, true);
    }

    public GRUCell(long in, long hidden, boolean withBias) {
        super(3, in, hidden, withBias);
    }

    /** The next state. */
    public Tensor call(Tensor x, Tensor hidden) {
        return Gates.gru(fromInput(x, hidden), hidden, hiddenWeight, hiddenBias);
    }
}
