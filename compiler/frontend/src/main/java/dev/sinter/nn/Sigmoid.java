package dev.sinter.nn;

import dev.sinter.Tensor;

/** 1 / (1 + exp(-x)). */
public final class Sigmoid extends Module {
    public Sigmoid() {}

    @Override
    public Tensor forward(Tensor x) {
        return x.sigmoid();
    }
}
