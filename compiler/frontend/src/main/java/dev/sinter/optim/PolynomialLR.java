package dev.sinter.optim;

/** Lets the rates fall to 0 as a power of the steps that are left. */
public final class PolynomialLR extends LRScheduler {
    private final long total;
    private final double power;

    /**
     * @param total the step at which the rate is 0
     * @param power 1 for a line
     */
    public PolynomialLR(Optimizer optimizer, long total, double power) {
        super(optimizer);
        this.total = positive("number of steps", total);
        this.power = power;
        apply();
    }

    @Override
    protected double rate(double initial, long step) {
        return initial * Math.pow(1 - (double) Math.min(total, step) / total, power);
    }
}
