package dev.sinter.optim;

/** Lets the factor of the rates go on a line from one to another: a warm-up. */
public final class LinearLR extends LRScheduler {
    private final double start;
    private final double end;
    private final long total;

    /**
     * @param start the factor at step 0
     * @param end the factor from step {@code total} on
     * @param total how many steps the change takes
     */
    public LinearLR(Optimizer optimizer, double start, double end, long total) {
        super(optimizer);
        this.start = start;
        this.end = end;
        this.total = positive("number of steps", total);
        apply();
    }

    @Override
    protected double rate(double initial, long step) {
        return initial * (start + (end - start) * Math.min(total, step) / total);
    }
}
