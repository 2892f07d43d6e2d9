package dev.sinter.nn;

import dev.sinter.Tensor;

/** {@link Functional#adaptiveMaxPool1d}: pooling to a given size. */
public final class AdaptiveMaxPool1d extends Module {
    private final int size;

    public AdaptiveMaxPool1d(int size) {
        this.size = size;
    }

    @Override
    public Tensor forward(Tensor x) {
        return Functional.adaptiveMaxPool1d(x, size);
    }

    @Override
    protected String describe() {
        return "output_size=" + size;
    }
}
