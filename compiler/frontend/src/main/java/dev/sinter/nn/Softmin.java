package dev.sinter.nn;

import dev.sinter.Tensor;

/** {@link Functional#softmin} along an axis. */
public final class Softmin extends Module {
    private final int axis;

    public Softmin(int axis) {
        this.axis = axis;
    }

    @Override
    public Tensor forward(Tensor x) {
        return Functional.softmin(x, axis);
    }

    @Override
    protected String describe() {
        return "dim=" + axis;
    }
}
