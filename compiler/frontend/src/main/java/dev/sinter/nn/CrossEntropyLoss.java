package dev.sinter.nn;

import dev.sinter.Tensor;
import org.jspecify.annotations.Nullable;

/** {@link Functional#crossEntropy(Tensor, Tensor, Tensor, long, Reduction, double)} of logits [N, C, ...] and classes, or probabilities. */
public final class CrossEntropyLoss extends Module {
    private final @Nullable Tensor weight;
    private final long ignoreIndex;
    private final double labelSmoothing;
    private final Reduction reduction;

    public CrossEntropyLoss() {
        this(null, Functional.IGNORE_INDEX, 0, Reduction.MEAN);
    }

    public CrossEntropyLoss(Reduction reduction) {
        this(null, Functional.IGNORE_INDEX, 0, reduction);
    }

    public CrossEntropyLoss(@Nullable Tensor weight, long ignoreIndex, double labelSmoothing, Reduction reduction) {
        this.weight = weight;
        this.ignoreIndex = ignoreIndex;
        this.labelSmoothing = labelSmoothing;
        this.reduction = reduction;
    }

    public Tensor call(Tensor logits, Tensor target) {
        return Functional.crossEntropy(logits, target, weight, ignoreIndex, reduction, labelSmoothing);
    }
}
