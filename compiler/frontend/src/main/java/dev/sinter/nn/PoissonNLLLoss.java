package dev.sinter.nn;

import dev.sinter.Tensor;

/** {@link Functional#poissonNllLoss}. */
public final class PoissonNLLLoss extends Module {
    private final Reduction reduction;

    public PoissonNLLLoss() {
        this(Reduction.MEAN);
    }

    public PoissonNLLLoss(Reduction reduction) {
        this.reduction = reduction;
    }

    public Tensor call(Tensor input, Tensor target) {
        return Functional.poissonNllLoss(input, target, reduction);
    }
}
