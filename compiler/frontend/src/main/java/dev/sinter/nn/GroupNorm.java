package dev.sinter.nn;

import dev.sinter.Parameter;
import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import org.jspecify.annotations.Nullable;

/** {@link Functional#groupNorm}: groups of channels with mean 0 and variance 1, then {@code * weight + bias}. */
public final class GroupNorm extends Module {
    public final @Nullable Parameter weight;
    public final @Nullable Parameter bias;
    private final int groups;
    private final long channels;
    private final double eps;

    public GroupNorm(int groups, long channels) {
        this(groups, channels, 1e-5, true);
    }

    public GroupNorm(int groups, long channels, double eps, boolean affine) {
        if (groups < 1 || channels % groups != 0) {
            throw new Diagnostic("GroupNorm: " + channels + " channels do not divide into " + groups + " groups");
        }
        this.groups = groups;
        this.channels = channels;
        this.eps = eps;
        weight = affine ? new Parameter(Sinter.ones(channels)) : null;
        bias = affine ? new Parameter(Sinter.zeros(channels)) : null;
    }

    @Override
    public Tensor forward(Tensor x) {
        return Functional.groupNorm(x, groups, weight, bias, eps);
    }

    @Override
    protected String describe() {
        return groups + ", " + channels + ", eps=" + Words.of(eps) + ", affine=" + Words.of(weight != null);
    }
}
