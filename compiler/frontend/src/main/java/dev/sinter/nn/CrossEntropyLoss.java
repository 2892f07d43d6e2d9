package dev.sinter.nn;

import dev.sinter.Tensor;

/** {@link Functional#crossEntropy(Tensor, Tensor, Reduction)} of logits [N, C] and classes [N]. */
public final class CrossEntropyLoss {
    private final Reduction reduction;

    public CrossEntropyLoss() {
        this(Reduction.MEAN);
    }

    public CrossEntropyLoss(Reduction reduction) {
        this.reduction = reduction;
    }

    public Tensor call(Tensor logits, Tensor target) {
        return Functional.crossEntropy(logits, target, reduction);
    }
}
