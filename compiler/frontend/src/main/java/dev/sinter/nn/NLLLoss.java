package dev.sinter.nn;

import dev.sinter.Tensor;
import org.jspecify.annotations.Nullable;

/** {@link Functional#nllLoss(Tensor, Tensor, Tensor, long, Reduction)} of logarithms [N, C, ...] and classes. */
public final class NLLLoss extends Module {
    private final @Nullable Tensor weight;
    private final long ignoreIndex;
    private final Reduction reduction;

    public NLLLoss() {
        this(null, Functional.IGNORE_INDEX, Reduction.MEAN);
    }

    public NLLLoss(Reduction reduction) {
        this(null, Functional.IGNORE_INDEX, reduction);
    }

    public NLLLoss(@Nullable Tensor weight, long ignoreIndex, Reduction reduction) {
        this.weight = weight;
        this.ignoreIndex = ignoreIndex;
        this.reduction = reduction;
    }

    public Tensor call(Tensor logs, Tensor target) {
        return Functional.nllLoss(logs, target, weight, ignoreIndex, reduction);
    }
}
