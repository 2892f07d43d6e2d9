package dev.sinter.nn;

import dev.sinter.Tensor;

/** {@link Functional#mish}. */
public final class Mish extends Module {
    public Mish() {}

    @Override
    public Tensor forward(Tensor x) {
        return Functional.mish(x);
    }
}
