package dev.sinter.nn;

/** Batch normalisation of [N, C] or [N, C, L] (Ioffe and Szegedy, ICML 2015). */
public final class BatchNorm1d extends BatchNormalization {
    public BatchNorm1d(long channels) {
        this(channels, Options.DEFAULT);
    }

    public BatchNorm1d(long channels, Options options) {
        super(channels, options);
    }

    @Override
    boolean accepts(int rank) {
        return rank == 2 || rank == 3;
    }

    @Override
    String needed() {
        return "[N, C] or [N, C, L]";
    }
}
