package dev.sinter.nn;

import dev.sinter.Parameter;
import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import org.jspecify.annotations.Nullable;

/** {@link Functional#instanceNorm} of [N, C, H, W], without running statistics. */
public final class InstanceNorm2d extends Module {
    public final @Nullable Parameter weight;
    public final @Nullable Parameter bias;
    private final long channels;
    private final double eps;

    public InstanceNorm2d(long channels) {
        this(channels, 1e-5, false);
    }

    public InstanceNorm2d(long channels, double eps, boolean affine) {
        this.channels = channels;
        this.eps = eps;
        weight = affine ? new Parameter(Sinter.ones(channels)) : null;
        bias = affine ? new Parameter(Sinter.zeros(channels)) : null;
    }

    @Override
    public Tensor forward(Tensor x) {
        if (x.rank() != 4) {
            throw new Diagnostic("InstanceNorm2d of shape " + x.shape() + ": an input [N, C, H, W] is needed");
        }
        return Functional.instanceNorm(x, weight, bias, eps);
    }

    @Override
    protected String describe() {
        return channels + ", eps=" + Words.of(eps) + ", momentum=0.1, affine=" + Words.of(weight != null)
                + ", track_running_stats=False";
    }
}
