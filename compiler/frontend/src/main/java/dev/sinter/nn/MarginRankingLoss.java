package dev.sinter.nn;

import dev.sinter.Tensor;

/** {@link Functional#marginRankingLoss}. */
public final class MarginRankingLoss extends Module {
    private final double margin;
    private final Reduction reduction;

    public MarginRankingLoss() {
        this(0, Reduction.MEAN);
    }

    public MarginRankingLoss(Reduction reduction) {
        this(0, reduction);
    }

    public MarginRankingLoss(double margin, Reduction reduction) {
        this.margin = margin;
        this.reduction = reduction;
    }

    public Tensor call(Tensor a, Tensor b, Tensor target) {
        return Functional.marginRankingLoss(a, b, target, margin, reduction);
    }
}
