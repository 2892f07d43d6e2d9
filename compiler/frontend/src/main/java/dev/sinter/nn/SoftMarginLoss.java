package dev.sinter.nn;

import dev.sinter.Tensor;

/** {@link Functional#softMarginLoss}. */
public final class SoftMarginLoss extends Module {
    private final Reduction reduction;

    public SoftMarginLoss() {
        this(Reduction.MEAN);
    }

    public SoftMarginLoss(Reduction reduction) {
        this.reduction = reduction;
    }

    public Tensor call(Tensor input, Tensor target) {
        return Functional.softMarginLoss(input, target, reduction);
    }
}
