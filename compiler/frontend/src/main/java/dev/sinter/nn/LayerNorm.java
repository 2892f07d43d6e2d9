package dev.sinter.nn;

import dev.sinter.Parameter;
import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.types.DType;
import dev.sinter.types.Shape;
import org.jspecify.annotations.Nullable;

/** {@link Functional#layerNorm}: the last axes with mean 0 and variance 1, then {@code * weight + bias}. */
public final class LayerNorm extends Module {
    public final @Nullable Parameter weight;
    public final @Nullable Parameter bias;
    private final Shape normalized;
    private final double eps;

    public LayerNorm(long... normalized) {
        this(Shape.of(normalized), 1e-5, true, true);
    }

    public LayerNorm(Shape normalized, double eps, boolean affine, boolean withBias) {
        this.normalized = normalized;
        this.eps = eps;
        weight = affine ? new Parameter(Sinter.ones(normalized, DType.F32)) : null;
        bias = affine && withBias ? new Parameter(Sinter.zeros(normalized, DType.F32)) : null;
    }

    @Override
    public Tensor forward(Tensor x) {
        return Functional.layerNorm(x, normalized, weight, bias, eps);
    }

    @Override
    protected String describe() {
        return Words.shape(normalized) + ", eps=" + Words.of(eps) + ", elementwise_affine=" + Words.of(weight != null);
    }
}
