package dev.sinter.nn;

import dev.sinter.Tensor;

/** The axes from one to another, both included, as one: all but the first, unless told otherwise. */
public final class Flatten extends Module {
    private final int first;
    private final int last;

    public Flatten() {
        this(1, -1);
    }

    public Flatten(int first, int last) {
        this.first = first;
        this.last = last;
    }

    @Override
    public Tensor forward(Tensor x) {
        return x.flatten(first, last);
    }

    @Override
    protected String describe() {
        return "start_dim=" + first + ", end_dim=" + last;
    }
}
