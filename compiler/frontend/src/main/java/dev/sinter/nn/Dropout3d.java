package dev.sinter.nn;

import dev.sinter.Tensor;

/** In training whole channels of [N, C, ...] are 0 with probability p, and the others are divided by 1 - p. */
public final class Dropout3d extends Module {
    private final double p;

    public Dropout3d() {
        this(0.5);
    }

    public Dropout3d(double p) {
        this.p = Functional.probability("Dropout3d", p);
    }

    @Override
    public Tensor forward(Tensor x) {
        return Functional.dropoutChannels(x, p, isTraining());
    }

    @Override
    protected String describe() {
        return "p=" + Words.of(p) + ", inplace=False";
    }
}
