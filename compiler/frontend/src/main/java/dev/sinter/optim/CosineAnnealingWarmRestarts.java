package dev.sinter.optim;

/** Lets the rates fall along half a cosine and start again (Loshchilov and Hutter, ICLR 2017), each time for longer. */
public final class CosineAnnealingWarmRestarts extends LRScheduler {
    private final long first;
    private final long multiple;
    private final double least;

    /**
     * @param first the number of steps before the first restart
     * @param multiple by what the number grows at each restart
     * @param least the least rate
     */
    public CosineAnnealingWarmRestarts(Optimizer optimizer, long first, long multiple, double least) {
        super(optimizer);
        this.first = positive("number of steps", first);
        this.multiple = positive("multiple", multiple);
        this.least = least;
        apply();
    }

    @Override
    protected double rate(double initial, long step) {
        long length = first;
        long since = step;
        while (since >= length) {
            since -= length;
            length *= multiple;
        }
        return least + (initial - least) * (1 + Math.cos(Math.PI * since / length)) / 2;
    }
}
