package dev.sinter.nn;

import dev.sinter.Tensor;

/** {@link Functional#softshrink}. */
public final class Softshrink extends Module {
    private final double lambda;

    public Softshrink() {
        this(0.5);
    }

    public Softshrink(double lambda) {
        this.lambda = lambda;
    }

    @Override
    public Tensor forward(Tensor x) {
        return Functional.softshrink(x, lambda);
    }

    @Override
    protected String describe() {
        return "lambd=" + Words.of(lambda);
    }
}
