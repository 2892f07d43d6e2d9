package dev.sinter.nn;

import dev.sinter.Parameter;
import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.types.DType;
import dev.sinter.types.Shape;
import org.jspecify.annotations.Nullable;

/** {@link Functional#rmsNorm}: the last axes divided by the root of the mean of their squares, then {@code * weight}. */
public final class RMSNorm extends Module {
    public final @Nullable Parameter weight;
    private final Shape normalized;
    private final double eps;

    /** With the least number that changes 1 as eps, as it depends on the dtype: float32's. */
    public RMSNorm(long... normalized) {
        this(Shape.of(normalized), Math.ulp(1f), true);
    }

    public RMSNorm(Shape normalized, double eps, boolean affine) {
        this.normalized = normalized;
        this.eps = eps;
        weight = affine ? new Parameter(Sinter.ones(normalized, DType.F32)) : null;
    }

    @Override
    public Tensor forward(Tensor x) {
        return Functional.rmsNorm(x, normalized, weight, eps);
    }

    @Override
    protected String describe() {
        return Words.shape(normalized) + ", eps=" + Words.of(eps) + ", elementwise_affine=" + Words.of(weight != null);
    }
}
