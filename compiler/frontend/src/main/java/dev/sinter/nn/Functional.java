package dev.sinter.nn;

import dev.sinter.RandomStream;
import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Index;
import dev.sinter.types.DType;
import org.jspecify.annotations.Nullable;

/**
 * What layers compute, as functions. Meant for a static import; by kind they stand in the classes that it extends, which have no
 * meaning of their own.
 */
public final class Functional extends NormalizationFunctions {
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
        return Sinter.apply(new Index.Take(0), weight, index);
    }
}
