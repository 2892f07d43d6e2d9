package dev.sinter.nn;

import dev.sinter.Parameter;
import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.types.DType;
import dev.sinter.types.Shape;
import org.jspecify.annotations.Nullable;

/**
 * What batch normalisations have in common: in training each channel of the batch gets mean 0 and variance 1, and the running
 * statistics move; otherwise these are used. Then {@code * weight + bias}.
 */
public abstract sealed class BatchNormalization extends Module permits BatchNorm1d, BatchNorm2d, BatchNorm3d {
    /** What else there is to say about a normalisation over the batch. */
    public record Options(double eps, double momentum, boolean affine, boolean trackRunningStats) {
        public static final Options DEFAULT = new Options(1e-5, 0.1, true, true);

        public Options eps(double newEps) {
            return new Options(newEps, momentum, affine, trackRunningStats);
        }

        /** How far running statistics move towards the batch's; NaN makes them the mean over all batches. */
        public Options momentum(double newMomentum) {
            return new Options(eps, newMomentum, affine, trackRunningStats);
        }

        /** Whether there are weight and bias. */
        public Options affine(boolean newAffine) {
            return new Options(eps, momentum, newAffine, trackRunningStats);
        }

        /** Whether there are running statistics; without them the batch's are always used. */
        public Options trackRunningStats(boolean track) {
            return new Options(eps, momentum, affine, track);
        }
    }

    public final @Nullable Parameter weight;
    public final @Nullable Parameter bias;
    @Named("running_mean") public final @Nullable Tensor runningMean;
    @Named("running_var") public final @Nullable Tensor runningVar;
    @Named("num_batches_tracked") public final @Nullable Tensor numBatchesTracked;
    private final Options options;
    private final long channels;

    BatchNormalization(long channels, Options options) {
        this.channels = channels;
        this.options = options;
        weight = options.affine() ? new Parameter(Sinter.ones(channels)) : null;
        bias = options.affine() ? new Parameter(Sinter.zeros(channels)) : null;
        boolean tracked = options.trackRunningStats();
        runningMean = tracked ? Sinter.zeros(channels) : null;
        runningVar = tracked ? Sinter.ones(channels) : null;
        numBatchesTracked = tracked ? Sinter.zeros(Shape.of(new long[0]), DType.I64) : null;
    }

    abstract boolean accepts(int rank);

    abstract String needed();

    @Override
    public final Tensor forward(Tensor x) {
        if (!accepts(x.rank())) {
            throw new Diagnostic(
                    getClass().getSimpleName() + " of shape " + x.shape() + ": an input " + needed() + " is needed");
        }
        boolean batchStatistics = isTraining() || runningMean == null;
        Tensor rate = null;
        if (isTraining() && numBatchesTracked != null) {
            Sinter.noGrad(() -> {
                numBatchesTracked.add_(Sinter.constant(DType.I64, 1));
            });
            rate = Double.isNaN(options.momentum())
                    ? numBatchesTracked.to(x.dtype()).reciprocal()
                    : Sinter.constant(x.dtype(), options.momentum());
        }
        return Functional.batchNorm(x, runningMean, runningVar, weight, bias, batchStatistics, rate, options.eps());
    }

    @Override
    protected String describe() {
        return channels + ", eps=" + Words.of(options.eps()) + ", momentum="
                + (Double.isNaN(options.momentum()) ? "None" : Words.of(options.momentum())) + ", affine="
                + Words.of(options.affine()) + ", track_running_stats=" + Words.of(options.trackRunningStats());
    }
}
