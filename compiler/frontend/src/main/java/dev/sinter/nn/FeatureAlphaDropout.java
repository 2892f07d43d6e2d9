package dev.sinter.nn;

import dev.sinter.Tensor;

/** In training {@link Functional#featureAlphaDropout}; otherwise nothing changes. */
public final class FeatureAlphaDropout extends Module {
    private final double p;

    public FeatureAlphaDropout() {
        this(0.5);
    }

    public FeatureAlphaDropout(double p) {
        this.p = Functional.probability("FeatureAlphaDropout", p);
    }

    @Override
    public Tensor forward(Tensor x) {
        return Functional.featureAlphaDropout(x, p, isTraining());
    }

    @Override
    protected String describe() {
        return "p=" + Words.of(p) + ", inplace=False";
    }
}
