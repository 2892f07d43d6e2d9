package dev.sinter.nn;

import dev.sinter.Tensor;
import org.jspecify.annotations.Nullable;

/** {@link Functional#binaryCrossEntropy(Tensor, Tensor, Tensor, Reduction)}. */
public final class BCELoss extends Module {
    private final @Nullable Tensor weight;
    private final Reduction reduction;

    public BCELoss() {
        this(null, Reduction.MEAN);
    }

    public BCELoss(Reduction reduction) {
        this(null, reduction);
    }

    public BCELoss(@Nullable Tensor weight, Reduction reduction) {
        this.weight = weight;
        this.reduction = reduction;
    }

    public Tensor call(Tensor input, Tensor target) {
        return Functional.binaryCrossEntropy(input, target, weight, reduction);
    }
}
