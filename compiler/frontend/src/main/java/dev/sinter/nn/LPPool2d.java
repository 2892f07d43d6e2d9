package dev.sinter.nn;

import dev.sinter.Tensor;

/** The root of the sum of p-th powers of each window, over 2 spatial axes. */
public final class LPPool2d extends Pooling {
    private final double p;

    public LPPool2d(double p, Window window) {
        super(window);
        this.p = p;
    }

    @Override
    public Tensor forward(Tensor x) {
        return Functional.lpPool2d(x, p, window);
    }

    @Override
    protected String describe() {
        return "norm_type=" + Words.of(p) + ", " + super.describe();
    }
}
