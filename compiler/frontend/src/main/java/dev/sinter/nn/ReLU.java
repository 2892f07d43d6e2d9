package dev.sinter.nn;

import dev.sinter.Tensor;

/** max(x, 0). */
public final class ReLU extends Module {
    public ReLU() {}

    @Override
    public Tensor forward(Tensor x) {
        return x.relu();
    }
}
