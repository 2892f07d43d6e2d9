package dev.sinter.nn;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Losses as functions; part of {@link Functional}. */
public abstract sealed class LossFunctions extends AttentionFunctions permits ClassLossFunctions {
    /** The class that counts for nothing where none is named. */
    public static final long IGNORE_INDEX = -100;

    /** Logarithms in {@link #binaryCrossEntropy} are no less than this. */
    private static final double LEAST_LOG = -100;

    LossFunctions() {}

    /** The squared distance of each element from the target's. */
    public static Tensor mseLoss(Tensor input, Tensor target, Reduction reduction) {
        Tensor distance = distance("mseLoss", input, target);
        return reduction.of(distance.mul(distance));
    }

    public static Tensor mseLoss(Tensor input, Tensor target) {
        return mseLoss(input, target, Reduction.MEAN);
    }

    /** The distance of each element from the target's. */
    public static Tensor l1Loss(Tensor input, Tensor target, Reduction reduction) {
        return reduction.of(distance("l1Loss", input, target).abs());
    }

    public static Tensor l1Loss(Tensor input, Tensor target) {
        return l1Loss(input, target, Reduction.MEAN);
    }

    /** {@code d^2 / (2 beta)} for distances d below {@code beta}, {@code d - beta / 2} for others (Girshick, ICCV 2015). */
    public static Tensor smoothL1Loss(Tensor input, Tensor target, Reduction reduction, double beta) {
        if (!(beta >= 0)) {
            throw new Diagnostic("smoothL1Loss: beta is 0 or more, not " + beta);
        }
        if (beta == 0) {
            return l1Loss(input, target, reduction);
        }
        Tensor d = distance("smoothL1Loss", input, target).abs();
        Tensor near = d.mul(d).mul(number(d, 0.5)).div(number(d, beta));
        return reduction.of(Sinter.where(d.lt(number(d, beta)), near, d.sub(number(d, 0.5 * beta))));
    }

    /** {@code d^2 / 2} for distances d up to {@code delta}, {@code delta * (d - delta / 2)} for others (Huber, 1964). */
    public static Tensor huberLoss(Tensor input, Tensor target, Reduction reduction, double delta) {
        if (!(delta > 0)) {
            throw new Diagnostic("huberLoss: delta is more than 0, not " + delta);
        }
        Tensor d = distance("huberLoss", input, target).abs();
        Tensor near = d.mul(d).mul(number(d, 0.5));
        Tensor far = d.sub(number(d, 0.5 * delta)).mul(number(d, delta));
        return reduction.of(Sinter.where(d.le(number(d, delta)), near, far));
    }

    private static Tensor distance(String name, Tensor input, Tensor target) {
        same(name, input, target);
        return input.sub(target);
    }

    static void same(String name, Tensor input, Tensor target) {
        if (!input.shape().equals(target.shape())) {
            throw new Diagnostic(name + ": shapes " + input.shape() + " and " + target.shape()
                    + " differ; reshape one of them, as broadcasting here is most often a mistake");
        }
    }

    /** The negative logarithm of the probability that the softmax of each row [N, C] gives the class [N]. */
    public static Tensor crossEntropy(Tensor logits, Tensor target) {
        return crossEntropy(logits, target, Reduction.MEAN);
    }

    /** As {@link #crossEntropy(Tensor, Tensor)}; a floating target [N, C] holds probabilities instead of class numbers. */
    public static Tensor crossEntropy(Tensor logits, Tensor target, Reduction reduction) {
        return crossEntropy(logits, target, null, IGNORE_INDEX, reduction, 0);
    }

    /**
     * As {@link #crossEntropy(Tensor, Tensor, Reduction)} of logits [N, C, ...] or [C].
     *
     * @param weight         [C], what each class counts
     * @param ignoreIndex    a class number that counts for nothing
     * @param labelSmoothing how much of each target is spread evenly over all classes (Szegedy et al., CVPR 2016, section 7)
     */
    public static Tensor crossEntropy(Tensor logits, Tensor target, @Nullable Tensor weight, long ignoreIndex,
            Reduction reduction, double labelSmoothing) {
        if (logits.rank() == 0) {
            throw new Diagnostic("crossEntropy of shape []: logits [N, C, ...] or [C] are needed");
        }
        Functional.probability("crossEntropy with a labelSmoothing", labelSmoothing);
        int axis = logits.rank() == 1 ? 0 : 1;
        Tensor logs = logits.logSoftmax(axis);
        if (target.dtype().isFloating()) {
            return probabilities(logs, target, weight, axis, reduction, labelSmoothing);
        }
        if (labelSmoothing == 0) {
            return nll("crossEntropy", logs, target, weight, ignoreIndex, reduction);
        }
        Tensor hard = nll("crossEntropy", logs, target, weight, ignoreIndex, Reduction.NONE);
        Tensor each = weight == null ? logs : logs.mul(channels(weight, logs.rank() - 1 - axis));
        Tensor counts = target.ne(Sinter.constant(target.dtype(), ignoreIndex));
        Tensor soft = Sinter.where(counts, each.sum(axis).neg(), number(logs, 0));
        double classes = logits.size(axis);
        Tensor smooth = hard.mul(number(logs, 1 - labelSmoothing))
                .add(soft.mul(number(logs, labelSmoothing / classes)));
        return reduction == Reduction.MEAN
                ? smooth.sum().div(weights(logs, target, weight, ignoreIndex).sum())
                : reduction.of(smooth);
    }

    private static Tensor probabilities(Tensor logs, Tensor target, @Nullable Tensor weight, int axis,
            Reduction reduction, double smoothing) {
        if (!target.shape().equals(logs.shape())) {
            throw new Diagnostic("crossEntropy: logits " + logs.shape() + " and probabilities " + target.shape()
                    + " must have one shape"
                    + (target.rank() == logs.rank() - 1 ? "; if they are class numbers, cast them with toLong()" : ""));
        }
        double classes = logs.size(axis);
        Tensor smooth = smoothing == 0
                ? target
                : target.mul(number(target, 1 - smoothing)).add(number(target, smoothing / classes));
        Tensor products = logs.mul(smooth);
        Tensor weighted = weight == null ? products : products.mul(channels(weight, logs.rank() - 1 - axis));
        return reduction.of(weighted.sum(axis).neg());
    }

    /** The negative of each row's [N, C] element at the class [N]. */
    public static Tensor nllLoss(Tensor logs, Tensor target, Reduction reduction) {
        return nllLoss(logs, target, null, IGNORE_INDEX, reduction);
    }

    /** As {@link #nllLoss(Tensor, Tensor, Reduction)} of [N, C, ...] or [C]; the mean is the weighted one, over what is not ignored. */
    public static Tensor nllLoss(Tensor logs, Tensor target, @Nullable Tensor weight, long ignoreIndex,
            Reduction reduction) {
        return nll("nllLoss", logs, target, weight, ignoreIndex, reduction);
    }

    private static Tensor nll(String name, Tensor logs, Tensor target, @Nullable Tensor weight, long ignoreIndex,
            Reduction reduction) {
        int axis = logs.rank() == 1 ? 0 : 1;
        List<Dim> needed = new ArrayList<>(logs.shape().dims());
        if (logs.rank() == 0 || !Shape.of(without(needed, axis)).equals(target.shape())) {
            throw new Diagnostic(name + ": shapes " + logs.shape() + " and " + target.shape()
                    + " do not fit: [N, C, ...] and class numbers [N, ...] are needed" + hint(logs, target));
        }
        if (target.dtype().isFloating() || target.dtype() == DType.BOOL) {
            throw new Diagnostic(name + ": class numbers are integers, not " + target.type() + "; cast them to int64");
        }
        if (weight != null && (weight.rank() != 1 || !weight.dim(0).equals(logs.dim(axis)))) {
            throw new Diagnostic(name + ": a weight of shape " + weight.shape() + " does not fit: [" + logs.dim(axis)
                    + "] is needed, one for each class");
        }
        Tensor classes = chosen(target, ignoreIndex);
        Tensor each = logs.gather(axis, classes.unsqueeze(axis)).squeeze(axis).neg();
        Tensor weights = weights(logs, target, weight, ignoreIndex);
        Tensor ignored = target.eq(Sinter.constant(target.dtype(), ignoreIndex));
        Tensor weighted = Sinter.where(ignored, number(logs, 0), weight == null ? each : each.mul(weights));
        return reduction == Reduction.MEAN ? weighted.sum().div(weights.sum()) : reduction.of(weighted);
    }

    /** What helps where the classes stand last, as a network of sequences has them. */
    private static String hint(Tensor logs, Tensor target) {
        boolean last = logs.rank() > 2
                && Shape.of(logs.shape().dims().subList(0, logs.rank() - 1)).equals(target.shape());
        return last
                ? "; if the classes are the last axis, " + logs.dim(-1) + ", give logits.flatten(0, "
                        + (logs.rank() - 2) + ") and target.flatten()"
                : "";
    }

    private static List<Dim> without(List<Dim> dims, int axis) {
        dims.remove(axis);
        return dims;
    }

    /** The classes, ignored ones as 0, which there always is. */
    private static Tensor chosen(Tensor target, long ignoreIndex) {
        Tensor classes = target.toLong();
        return Sinter.where(classes.eq(Sinter.constant(DType.I64, ignoreIndex)), Sinter.constant(DType.I64, 0),
                classes);
    }

    /** What each target counts. */
    private static Tensor weights(Tensor logs, Tensor target, @Nullable Tensor weight, long ignoreIndex) {
        Tensor ignored = target.eq(Sinter.constant(target.dtype(), ignoreIndex));
        Tensor each = weight == null
                ? number(logs, 1)
                : weight.to(logs.dtype()).gather(0, chosen(target, ignoreIndex).reshape(-1)).reshape(target.shape());
        return Sinter.where(ignored, number(logs, 0), each);
    }

    /** {@code -(y log(p) + (1 - y) log(1 - p))} of probabilities, with logarithms of -100 at least. */
    public static Tensor binaryCrossEntropy(Tensor input, Tensor target, @Nullable Tensor weight, Reduction reduction) {
        same("binaryCrossEntropy", input, target);
        Tensor log = floor(input.log());
        Tensor logRest = floor(number(input, 1).sub(input).log());
        Tensor each = target.mul(log).add(number(target, 1).sub(target).mul(logRest)).neg();
        return reduction.of(weight == null ? each : each.mul(weight));
    }

    public static Tensor binaryCrossEntropy(Tensor input, Tensor target) {
        return binaryCrossEntropy(input, target, null, Reduction.MEAN);
    }

    private static Tensor floor(Tensor logs) {
        return Sinter.where(logs.lt(number(logs, LEAST_LOG)), number(logs, LEAST_LOG), logs);
    }

    /** {@link #binaryCrossEntropy} of the sigmoid, without the overflow; {@code positive} is what positives count, by class. */
    public static Tensor binaryCrossEntropyWithLogits(Tensor input, Tensor target, @Nullable Tensor weight,
            @Nullable Tensor positive, Reduction reduction) {
        same("binaryCrossEntropyWithLogits", input, target);
        Tensor rest = number(target, 1).sub(target);
        Tensor each = positive == null
                ? rest.mul(input).sub(logSigmoid(input))
                : rest.mul(input)
                        .sub(logSigmoid(input)
                                .mul(target.mul(positive.sub(number(positive, 1))).add(number(target, 1))));
        return reduction.of(weight == null ? each : each.mul(weight));
    }

    public static Tensor binaryCrossEntropyWithLogits(Tensor input, Tensor target) {
        return binaryCrossEntropyWithLogits(input, target, null, null, Reduction.MEAN);
    }

    /**
     * {@code y (log(y) - x)} for logarithms x and probabilities y, 0 where y is 0; with {@code logTarget} y is a logarithm too.
     * {@link Reduction#BATCH_MEAN} is the one of the formula.
     */
    public static Tensor klDiv(Tensor input, Tensor target, Reduction reduction, boolean logTarget) {
        same("klDiv", input, target);
        if (logTarget) {
            return reduction.of(target.exp().mul(target.sub(input)));
        }
        Tensor none = target.eq(number(target, 0));
        Tensor log = Sinter.where(none, number(target, 1), target).log();
        return reduction.of(target.mul(log).sub(target.mul(input)));
    }

    /** {@code 1 - cos} of the angle between rows where the target is 1, {@code max(0, cos - margin)} where it is -1. */
    public static Tensor cosineEmbeddingLoss(Tensor a, Tensor b, Tensor target, double margin, Reduction reduction) {
        same("cosineEmbeddingLoss", a, b);
        double eps = 1e-12;
        Tensor product = a.mul(b).sum(-1);
        Tensor squares = a.mul(a).sum(-1).add(number(a, eps)).mul(b.mul(b).sum(-1).add(number(a, eps)));
        Tensor cos = product.div(squares.sqrt());
        Tensor apart = cos.sub(number(cos, margin)).relu();
        Tensor positive = target.eq(Sinter.constant(target.dtype(), 1));
        return reduction.of(Sinter.where(positive, number(cos, 1).sub(cos), apart));
    }

    /** The cosine of the angle between two tensors along an axis, their norms no less than {@code eps}. */
    public static Tensor cosineSimilarity(Tensor a, Tensor b, int axis, double eps) {
        Tensor product = a.mul(b).sum(axis);
        return product.div(atLeast(a.mul(a).sum(axis).sqrt(), eps).mul(atLeast(b.mul(b).sum(axis).sqrt(), eps)));
    }

    private static Tensor atLeast(Tensor x, double least) {
        return Sinter.where(x.lt(number(x, least)), number(x, least), x);
    }

    /** The p-norm of {@code a - b + eps} along the last axis. */
    public static Tensor pairwiseDistance(Tensor a, Tensor b, double p, double eps) {
        Tensor d = a.sub(b).add(number(a, eps));
        return p == 2 ? d.mul(d).sum(-1).sqrt() : d.abs().pow(p).sum(-1).pow(1 / p);
    }

    /**
     * {@code max(0, d(anchor, positive) - d(anchor, negative) + margin)} with p-norms (Balntas et al., BMVC 2016); with {@code swap} the
     * negative is as far as it is from the nearer of the two.
     */
    public static Tensor tripletMarginLoss(Tensor anchor, Tensor positive, Tensor negative, double margin, double p,
            double eps, boolean swap, Reduction reduction) {
        same("tripletMarginLoss", anchor, positive);
        same("tripletMarginLoss", anchor, negative);
        Tensor near = pairwiseDistance(anchor, positive, p, eps);
        Tensor far = pairwiseDistance(anchor, negative, p, eps);
        if (swap) {
            far = far.minimum(pairwiseDistance(positive, negative, p, eps));
        }
        return reduction.of(near.sub(far).add(number(near, margin)).relu());
    }

    /** {@code max(0, -y (a - b) + margin)}: a should be above b where y is 1, below where it is -1. */
    public static Tensor marginRankingLoss(Tensor a, Tensor b, Tensor target, double margin, Reduction reduction) {
        same("marginRankingLoss", a, b);
        return reduction.of(target.neg().mul(a.sub(b)).add(number(a, margin)).relu());
    }

    /** x where the target is 1, {@code max(0, margin - x)} where it is -1. */
    public static Tensor hingeEmbeddingLoss(Tensor input, Tensor target, double margin, Reduction reduction) {
        same("hingeEmbeddingLoss", input, target);
        Tensor positive = target.eq(Sinter.constant(target.dtype(), 1));
        return reduction.of(Sinter.where(positive, input, number(input, margin).sub(input).relu()));
    }

    /** {@code log(1 + exp(-y x))}. */
    public static Tensor softMarginLoss(Tensor input, Tensor target, Reduction reduction) {
        same("softMarginLoss", input, target);
        return reduction.of(logSigmoid(target.mul(input)).neg());
    }

    /** {@code exp(x) - y x} for a logarithm x of a Poisson rate. */
    public static Tensor poissonNllLoss(Tensor input, Tensor target, Reduction reduction) {
        same("poissonNllLoss", input, target);
        return reduction.of(input.exp().sub(target.mul(input)));
    }

    /** {@code (log(v) + (x - y)^2 / v) / 2} for a variance v of {@code eps} at least. */
    public static Tensor gaussianNllLoss(Tensor input, Tensor target, Tensor variance, double eps,
            Reduction reduction) {
        Tensor distance = distance("gaussianNllLoss", input, target);
        Tensor v = atLeast(variance, eps);
        return reduction.of(v.log().add(distance.mul(distance).div(v)).mul(number(v, 0.5)));
    }
}
