package dev.sinter.nn;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Source;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Losses of classes by margins, of several classes at once, and of classes along a sequence; part of {@link Functional}. */
public abstract sealed class ClassLossFunctions extends LossFunctions permits Functional {
    /** Stands for the logarithm of 0: adding to it changes nothing, and its derivative is a number. */
    private static final double NEVER = -1e30;

    ClassLossFunctions() {}

    /**
     * {@code sum over i != y of max(0, margin - x[y] + x[i])^p / C} for scores [N, C] and classes [N], or [C] and one class.
     *
     * @param p      1 or 2
     * @param weight [C], what each class counts
     */
    public static Tensor multiMarginLoss(Tensor input, Tensor target, int p, double margin, @Nullable Tensor weight,
            Reduction reduction) {
        if (input.rank() < 1 || input.rank() > 2 || target.rank() != input.rank() - 1
                || target.rank() == 1 && !target.dim(0).equals(input.dim(0))) {
            throw new Diagnostic("multiMarginLoss: shapes " + input.shape() + " and " + target.shape()
                    + " do not fit: scores [N, C] and classes [N], or [C] and [], are needed");
        }
        if (p != 1 && p != 2) {
            throw new Diagnostic("multiMarginLoss: the power is 1 or 2, not " + p);
        }
        if (weight != null && (weight.rank() != 1 || !weight.dim(0).equals(input.dim(-1)))) {
            throw new Diagnostic("multiMarginLoss: a weight of shape " + weight.shape() + " does not fit: ["
                    + input.dim(-1) + "] is needed, one for each class");
        }
        Tensor place = target.unsqueeze(-1);
        Tensor over = input.sub(input.gather(-1, place)).add(number(input, margin)).relu();
        Tensor powers = p == 1 ? over : over.mul(over);
        Tensor weighted = weight == null
                ? powers
                : powers.mul(input.rank() == 1 ? weight.gather(0, place) : weight.take(place));
        Tensor isClass = Sinter.apply(new Source.Iota(input.shape(), input.rank() - 1))
                .eq(place.to(DType.I64));
        return reduction.of(Sinter.where(isClass, number(input, 0), weighted).mean(-1));
    }

    /**
     * {@code -(y log(sigmoid(x)) + (1 - y) log(sigmoid(-x)))}, the mean over the classes, for [N, C] or [C].
     *
     * @param weight [C], what each class counts
     */
    public static Tensor multiLabelSoftMarginLoss(Tensor input, Tensor target, @Nullable Tensor weight,
            Reduction reduction) {
        same("multiLabelSoftMarginLoss", input, target);
        Tensor yes = target.mul(logSigmoid(input));
        Tensor no = number(target, 1).sub(target).mul(logSigmoid(input.neg()));
        Tensor each = yes.add(no).neg();
        return reduction.of((weight == null ? each : each.mul(weight)).mean(-1));
    }

    /**
     * The negative logarithm of the probability that classes drawn at each time, without repetitions and then without blanks, are the
     * target (Graves et al., ICML 2006). The recursion over time is part of the graph, time by time, so that T is a number.
     *
     * @param logs          logarithms of probabilities [T, N, C], or [T, C] without a batch
     * @param target        classes [N, S], none of them {@code blank}, or [S]; what stands behind a target's length counts for nothing
     * @param inputLengths  how many times count [N], or []
     * @param targetLengths how many classes count [N], or []
     * @param zeroInfinity  whether a target too long for its times, whose loss is infinite, counts as 0
     * @return with {@link Reduction#MEAN} the mean of the losses divided by the targets' lengths
     */
    public static Tensor ctcLoss(Tensor logs, Tensor target, Tensor inputLengths, Tensor targetLengths, long blank,
            Reduction reduction, boolean zeroInfinity) {
        if (logs.rank() == 2 && target.rank() == 1) {
            Tensor batch = ctcLoss(logs.unsqueeze(1), target.unsqueeze(0), inputLengths.reshape(1),
                    targetLengths.reshape(1), blank, reduction, zeroInfinity);
            return reduction == Reduction.NONE ? batch.squeeze(0) : batch;
        }
        boolean fit = logs.rank() == 3 && target.rank() == 2 && target.dim(0).equals(logs.dim(1))
                && inputLengths.shape().equals(Shape.of(logs.dim(1)))
                && targetLengths.shape().equals(inputLengths.shape());
        if (!fit) {
            throw new Diagnostic("ctcLoss: shapes " + logs.shape() + ", " + target.shape() + ", "
                    + inputLengths.shape() + " and " + targetLengths.shape()
                    + " do not fit: [T, N, C], [N, S], [N] and [N] are needed");
        }
        if (!logs.dim(0).isConstant() || logs.dim(0).is(0)) {
            throw new Diagnostic(
                    "ctcLoss of shape " + logs.shape() + ": the number of times must be a number above 0, as"
                            + " each becomes part of the graph");
        }
        Tensor each = ctc(logs, target.to(DType.I64), inputLengths.to(DType.I64), targetLengths.to(DType.I64), blank);
        Tensor infinite = each.gt(number(each, -NEVER / 2));
        Tensor losses = Sinter.where(infinite, number(each, zeroInfinity ? 0 : Double.POSITIVE_INFINITY), each);
        return reduction == Reduction.MEAN
                ? losses.div(targetLengths.to(DType.I64).clampMin(1).to(logs.dtype())).mean()
                : reduction.of(losses);
    }

    private static Tensor ctc(Tensor logs, Tensor target, Tensor inputLengths, Tensor targetLengths, long blank) {
        Dim samples = logs.dim(1);
        Tensor blanks = target.mul(0).add(blank);
        // A blank before each class, and one behind the last.
        Tensor between = Sinter.stack(List.of(blanks, target), 2).flatten(1);
        Tensor last = Sinter.constant(DType.I64, blank).expand(Shape.of(samples, Dim.ONE));
        Tensor labels = Sinter.cat(List.of(between, last), 1);
        Dim places = labels.dim(1);
        Tensor position = Sinter.apply(new Source.Iota(labels.shape(), 1));
        Tensor never = number(logs, NEVER);
        // From two places before only between different classes.
        Tensor isClass = labels.ne(Sinter.constant(DType.I64, blank));
        Tensor skips = isClass.logicalAnd(labels.ne(back(labels, 2, places, Sinter.constant(DType.I64, blank))));
        long times = logs.size(0);
        Tensor first = logs.select(0, 0).gather(1, labels);
        Tensor alpha = Sinter.where(position.lt(Sinter.constant(DType.I64, 2)), first, never);
        for (long t = 1; t < times; t++) {
            Tensor two = Sinter.where(skips, back(alpha, 2, places, never), never);
            Tensor reached = Sinter.stack(List.of(alpha, back(alpha, 1, places, never), two), 2).logSumExp(2, false);
            Tensor next = reached.add(logs.select(0, t).gather(1, labels));
            Tensor counts = inputLengths.gt(Sinter.constant(DType.I64, t)).unsqueeze(1);
            alpha = Sinter.where(counts, next, alpha);
        }
        // The last class or the blank behind it; without classes there is the blank only.
        Tensor end = targetLengths.mul(2).unsqueeze(1);
        Tensor behind = alpha.gather(1, end);
        Tensor at = Sinter.where(end.gt(Sinter.constant(DType.I64, 0)), alpha.gather(1, end.sub(1).clampMin(0)), never);
        return Sinter.cat(List.of(behind, at), 1).logSumExp(1, false).neg();
    }

    /** What stands {@code steps} places before, {@code nothing} where there is no such place. */
    private static Tensor back(Tensor x, int steps, Dim places, Tensor nothing) {
        Tensor before = nothing.expand(Shape.of(x.dim(0), Dim.of(steps)));
        return Sinter.cat(List.of(before, x), 1).narrow(1, Dim.ZERO, places);
    }
}
