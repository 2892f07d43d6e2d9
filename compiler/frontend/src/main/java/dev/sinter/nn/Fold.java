package dev.sinter.nn;

import dev.sinter.Tensor;

/** {@link Functional#fold}: columns added up where their blocks are in an image. */
public final class Fold extends Module {
    private final long height;
    private final long width;
    private final Window window;

    public Fold(long height, long width, Window window) {
        this.height = height;
        this.width = width;
        this.window = window;
    }

    @Override
    public Tensor forward(Tensor x) {
        return Functional.fold(x, height, width, window);
    }

    @Override
    protected String describe() {
        return "output_size=(" + height + ", " + width + "), " + Words.of(window);
    }
}
