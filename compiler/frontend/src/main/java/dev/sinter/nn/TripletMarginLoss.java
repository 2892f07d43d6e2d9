package dev.sinter.nn;

import dev.sinter.Tensor;

/** {@link Functional#tripletMarginLoss}. */
public final class TripletMarginLoss extends Module {
    private final double margin;
    private final double p;
    private final boolean swap;
    private final Reduction reduction;

    public TripletMarginLoss() {
        this(1, 2, false, Reduction.MEAN);
    }

    public TripletMarginLoss(Reduction reduction) {
        this(1, 2, false, reduction);
    }

    public TripletMarginLoss(double margin, double p, boolean swap, Reduction reduction) {
        this.margin = margin;
        this.p = p;
        this.swap = swap;
        this.reduction = reduction;
    }

    public Tensor call(Tensor anchor, Tensor positive, Tensor negative) {
        return Functional.tripletMarginLoss(anchor, positive, negative, margin, p, 1e-6, swap, reduction);
    }
}
