package dev.sinter.nn;

import dev.sinter.Tensor;

/** {@link Functional#localResponseNorm}: divided by a power of the squares of neighbouring channels. */
public final class LocalResponseNorm extends Module {
    private final int size;
    private final double alpha;
    private final double beta;
    private final double k;

    public LocalResponseNorm(int size) {
        this(size, 1e-4, 0.75, 1);
    }

    public LocalResponseNorm(int size, double alpha, double beta, double k) {
        this.size = size;
        this.alpha = alpha;
        this.beta = beta;
        this.k = k;
    }

    @Override
    public Tensor forward(Tensor x) {
        return Functional.localResponseNorm(x, size, alpha, beta, k);
    }

    @Override
    protected String describe() {
        return size + ", alpha=" + Words.of(alpha) + ", beta=" + Words.of(beta) + ", k=" + Words.of(k);
    }
}
