package dev.sinter.nn;

import dev.sinter.Tensor;

/** Three-dimensional convolution of [N, in, D, H, W]: weight [out, in/groups, kd, kh, kw], bias [out]. */
public final class Conv3d extends Convolution {
    /** Windows of {@code kernel}, stride 1, no padding. */
    public Conv3d(long in, long out, int kernel) {
        this(in, out, Window.of(kernel));
    }

    public Conv3d(long in, long out, int kernel, int stride, int padding) {
        this(in, out, Window.of(kernel).stride(stride).padding(padding));
    }

    public Conv3d(long in, long out, Window window) {
        this(in, out, window, 1, true);
    }

    public Conv3d(long in, long out, Window window, int groups, boolean withBias) {
        super(3, in, out, window, groups, withBias, false);
    }

    @Override
    public Tensor forward(Tensor x) {
        return Functional.conv3d(x, weight, bias, window, groups);
    }
}
