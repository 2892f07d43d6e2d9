package dev.sinter.nn;

import dev.sinter.Tensor;

/** x where it is positive, else x times a small slope. */
public final class LeakyReLU extends Module {
    private final double slope;

    public LeakyReLU() {
        this(0.01);
    }

    public LeakyReLU(double slope) {
        this.slope = slope;
    }

    @Override
    public Tensor forward(Tensor x) {
        return Functional.leakyRelu(x, slope);
    }

    @Override
    protected String describe() {
        return "negative_slope=" + Words.of(slope);
    }
}
