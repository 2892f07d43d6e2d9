package dev.sinter;

import java.util.List;

/** What computed a tensor that requires a gradient, for people who want to see where derivatives go. */
public final class GradFn {
    private final History history;

    GradFn(History history) {
        this.history = history;
    }

    /** {@code MulBackward}; {@code AccumulateGrad} for a leaf. */
    public String name() {
        return history.toString();
    }

    /** What computed the operands that require a gradient; empty for a leaf and after the graph was released. */
    public List<GradFn> nextFunctions() {
        return history.parents().stream().map(GradFn::new).toList();
    }

    @Override
    public String toString() {
        return "<" + name() + ">";
    }
}
