package dev.sinter.nn;

import dev.sinter.Tensor;

/** {@link Functional#pixelUnshuffle}. */
public final class PixelUnshuffle extends Module {
    private final int r;

    public PixelUnshuffle(int r) {
        this.r = r;
    }

    @Override
    public Tensor forward(Tensor x) {
        return Functional.pixelUnshuffle(x, r);
    }

    @Override
    protected String describe() {
        return "downscale_factor=" + r;
    }
}
