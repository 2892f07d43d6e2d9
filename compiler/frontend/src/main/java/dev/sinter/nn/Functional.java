package dev.sinter.nn;

import dev.sinter.RandomStream;
import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Index;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What layers compute, as functions. Meant for a static import; by kind they stand in the classes that it extends, which have no
 * meaning of their own.
 */
public final class Functional extends ClassLossFunctions {
    /** The negative of what a {@link #selu} gives for minus infinity: its scale times its alpha. */
    private static final double SELU_LEAST = 1.7580993408473766;

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

    /**
     * Each element with probability p what a {@link #selu} gives for minus infinity; then all are scaled and moved so that mean 0 and
     * variance 1 stay (Klambauer et al., NIPS 2017).
     */
    public static Tensor alphaDropout(Tensor x, double p, boolean training) {
        probability("alphaDropout", p);
        return training && p > 0 ? alphaDropped(x, x.shape(), p) : x;
    }

    /** As {@link #alphaDropout}, for whole channels of [N, C, ...]. */
    public static Tensor featureAlphaDropout(Tensor x, double p, boolean training) {
        probability("featureAlphaDropout", p);
        return training && p > 0 ? alphaDropped(x, channels("featureAlphaDropout", x), p) : x;
    }

    private static Tensor alphaDropped(Tensor x, Shape drawn, double p) {
        if (p == 1) {
            return x.mul(Sinter.constant(x.dtype(), 0));
        }
        Tensor keep = RandomStream.shared().uniform(drawn).ge(Sinter.constant(DType.F32, p));
        double scale = 1 / Math.sqrt((SELU_LEAST * SELU_LEAST * p + 1) * (1 - p));
        Tensor kept = x.mul(Sinter.constant(x.dtype(), scale))
                .add(Sinter.constant(x.dtype(), SELU_LEAST * scale * p));
        return Sinter.where(keep, kept, Sinter.constant(x.dtype(), SELU_LEAST * scale * (p - 1)));
    }

    private static Shape channels(String name, Tensor x) {
        if (x.rank() < 2) {
            throw new Diagnostic(name + " of shape " + x.shape() + ": an input [N, C, ...] is needed");
        }
        List<Dim> dims = new ArrayList<>(Collections.nCopies(x.rank(), Dim.ONE));
        dims.set(0, x.dim(0));
        dims.set(1, x.dim(1));
        return Shape.of(dims);
    }

    static double probability(String name, double p) {
        if (!(p >= 0 && p <= 1)) {
            throw new Diagnostic(name + ": a probability is from 0 to 1, not " + p);
        }
        return p;
    }

    /** Whole channels of [N, C, ...] 0 with probability p, the others divided by 1 - p (Tompson et al., CVPR 2015). */
    public static Tensor dropoutChannels(Tensor x, double p, boolean training) {
        probability("dropoutChannels", p);
        if (!training || p == 0) {
            return x;
        }
        Tensor keep = RandomStream.shared().uniform(channels("dropoutChannels", x)).ge(Sinter.constant(DType.F32, p));
        double scale = p == 1 ? 0 : 1 / (1 - p);
        return Sinter.where(keep, x.mul(Sinter.constant(x.dtype(), scale)), Sinter.constant(x.dtype(), 0));
    }

    /** {@code sum(a_i W_oij b_j) + bias_o} over the last axes, for weight [out, in1, in2] and bias [out]. */
    public static Tensor bilinear(Tensor a, Tensor b, Tensor weight, @Nullable Tensor bias) {
        if (weight.rank() != 3 || a.rank() == 0 || b.rank() == 0 || !a.dim(-1).equals(weight.dim(1))
                || !b.dim(-1).equals(weight.dim(2))) {
            throw new Diagnostic("bilinear: shapes " + a.shape() + ", " + b.shape() + " and " + weight.shape()
                    + " do not fit: [..., in1], [..., in2] and [out, in1, in2] are needed");
        }
        Tensor half = a.unsqueeze(-2).unsqueeze(-2).matmul(weight).squeeze(-2);
        Tensor product = half.mul(b.unsqueeze(-2)).sum(-1);
        return bias == null ? product : product.add(bias);
    }

    /** Rows of weight [count, size] that integers name; no gradient reaches the row {@code padding}. */
    public static Tensor embedding(Tensor index, Tensor weight, long padding) {
        Tensor rows = embedding(index, weight);
        Tensor isPadding = index.eq(Sinter.constant(index.dtype(), padding)).unsqueeze(-1);
        return Sinter.where(isPadding, rows.detach(), rows);
    }

    /** Rows of weight [count, size] that integers name. */
    public static Tensor embedding(Tensor index, Tensor weight) {
        if (index.dtype().isFloating() || index.dtype() == DType.BOOL) {
            throw new Diagnostic("embedding: the numbers of rows are integers, not " + index.type()
                    + "; cast them with toLong()");
        }
        return Sinter.apply(new Index.Take(0), weight, index);
    }
}
