package dev.sinter.nn;

import dev.sinter.Tensor;

/** {@link Functional#pixelShuffle}. */
public final class PixelShuffle extends Module {
    private final int r;

    public PixelShuffle(int r) {
        this.r = r;
    }

    @Override
    public Tensor forward(Tensor x) {
        return Functional.pixelShuffle(x, r);
    }

    @Override
    protected String describe() {
        return "upscale_factor=" + r;
    }
}
