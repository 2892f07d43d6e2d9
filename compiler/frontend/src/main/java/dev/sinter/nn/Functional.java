package dev.sinter.nn;

import dev.sinter.RandomStream;
import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Contract;
import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Reduce;
import dev.sinter.ir.View;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What layers compute, as functions. */
public final class Functional {
    private Functional() {}

    /** {@code x Wt + b} for weight [out, in] and bias [out]. */
    public static Tensor linear(Tensor x, Tensor weight, @Nullable Tensor bias) {
        if (x.rank() == 0 || weight.rank() != 2 || !x.shape().dim(-1).equals(weight.shape().dim(1))) {
            throw new Diagnostic("linear: shapes " + x.shape() + " and " + weight.shape()
                    + " do not fit: the last axis of the input must be "
                    + weight.shape().dim(-1) + ", the weight's last");
        }
        Tensor product = x.matmul(weight.t());
        return bias == null ? product : product.add(bias);
    }

    /** Convolution of [N, C, H, W] with weight [out, C/groups, kh, kw] and bias [out]. */
    public static Tensor conv2d(Tensor x, Tensor weight, @Nullable Tensor bias, int stride, int padding, int dilation,
            int groups) {
        if (x.rank() != 4 || weight.rank() != 4) {
            throw new Diagnostic("conv2d: shapes " + x.shape() + " and " + weight.shape()
                    + ": an input [N, C, H, W] and a weight [out, C/groups, kh, kw] are needed");
        }
        Dim channels = weight.shape().dim(1).times(groups);
        if (!x.shape().dim(1).equals(channels)) {
            throw new Diagnostic("conv2d: shapes " + x.shape() + " and " + weight.shape()
                    + " do not fit: axis 1 of the input is " + x.shape().dim(1) + ", but the weight"
                    + " is for " + channels + " channels" + (groups == 1 ? "" : " in " + groups + " groups"));
        }
        Dim group = Dim.of(groups);
        Tensor grouped = x.reshape(x.dim(0), group, weight.dim(1), x.dim(2), x.dim(3));
        Tensor kernels = weight.reshape(group, weight.dim(0).floorDiv(groups), weight.dim(1), weight.dim(2),
                weight.dim(3));
        List<Dim> margin = Collections.nCopies(2, Dim.of(padding));
        Tensor y = Sinter.apply(
                new Contract.Conv(Collections.nCopies(2, stride), margin, margin, Collections.nCopies(2, dilation)),
                grouped, kernels);
        Tensor flat = y.view(y.dim(0), weight.dim(0), y.dim(3), y.dim(4));
        return bias == null ? flat : flat.add(bias.view(bias.dim(0), Dim.ONE, Dim.ONE));
    }

    /** The greatest element of each window of [N, C, H, W]; what is padded is never the greatest. */
    public static Tensor maxPool2d(Tensor x, int kernel, int stride, int padding) {
        return Sinter.apply(new Reduce.Over(Reduce.Kind.MAX, List.of(4, 5)),
                windows("maxPool2d", x, kernel, stride, padding, Double.NEGATIVE_INFINITY));
    }

    /** The mean of each window of [N, C, H, W], padded zeros included. */
    public static Tensor avgPool2d(Tensor x, int kernel, int stride, int padding) {
        return windows("avgPool2d", x, kernel, stride, padding, 0).mean(4, 5);
    }

    private static Tensor windows(String name, Tensor x, int kernel, int stride, int padding, double margin) {
        if (x.rank() != 4) {
            throw new Diagnostic(name + " of shape " + x.shape() + ": an input [N, C, H, W] is needed");
        }
        if (padding < 0 || 2 * padding > kernel) {
            throw new Diagnostic(name + ": a padding of " + padding + " is more than half of the window of " + kernel);
        }
        Tensor padded = x;
        if (padding > 0) {
            List<Dim> margins = List.of(Dim.ZERO, Dim.ZERO, Dim.of(padding), Dim.of(padding));
            padded = Sinter.apply(new View.Pad(margins, margins, Collections.nCopies(4, 0), margin), x);
        }
        return Sinter.apply(
                new View.Window(List.of(2, 3), List.of(kernel, kernel), List.of(stride, stride), List.of(1, 1)),
                padded);
    }

    public static Tensor relu(Tensor x) {
        return x.relu();
    }

    /** {@code x * (1 + erf(x / sqrt(2))) / 2} (Hendrycks and Gimpel, 2016). */
    public static Tensor gelu(Tensor x) {
        return x.mul(x.mul(Sinter.constant(x.dtype(), Math.sqrt(0.5))).erf().add(Sinter.constant(x.dtype(), 1)))
                .mul(Sinter.constant(x.dtype(), 0.5));
    }

    /** Each element 0 with probability p, the others divided by 1 - p; drawn from the shared stream. */
    public static Tensor dropout(Tensor x, double p, boolean training) {
        probability("dropout", p);
        if (!training || p == 0) {
            return x;
        }
        Tensor keep = RandomStream.shared().uniform(x.shape()).ge(Sinter.constant(DType.F32, p));
        double scale = p == 1 ? 0 : 1 / (1 - p);
        return Sinter.where(keep, x.mul(Sinter.constant(x.dtype(), scale)), Sinter.constant(x.dtype(), 0));
    }

    static double probability(String name, double p) {
        if (!(p >= 0 && p <= 1)) {
            throw new Diagnostic(name + ": a probability is from 0 to 1, not " + p);
        }
        return p;
    }

    /** The squared distance of each element from the target's. */
    public static Tensor mseLoss(Tensor input, Tensor target, Reduction reduction) {
        if (!input.shape().equals(target.shape())) {
            throw new Diagnostic("mseLoss: shapes " + input.shape() + " and " + target.shape()
                    + " differ; reshape one of them, as broadcasting here is most often a mistake");
        }
        Tensor distance = input.sub(target);
        return reduction.of(distance.mul(distance));
    }

    public static Tensor mseLoss(Tensor input, Tensor target) {
        return mseLoss(input, target, Reduction.MEAN);
    }

    /** The negative logarithm of the probability that the softmax of each row [N, C] gives the class [N]. */
    public static Tensor crossEntropy(Tensor logits, Tensor target) {
        return crossEntropy(logits, target, Reduction.MEAN);
    }

    /** As {@link #crossEntropy(Tensor, Tensor)}; a floating target [N, C] holds probabilities instead of class numbers. */
    public static Tensor crossEntropy(Tensor logits, Tensor target, Reduction reduction) {
        if (logits.rank() != 2) {
            throw new Diagnostic("crossEntropy of shape " + logits.shape()
                    + ": logits [N, C] are needed; other axes are not supported yet, reshape them into N");
        }
        Tensor logs = logits.logSoftmax(1);
        if (!target.dtype().isFloating()) {
            return nllLoss(logs, target, reduction);
        }
        if (!target.shape().equals(logits.shape())) {
            throw new Diagnostic("crossEntropy: logits " + logits.shape() + " and probabilities " + target.shape()
                    + " must have one shape");
        }
        Tensor each = logs.mul(target).sum(1).neg();
        return reduction.of(each);
    }

    /** The negative of each row's [N, C] element at the class [N]. */
    public static Tensor nllLoss(Tensor logs, Tensor target, Reduction reduction) {
        if (logs.rank() != 2 || target.rank() != 1 || !logs.shape().dim(0).equals(target.shape().dim(0))) {
            throw new Diagnostic("nllLoss: shapes " + logs.shape() + " and " + target.shape()
                    + " do not fit: [N, C] and class numbers [N] are needed");
        }
        if (target.dtype().isFloating() || target.dtype() == DType.BOOL) {
            throw new Diagnostic("nllLoss: class numbers are integers, not " + target.type() + "; cast them to int64");
        }
        return reduction.of(logs.gather(1, target.toLong().unsqueeze(1)).squeeze(1).neg());
    }

    /** Rows of weight [count, size] that integers name. */
    public static Tensor embedding(Tensor index, Tensor weight) {
        return Sinter.apply(new dev.sinter.ir.Index.Take(0), weight, index);
    }
}
