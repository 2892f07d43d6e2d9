package dev.sinter.nn;

import dev.sinter.Tensor;

/** {@link Functional#elu}. */
public final class ELU extends Module {
    private final double alpha;

    public ELU() {
        this(1);
    }

    public ELU(double alpha) {
        this.alpha = alpha;
    }

    @Override
    public Tensor forward(Tensor x) {
        return Functional.elu(x, alpha);
    }

    @Override
    protected String describe() {
        return "alpha=" + Words.of(alpha);
    }
}
