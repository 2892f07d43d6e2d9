package dev.sinter.nn;

import dev.sinter.Tensor;

/** x times its sigmoid. */
public final class SiLU extends Module {
    public SiLU() {}

    @Override
    public Tensor forward(Tensor x) {
        return Functional.silu(x);
    }
}
