package dev.sinter.nn;

import dev.sinter.Tensor;

/** In training each element is 0 with probability p, and the others are divided by 1 - p; otherwise nothing changes. */
public final class Dropout extends Module {
    private final double p;

    public Dropout() {
        this(0.5);
    }

    public Dropout(double p) {
        this.p = Functional.probability("Dropout", p);
    }

    @Override
    public Tensor forward(Tensor x) {
        return Functional.dropout(x, p, isTraining());
    }

    @Override
    protected String describe() {
        return "p=" + Words.of(p) + ", inplace=False";
    }
}
