package dev.sinter.nn;

import dev.sinter.Tensor;

/** {@link Functional#mseLoss(Tensor, Tensor, Reduction)}. */
public final class MSELoss extends Module {
    private final Reduction reduction;

    public MSELoss() {
        this(Reduction.MEAN);
    }

    public MSELoss(Reduction reduction) {
        this.reduction = reduction;
    }

    public Tensor call(Tensor input, Tensor target) {
        return Functional.mseLoss(input, target, reduction);
    }
}
