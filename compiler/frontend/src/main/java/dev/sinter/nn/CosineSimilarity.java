package dev.sinter.nn;

import dev.sinter.Tensor;

/** {@link Functional#cosineSimilarity} along an axis. */
public final class CosineSimilarity extends Module {
    private final int axis;
    private final double eps;

    public CosineSimilarity() {
        this(1, 1e-8);
    }

    public CosineSimilarity(int axis, double eps) {
        this.axis = axis;
        this.eps = eps;
    }

    public Tensor call(Tensor a, Tensor b) {
        return Functional.cosineSimilarity(a, b, axis, eps);
    }
}
