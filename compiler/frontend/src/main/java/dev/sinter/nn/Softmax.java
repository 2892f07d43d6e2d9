package dev.sinter.nn;

import dev.sinter.Tensor;

/** {@link Tensor#softmax} along an axis. */
public final class Softmax extends Module {
    private final int axis;

    public Softmax(int axis) {
        this.axis = axis;
    }

    @Override
    public Tensor forward(Tensor x) {
        return x.softmax(axis);
    }

    @Override
    protected String describe() {
        return "dim=" + axis;
    }
}
