package dev.sinter.nn;

import dev.sinter.Tensor;

/** The greatest element of each window of [N, C, H, W]. */
public final class MaxPool2d extends Pooling {
    /** Windows side by side. */
    public MaxPool2d(int kernel) {
        this(Window.of(kernel));
    }

    public MaxPool2d(int kernel, int stride) {
        this(kernel, stride, 0);
    }

    public MaxPool2d(int kernel, int stride, int padding) {
        this(Window.of(kernel).stride(stride).padding(padding));
    }

    public MaxPool2d(Window window) {
        super(window);
    }

    @Override
    public Tensor forward(Tensor x) {
        return Functional.maxPool2d(x, window);
    }

    @Override
    protected String describe() {
        return super.describe() + ", dilation=" + brief(window.dilation()) + ", ceil_mode=" + Words.of(window.ceil());
    }
}
