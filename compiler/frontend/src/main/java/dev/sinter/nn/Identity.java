package dev.sinter.nn;

import dev.sinter.Tensor;

/** What it is given. */
public final class Identity extends Module {
    public Identity() {}

    @Override
    public Tensor forward(Tensor x) {
        return x;
    }
}
