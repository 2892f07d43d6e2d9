package dev.sinter.nn;

import dev.sinter.Tensor;

/** min(max(x, low), high). */
public final class Hardtanh extends Module {
    private final double low;
    private final double high;

    public Hardtanh() {
        this(-1, 1);
    }

    public Hardtanh(double low, double high) {
        this.low = low;
        this.high = high;
    }

    @Override
    public Tensor forward(Tensor x) {
        return Functional.hardtanh(x, low, high);
    }

    @Override
    protected String describe() {
        return "min_val=" + Words.of(low) + ", max_val=" + Words.of(high);
    }
}
