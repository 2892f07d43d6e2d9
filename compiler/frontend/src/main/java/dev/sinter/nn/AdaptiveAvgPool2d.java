package dev.sinter.nn;

import dev.sinter.Tensor;

/** {@link Functional#adaptiveAvgPool2d}: pooling to a given size. */
public final class AdaptiveAvgPool2d extends Module {
    private final int height;
    private final int width;

    public AdaptiveAvgPool2d(int size) {
        this(size, size);
    }

    public AdaptiveAvgPool2d(int height, int width) {
        this.height = height;
        this.width = width;
    }

    @Override
    public Tensor forward(Tensor x) {
        return Functional.adaptiveAvgPool2d(x, height, width);
    }

    @Override
    protected String describe() {
        return "output_size=(" + height + ", " + width + ")";
    }
}
