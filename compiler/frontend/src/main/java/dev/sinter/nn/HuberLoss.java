package dev.sinter.nn;

import dev.sinter.Tensor;

/** {@link Functional#huberLoss}. */
public final class HuberLoss extends Module {
    private final double delta;
    private final Reduction reduction;

    public HuberLoss() {
        this(1, Reduction.MEAN);
    }

    public HuberLoss(Reduction reduction) {
        this(1, reduction);
    }

    public HuberLoss(double delta, Reduction reduction) {
        this.delta = delta;
        this.reduction = reduction;
    }

    public Tensor call(Tensor input, Tensor target) {
        return Functional.huberLoss(input, target, reduction, delta);
    }
}
