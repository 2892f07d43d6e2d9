package dev.sinter.nn;

import dev.sinter.Tensor;

/** {@link Functional#ctcLoss}: of logarithms of probabilities [T, N, C] and classes [N, S], with the lengths of both [N]. */
public final class CTCLoss extends Module {
    private final long blank;
    private final Reduction reduction;
    private final boolean zeroInfinity;

    public CTCLoss() {
        this(0, Reduction.MEAN, false);
    }

    public CTCLoss(long blank, Reduction reduction, boolean zeroInfinity) {
        this.blank = blank;
        this.reduction = reduction;
        this.zeroInfinity = zeroInfinity;
    }

    public Tensor call(Tensor logs, Tensor target, Tensor inputLengths, Tensor targetLengths) {
        return Functional.ctcLoss(logs, target, inputLengths, targetLengths, blank, reduction, zeroInfinity);
    }
}
