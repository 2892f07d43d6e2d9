package dev.sinter.nn;

import dev.sinter.Tensor;

/** One step of {@link RNN}. */
public final class RNNCell extends RecurrentCell {
    private final boolean relu;

    public RNNCell(long in, long hidden) {
        this(in, hidden, true, false);
    }

    public RNNCell(long in, long hidden, boolean withBias, boolean relu) {
        super(1, in, hidden, withBias);
        this.relu = relu;
    }

    /** The next state. */
    public Tensor call(Tensor x, Tensor hidden) {
        return Gates.elman(fromInput(x, hidden), hidden, hiddenWeight, hiddenBias, relu);
    }
}
