package dev.sinter.nn;

import dev.sinter.Tensor;
import org.jspecify.annotations.Nullable;

/** {@link Functional#binaryCrossEntropyWithLogits(Tensor, Tensor, Tensor, Tensor, Reduction)}. */
public final class BCEWithLogitsLoss extends Module {
    private final @Nullable Tensor weight;
    private final @Nullable Tensor positive;
    private final Reduction reduction;

    public BCEWithLogitsLoss() {
        this(null, null, Reduction.MEAN);
    }

    public BCEWithLogitsLoss(Reduction reduction) {
        this(null, null, reduction);
    }

    public BCEWithLogitsLoss(@Nullable Tensor weight, @Nullable Tensor positive, Reduction reduction) {
        this.weight = weight;
        this.positive = positive;
        this.reduction = reduction;
    }

    public Tensor call(Tensor input, Tensor target) {
        return Functional.binaryCrossEntropyWithLogits(input, target, weight, positive, reduction);
    }
}
