package dev.sinter.nn;

import dev.sinter.Tensor;

/** {@link Functional#celu}. */
public final class CELU extends Module {
    private final double alpha;

    public CELU() {
        this(1);
    }

    public CELU(double alpha) {
        this.alpha = alpha;
    }

    @Override
    public Tensor forward(Tensor x) {
        return Functional.celu(x, alpha);
    }

    @Override
    protected String describe() {
        return "alpha=" + Words.of(alpha);
    }
}
