package dev.sinter.optim;

/** Multiplies the rates by a factor every so many steps. */
public final class StepLR extends LRScheduler {
    private final long size;
    private final double gamma;

    /**
     * @param size after how many steps the rates change
     * @param gamma the factor
     */
    public StepLR(Optimizer optimizer, long size, double gamma) {
        super(optimizer);
        this.size = positive("number of steps", size);
        this.gamma = gamma;
        apply();
    }

    @Override
    protected double rate(double initial, long step) {
        return initial * Math.pow(gamma, Math.floorDiv(step, size));
    }
}
