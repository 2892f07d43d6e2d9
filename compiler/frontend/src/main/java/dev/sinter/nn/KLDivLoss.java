package dev.sinter.nn;

import dev.sinter.Tensor;

/** {@link Functional#klDiv}. */
public final class KLDivLoss extends Module {
    private final boolean logTarget;
    private final Reduction reduction;

    public KLDivLoss() {
        this(false, Reduction.MEAN);
    }

    public KLDivLoss(Reduction reduction) {
        this(false, reduction);
    }

    public KLDivLoss(boolean logTarget, Reduction reduction) {
        this.logTarget = logTarget;
        this.reduction = reduction;
    }

    public Tensor call(Tensor input, Tensor target) {
        return Functional.klDiv(input, target, reduction, logTarget);
    }
}
