package dev.sinter.nn;

import dev.sinter.Tensor;

/** {@link Functional#cosineEmbeddingLoss}. */
public final class CosineEmbeddingLoss extends Module {
    private final double margin;
    private final Reduction reduction;

    public CosineEmbeddingLoss() {
        this(0, Reduction.MEAN);
    }

    public CosineEmbeddingLoss(Reduction reduction) {
        this(0, reduction);
    }

    public CosineEmbeddingLoss(double margin, Reduction reduction) {
        this.margin = margin;
        this.reduction = reduction;
    }

    public Tensor call(Tensor a, Tensor b, Tensor target) {
        return Functional.cosineEmbeddingLoss(a, b, target, margin, reduction);
    }
}
