package dev.sinter.optim;

/** Multiplies the rates by a factor at each step. */
public final class ExponentialLR extends LRScheduler {
    private final double gamma;

    /**
     * @param gamma the factor
     */
    public ExponentialLR(Optimizer optimizer, double gamma) {
        super(optimizer);
        this.gamma = gamma;
        apply();
    }

    @Override
    protected double rate(double initial, long step) {
        return initial * Math.pow(gamma, step);
    }
}
