package dev.sinter.nn;

import dev.sinter.Tensor;

/** {@link Tensor#logSoftmax} along an axis. */
public final class LogSoftmax extends Module {
    private final int axis;

    public LogSoftmax(int axis) {
        this.axis = axis;
    }

    @Override
    public Tensor forward(Tensor x) {
        return x.logSoftmax(axis);
    }

    @Override
    protected String describe() {
        return "dim=" + axis;
    }
}
