package dev.sinter.nn;

import dev.sinter.Tensor;
import dev.sinter.nn.ResamplingFunctions.Interpolation;

/** {@link Functional#interpolate} by a factor. */
public final class Upsample extends Module {
    private final double scale;
    private final Interpolation mode;
    private final boolean alignCorners;

    public Upsample(double scale) {
        this(scale, Interpolation.NEAREST, false);
    }

    public Upsample(double scale, Interpolation mode, boolean alignCorners) {
        this.scale = scale;
        this.mode = mode;
        this.alignCorners = alignCorners;
    }

    @Override
    public Tensor forward(Tensor x) {
        return Functional.interpolate(x, scale, mode, alignCorners);
    }

    @Override
    protected String describe() {
        return "scale_factor=" + Words.of(scale) + ", mode='" + mode.name().toLowerCase(java.util.Locale.ROOT) + "'";
    }
}
