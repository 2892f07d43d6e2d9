package dev.sinter.nn;

import dev.sinter.Tensor;

/** Two-dimensional convolution of [N, in, H, W]: weight [out, in/groups, kh, kw], bias [out]. */
public final class Conv2d extends Convolution {
    /** Square windows of {@code kernel} by {@code kernel}, stride 1, no padding. */
    public Conv2d(long in, long out, int kernel) {
        this(in, out, Window.of(kernel));
    }

    public Conv2d(long in, long out, int kernel, int stride, int padding) {
        this(in, out, Window.of(kernel).stride(stride).padding(padding));
    }

    public Conv2d(long in, long out, int kernel, int stride, int padding, int dilation, int groups, boolean withBias) {
        this(in, out, Window.of(kernel).stride(stride).padding(padding).dilation(dilation), groups, withBias);
    }

    public Conv2d(long in, long out, Window window) {
        this(in, out, window, 1, true);
    }

    public Conv2d(long in, long out, Window window, int groups, boolean withBias) {
        super(2, in, out, window, groups, withBias, false);
    }

    @Override
    public Tensor forward(Tensor x) {
        return Functional.conv2d(x, weight, bias, window, groups);
    }
}
