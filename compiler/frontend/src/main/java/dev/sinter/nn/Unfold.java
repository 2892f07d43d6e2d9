package dev.sinter.nn;

import dev.sinter.Tensor;

/** {@link Functional#unfold}: the blocks of an image as columns. */
public final class Unfold extends Module {
    private final Window window;

    public Unfold(Window window) {
        this.window = window;
    }

    @Override
    public Tensor forward(Tensor x) {
        return Functional.unfold(x, window);
    }

    @Override
    protected String describe() {
        return Words.of(window);
    }
}
