package dev.sinter.nn;

import dev.sinter.Tensor;

/** All axes but the first as one. */
public final class Flatten extends Module {
    public Flatten() {}

    @Override
    public Tensor forward(Tensor x) {
        return x.flatten(1);
    }
}
