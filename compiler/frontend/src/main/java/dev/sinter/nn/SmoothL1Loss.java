package dev.sinter.nn;

import dev.sinter.Tensor;

/** {@link Functional#smoothL1Loss}. */
public final class SmoothL1Loss extends Module {
    private final double beta;
    private final Reduction reduction;

    public SmoothL1Loss() {
        this(1, Reduction.MEAN);
    }

    public SmoothL1Loss(Reduction reduction) {
        this(1, reduction);
    }

    public SmoothL1Loss(double beta, Reduction reduction) {
        this.beta = beta;
        this.reduction = reduction;
    }

    public Tensor call(Tensor input, Tensor target) {
        return Functional.smoothL1Loss(input, target, reduction, beta);
    }
}
