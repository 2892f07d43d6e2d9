package dev.sinter.nn;

import dev.sinter.Tensor;

/** {@link Functional#hardshrink}. */
public final class Hardshrink extends Module {
    private final double lambda;

    public Hardshrink() {
        this(0.5);
    }

    public Hardshrink(double lambda) {
        this.lambda = lambda;
    }

    @Override
    public Tensor forward(Tensor x) {
        return Functional.hardshrink(x, lambda);
    }

    @Override
    protected String describe() {
        return "lambd=" + Words.of(lambda);
    }
}
