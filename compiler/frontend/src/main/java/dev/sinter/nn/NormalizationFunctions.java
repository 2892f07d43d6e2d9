package dev.sinter.nn;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.View;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Normalisations as functions; part of {@link Functional}. Each subtracts a mean, divides by a deviation, then scales and shifts. */
public abstract sealed class NormalizationFunctions extends ConvolutionFunctions permits ResamplingFunctions {
    NormalizationFunctions() {}

    /**
     * Each channel of [N, C, ...] with mean 0 and variance 1, then {@code * weight + bias} (Ioffe and Szegedy, ICML 2015).
     *
     * @param runningMean  [C]; used where not {@code training}, else moved towards the batch's mean by {@code momentum}
     * @param runningVar   [C]; likewise, with the variance over n - 1
     * @param weight       [C]
     * @param bias         [C]
     */
    public static Tensor batchNorm(Tensor x, @Nullable Tensor runningMean, @Nullable Tensor runningVar,
            @Nullable Tensor weight, @Nullable Tensor bias, boolean training, double momentum, double eps) {
        Tensor rate = momentum == 0 ? null : number(x, momentum);
        return batchNorm(x, runningMean, runningVar, weight, bias, training, rate, eps);
    }

    static Tensor batchNorm(Tensor x, @Nullable Tensor runningMean, @Nullable Tensor runningVar,
            @Nullable Tensor weight, @Nullable Tensor bias, boolean training, @Nullable Tensor momentum, double eps) {
        if (x.rank() < 2) {
            throw new Diagnostic("batchNorm of shape " + x.shape() + ": an input [N, C, ...] is needed");
        }
        for (Tensor vector : new Tensor[]{runningMean, runningVar, weight, bias}) {
            if (vector != null && (vector.rank() != 1 || !vector.dim(0).equals(x.dim(1)))) {
                throw new Diagnostic("batchNorm: shapes " + x.shape() + " and " + vector.shape()
                        + " do not fit: axis 1 of the input is " + x.dim(1) + ", so statistics, weight and bias are ["
                        + x.dim(1) + "]");
            }
        }
        int spatial = x.rank() - 2;
        if (!training) {
            if (runningMean == null || runningVar == null) {
                throw new Diagnostic("batchNorm: without training the running statistics are needed");
            }
            return scaled(x, channels(runningMean, spatial), channels(runningVar, spatial), weight, bias, spatial, eps);
        }
        int[] others = IntStream.range(0, x.rank()).filter(axis -> axis != 1).toArray();
        Dim count = IntStream.of(others).mapToObj(x::dim).reduce(Dim.ONE, Dim::times);
        if (count.is(1)) {
            throw new Diagnostic("batchNorm of shape " + x.shape()
                    + ": in training more than one value per channel is needed, as of one there is no variance");
        }
        Tensor mean = x.mean(others, true);
        if (runningMean != null && runningVar != null && momentum != null) {
            Sinter.noGrad(() -> {
                move(runningMean, mean.detach().view(x.dim(1)), momentum);
                move(runningVar, x.detach().var(others, 1, false), momentum);
            });
        }
        return scaled(x, mean, x.var(others, 0, true), weight, bias, spatial, eps);
    }

    private static void move(Tensor running, Tensor now, Tensor momentum) {
        running.copy_(running.add(now.sub(running).mul(momentum)));
    }

    private static Tensor scaled(Tensor x, Tensor mean, Tensor variance, @Nullable Tensor weight,
            @Nullable Tensor bias, int spatial, double eps) {
        Tensor factor = variance.add(number(x, eps)).rsqrt();
        if (weight != null) {
            factor = factor.mul(channels(weight, spatial));
        }
        Tensor y = x.sub(mean).mul(factor);
        return bias == null ? y : y.add(channels(bias, spatial));
    }

    /** Each channel of each example of [N, C, ...] with mean 0 and variance 1, then {@code * weight + bias} (Ulyanov et al., 2016). */
    public static Tensor instanceNorm(Tensor x, @Nullable Tensor weight, @Nullable Tensor bias, double eps) {
        if (x.rank() < 3) {
            throw new Diagnostic("instanceNorm of shape " + x.shape() + ": an input [N, C, *spatial] is needed");
        }
        int[] spatial = IntStream.range(2, x.rank()).toArray();
        return scaled(x, x.mean(spatial, true), x.var(spatial, 0, true), weight, bias, spatial.length, eps);
    }

    /**
     * The last axes, of shape {@code normalized}, with mean 0 and variance 1, then {@code * weight + bias}, which have that shape
     * (Ba et al., 2016).
     */
    public static Tensor layerNorm(Tensor x, Shape normalized, @Nullable Tensor weight, @Nullable Tensor bias,
            double eps) {
        int[] axes = lastAxes("layerNorm", x, normalized);
        Tensor y = x.sub(x.mean(axes, true)).mul(x.var(axes, 0, true).add(number(x, eps)).rsqrt());
        Tensor scaled = weight == null ? y : y.mul(weight);
        return bias == null ? scaled : scaled.add(bias);
    }

    /** The last axes, of shape {@code normalized}, divided by the root of the mean of their squares, then {@code * weight} (Zhang, 2019). */
    public static Tensor rmsNorm(Tensor x, Shape normalized, @Nullable Tensor weight, double eps) {
        int[] axes = lastAxes("rmsNorm", x, normalized);
        Tensor y = x.mul(x.mul(x).mean(axes, true).add(number(x, eps)).rsqrt());
        return weight == null ? y : y.mul(weight);
    }

    private static int[] lastAxes(String name, Tensor x, Shape normalized) {
        int first = x.rank() - normalized.rank();
        if (normalized.rank() == 0 || first < 0
                || !x.shape().dims().subList(first, x.rank()).equals(normalized.dims())) {
            throw new Diagnostic(name + " of shape " + x.shape() + ": its last axes must be " + normalized);
        }
        return IntStream.range(first, x.rank()).toArray();
    }

    /** The channels of [N, C, ...] in groups, each with mean 0 and variance 1, then {@code * weight + bias} (Wu and He, ECCV 2018). */
    public static Tensor groupNorm(Tensor x, int groups, @Nullable Tensor weight, @Nullable Tensor bias, double eps) {
        if (x.rank() < 2 || x.size(1) % groups != 0) {
            throw new Diagnostic("groupNorm of shape " + x.shape() + ": an input [N, C, ...] whose C divides into "
                    + groups + " groups is needed");
        }
        List<Dim> dims = new ArrayList<>(x.shape().dims());
        dims.set(1, x.dim(1).floorDiv(groups));
        dims.add(1, Dim.of(groups));
        Tensor grouped = x.reshape(Shape.of(dims));
        int[] axes = IntStream.range(2, grouped.rank()).toArray();
        Tensor y = grouped.sub(grouped.mean(axes, true))
                .mul(grouped.var(axes, 0, true).add(number(x, eps)).rsqrt())
                .reshape(x.shape());
        Tensor scaled = weight == null ? y : y.mul(channels(weight, x.rank() - 2));
        return bias == null ? scaled : scaled.add(channels(bias, x.rank() - 2));
    }

    /**
     * {@code x / (k + alpha * mean)^beta}, the mean of squares over {@code size} neighbouring channels, zeros beyond the ends
     * (Krizhevsky et al., NIPS 2012, section 3.3, with the sum divided by the size).
     */
    public static Tensor localResponseNorm(Tensor x, int size, double alpha, double beta, double k) {
        if (x.rank() < 3) {
            throw new Diagnostic("localResponseNorm of shape " + x.shape() + ": an input [N, C, *spatial] is needed");
        }
        Tensor moved = x.mul(x).movedim(1, -1);
        Tensor padded = pad(moved, new int[]{size / 2, (size - 1) / 2}, 0);
        Tensor sum = Sinter.apply(new View.Window(List.of(moved.rank() - 1), List.of(size), List.of(1),
                List.of(1)), padded).sum(-1);
        Tensor divisor = sum.movedim(-1, 1).mul(number(x, alpha / size)).add(number(x, k));
        return x.div(divisor.pow(beta));
    }

    /** x divided by its p-norm along an axis, which counts as {@code eps} at least. */
    public static Tensor normalize(Tensor x, double p, int axis, double eps) {
        Tensor powers = p == 2 ? x.mul(x) : x.abs().pow(p);
        Tensor norm = powers.sum(new int[]{axis}, true).pow(1 / p);
        return x.div(Sinter.where(norm.lt(number(x, eps)), number(x, eps), norm));
    }
}
