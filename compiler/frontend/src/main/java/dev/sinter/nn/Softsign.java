package dev.sinter.nn;

import dev.sinter.Tensor;

/** {@link Functional#softsign}. */
public final class Softsign extends Module {
    public Softsign() {}

    @Override
    public Tensor forward(Tensor x) {
        return Functional.softsign(x);
    }
}
