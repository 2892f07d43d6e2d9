package dev.sinter.nn;

import dev.sinter.Tensor;

/** {@link Functional#gaussianNllLoss}. */
public final class GaussianNLLLoss extends Module {
    private final double eps;
    private final Reduction reduction;

    public GaussianNLLLoss() {
        this(1e-6, Reduction.MEAN);
    }

    public GaussianNLLLoss(Reduction reduction) {
        this(1e-6, reduction);
    }

    public GaussianNLLLoss(double eps, Reduction reduction) {
        this.eps = eps;
        this.reduction = reduction;
    }

    public Tensor call(Tensor input, Tensor target, Tensor variance) {
        return Functional.gaussianNllLoss(input, target, variance, eps, reduction);
    }
}
