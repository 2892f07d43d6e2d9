package dev.sinter.nn;

import dev.sinter.Tensor;

/** {@link Functional#softplus}. */
public final class Softplus extends Module {
    private final double beta;
    private final double threshold;

    public Softplus() {
        this(1, 20);
    }

    public Softplus(double beta, double threshold) {
        this.beta = beta;
        this.threshold = threshold;
    }

    @Override
    public Tensor forward(Tensor x) {
        return Functional.softplus(x, beta, threshold);
    }

    @Override
    protected String describe() {
        return "beta=" + Words.of(beta) + ", threshold=" + Words.of(threshold);
    }
}
