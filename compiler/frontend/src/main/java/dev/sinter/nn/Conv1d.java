package dev.sinter.nn;

import dev.sinter.Tensor;

/** One-dimensional convolution of [N, in, L]: weight [out, in/groups, k], bias [out]. */
public final class Conv1d extends Convolution {
    /** Windows of {@code kernel}, stride 1, no padding. */
    public Conv1d(long in, long out, int kernel) {
        this(in, out, Window.of(kernel));
    }

    public Conv1d(long in, long out, int kernel, int stride, int padding) {
        this(in, out, Window.of(kernel).stride(stride).padding(padding));
    }

    public Conv1d(long in, long out, Window window) {
        this(in, out, window, 1, true);
    }

    public Conv1d(long in, long out, Window window, int groups, boolean withBias) {
        super(1, in, out, window, groups, withBias, false);
    }

    @Override
    public Tensor forward(Tensor x) {
        return Functional.conv1d(x, weight, bias, window, groups);
    }
}
