package dev.sinter.optim;

/** Multiplies the rates by a factor until a step comes. */
public final class ConstantLR extends LRScheduler {
    private final double factor;
    private final long total;

    /**
     * @param factor what the rates are multiplied by before
     * @param total the step from which the rates are whole
     */
    public ConstantLR(Optimizer optimizer, double factor, long total) {
        super(optimizer);
        this.factor = factor;
        this.total = total;
        apply();
    }

    @Override
    protected double rate(double initial, long step) {
        return step < total ? initial * factor : initial;
    }
}
