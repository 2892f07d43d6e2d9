package dev.sinter.nn;

import dev.sinter.Tensor;

/** x times the normal distribution function of x, or its approximation by the hyperbolic tangent. */
public final class GELU extends Module {
    private final boolean tanh;

    public GELU() {
        this(false);
    }

    public GELU(boolean tanh) {
        this.tanh = tanh;
    }

    @Override
    public Tensor forward(Tensor x) {
        return tanh ? Functional.geluTanh(x) : Functional.gelu(x);
    }

    @Override
    protected String describe() {
        return "approximate=" + (tanh ? "'tanh'" : "'none'");
    }
}
