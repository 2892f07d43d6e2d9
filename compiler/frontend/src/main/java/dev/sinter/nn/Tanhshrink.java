package dev.sinter.nn;

import dev.sinter.Tensor;

/** x less its hyperbolic tangent. */
public final class Tanhshrink extends Module {
    public Tanhshrink() {}

    @Override
    public Tensor forward(Tensor x) {
        return Functional.tanhshrink(x);
    }
}
