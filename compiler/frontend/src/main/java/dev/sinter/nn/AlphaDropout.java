package dev.sinter.nn;

import dev.sinter.Tensor;

/** In training {@link Functional#alphaDropout}; otherwise nothing changes. */
public final class AlphaDropout extends Module {
    private final double p;

    public AlphaDropout() {
        this(0.5);
    }

    public AlphaDropout(double p) {
        this.p = Functional.probability("AlphaDropout", p);
    }

    @Override
    public Tensor forward(Tensor x) {
        return Functional.alphaDropout(x, p, isTraining());
    }

    @Override
    protected String describe() {
        return "p=" + Words.of(p) + ", inplace=False";
    }
}
