package dev.sinter.nn;

import dev.sinter.Tensor;

/** {@link Functional#glu}: one half gates the other. */
public final class GLU extends Module {
    private final int axis;

    public GLU() {
        this(-1);
    }

    public GLU(int axis) {
        this.axis = axis;
    }

    @Override
    public Tensor forward(Tensor x) {
        return Functional.glu(x, axis);
    }

    @Override
    protected String describe() {
        return "dim=" + axis;
    }
}
