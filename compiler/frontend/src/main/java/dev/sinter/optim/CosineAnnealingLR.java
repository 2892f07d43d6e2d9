package dev.sinter.optim;

/** Lets the rates go along half a cosine (Loshchilov and Hutter, ICLR 2017, without restarts), and back up after it. */
public final class CosineAnnealingLR extends LRScheduler {
    private final long half;
    private final double least;

    /**
     * @param half after how many steps the rate is least
     * @param least the least rate
     */
    public CosineAnnealingLR(Optimizer optimizer, long half, double least) {
        super(optimizer);
        this.half = positive("number of steps", half);
        this.least = least;
        apply();
    }

    @Override
    protected double rate(double initial, long step) {
        return least + (initial - least) * (1 + Math.cos(Math.PI * step / half)) / 2;
    }
}
