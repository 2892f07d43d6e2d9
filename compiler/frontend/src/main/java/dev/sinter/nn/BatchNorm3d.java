package dev.sinter.nn;

/** Batch normalisation of [N, C, D, H, W] (Ioffe and Szegedy, ICML 2015). */
public final class BatchNorm3d extends BatchNormalization {
    public BatchNorm3d(long channels) {
        this(channels, Options.DEFAULT);
    }

    public BatchNorm3d(long channels, Options options) {
        super(channels, options);
    }

    @Override
    boolean accepts(int rank) {
        return rank == 5;
    }

    @Override
    String needed() {
        return "[N, C, D, H, W]";
    }
}
