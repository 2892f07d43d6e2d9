package dev.sinter.nn;

import dev.sinter.Tensor;

/** {@link Functional#hingeEmbeddingLoss}. */
public final class HingeEmbeddingLoss extends Module {
    private final double margin;
    private final Reduction reduction;

    public HingeEmbeddingLoss() {
        this(1, Reduction.MEAN);
    }

    public HingeEmbeddingLoss(Reduction reduction) {
        this(1, reduction);
    }

    public HingeEmbeddingLoss(double margin, Reduction reduction) {
        this.margin = margin;
        this.reduction = reduction;
    }

    public Tensor call(Tensor input, Tensor target) {
        return Functional.hingeEmbeddingLoss(input, target, margin, reduction);
    }
}
