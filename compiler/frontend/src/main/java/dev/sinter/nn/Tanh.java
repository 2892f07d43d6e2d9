package dev.sinter.nn;

import dev.sinter.Tensor;

/** The hyperbolic tangent. */
public final class Tanh extends Module {
    public Tanh() {}

    @Override
    public Tensor forward(Tensor x) {
        return x.tanh();
    }
}
