package dev.sinter.nn;

/** Batch normalisation of [N, C, H, W] (Ioffe and Szegedy, ICML 2015). */
public final class BatchNorm2d extends BatchNormalization {
    public BatchNorm2d(long channels) {
        this(channels, Options.DEFAULT);
    }

    public BatchNorm2d(long channels, Options options) {
        super(channels, options);
    }

    @Override
    boolean accepts(int rank) {
        return rank == 4;
    }

    @Override
    String needed() {
        return "[N, C, H, W]";
    }
}
