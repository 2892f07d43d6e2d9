package dev.sinter.nn;

import dev.sinter.Tensor;

/** {@link Functional#threshold}. */
public final class Threshold extends Module {
    private final double threshold;
    private final double value;

    public Threshold(double threshold, double value) {
        this.threshold = threshold;
        this.value = value;
    }

    @Override
    public Tensor forward(Tensor x) {
        return Functional.threshold(x, threshold, value);
    }

    @Override
    protected String describe() {
        return "threshold=" + Words.of(threshold) + ", value=" + Words.of(value);
    }
}
