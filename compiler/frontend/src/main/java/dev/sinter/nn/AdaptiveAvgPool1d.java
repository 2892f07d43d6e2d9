package dev.sinter.nn;

import dev.sinter.Tensor;

/** {@link Functional#adaptiveAvgPool1d}: pooling to a given size. */
public final class AdaptiveAvgPool1d extends Module {
    private final int size;

    public AdaptiveAvgPool1d(int size) {
        this.size = size;
    }

    @Override
    public Tensor forward(Tensor x) {
        return Functional.adaptiveAvgPool1d(x, size);
    }

    @Override
    protected String describe() {
        return "output_size=" + size;
    }
}
