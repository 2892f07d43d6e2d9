package dev.sinter.nn;

import dev.sinter.Tensor;
import org.jspecify.annotations.Nullable;

/** {@link Functional#multiLabelSoftMarginLoss}. */
public final class MultiLabelSoftMarginLoss extends Module {
    final @Nullable Tensor weight;
    private final Reduction reduction;

    public MultiLabelSoftMarginLoss() {
        this(null, Reduction.MEAN);
    }

    public MultiLabelSoftMarginLoss(@Nullable Tensor weight, Reduction reduction) {
        this.weight = weight;
        this.reduction = reduction;
    }

    public Tensor call(Tensor input, Tensor target) {
        return Functional.multiLabelSoftMarginLoss(input, target, weight, reduction);
    }
}
