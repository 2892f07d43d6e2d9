package dev.sinter.nn;

import dev.sinter.Tensor;

/** {@link Functional#l1Loss(Tensor, Tensor, Reduction)}. */
public final class L1Loss extends Module {
    private final Reduction reduction;

    public L1Loss() {
        this(Reduction.MEAN);
    }

    public L1Loss(Reduction reduction) {
        this.reduction = reduction;
    }

    public Tensor call(Tensor input, Tensor target) {
        return Functional.l1Loss(input, target, reduction);
    }
}
