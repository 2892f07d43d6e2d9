package dev.sinter.nn;

import dev.sinter.Tensor;
import org.jspecify.annotations.Nullable;

/** {@link Functional#multiMarginLoss}. */
public final class MultiMarginLoss extends Module {
    private final int p;
    private final double margin;
    final @Nullable Tensor weight;
    private final Reduction reduction;

    public MultiMarginLoss() {
        this(1, 1, null, Reduction.MEAN);
    }

    public MultiMarginLoss(int p, double margin, @Nullable Tensor weight, Reduction reduction) {
        this.p = p;
        this.margin = margin;
        this.weight = weight;
        this.reduction = reduction;
    }

    public Tensor call(Tensor input, Tensor target) {
        return Functional.multiMarginLoss(input, target, p, margin, weight, reduction);
    }
}
