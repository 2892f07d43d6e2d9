package dev.sinter.nn;

import dev.sinter.Tensor;

/** The mean of each window of [N, C, L]. */
public final class AvgPool1d extends Pooling {
    private final boolean countIncludePad;

    /** Windows side by side. */
    public AvgPool1d(int kernel) {
        this(Window.of(kernel));
    }

    public AvgPool1d(int kernel, int stride) {
        this(kernel, stride, 0);
    }

    public AvgPool1d(int kernel, int stride, int padding) {
        this(Window.of(kernel).stride(stride).padding(padding));
    }

    public AvgPool1d(Window window) {
        this(window, true);
    }

    /** With {@code countIncludePad} the zeros of the padding count as elements. */
    public AvgPool1d(Window window, boolean countIncludePad) {
        super(window);
        this.countIncludePad = countIncludePad;
    }

    @Override
    public Tensor forward(Tensor x) {
        return Functional.avgPool1d(x, window, countIncludePad);
    }
}
