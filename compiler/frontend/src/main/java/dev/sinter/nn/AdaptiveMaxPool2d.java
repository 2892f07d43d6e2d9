package dev.sinter.nn;

import dev.sinter.Tensor;

/** {@link Functional#adaptiveMaxPool2d}: pooling to a given size. */
public final class AdaptiveMaxPool2d extends Module {
    private final int height;
    private final int width;

    public AdaptiveMaxPool2d(int size) {
        this(size, size);
    }

    public AdaptiveMaxPool2d(int height, int width) {
        this.height = height;
        this.width = width;
    }

    @Override
    public Tensor forward(Tensor x) {
        return Functional.adaptiveMaxPool2d(x, height, width);
    }

    @Override
    protected String describe() {
        return "output_size=(" + height + ", " + width + ")";
    }
}
