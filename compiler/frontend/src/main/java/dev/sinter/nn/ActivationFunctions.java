package dev.sinter.nn;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.types.Shape;

/**
 * Activations as functions, element by element; part of {@link Functional}. At a kink the derivative is the left one's, unless a
 * function says otherwise.
 */
public abstract sealed class ActivationFunctions permits PaddingFunctions {
    ActivationFunctions() {}

    /** max(x, 0). */
    public static Tensor relu(Tensor x) {
        return x.relu();
    }

    /** min(max(x, 0), 6) (Howard et al., MobileNets, 2017). */
    public static Tensor relu6(Tensor x) {
        return hardtanh(x, 0, 6);
    }

    /** min(max(x, low), high). */
    public static Tensor hardtanh(Tensor x, double low, double high) {
        return least(greatest(x, low), high);
    }

    /** x where it is positive, else {@code slope * x} (Maas et al., ICML 2013). */
    public static Tensor leakyRelu(Tensor x, double slope) {
        return Sinter.where(x.gt(zero(x)), x, x.mul(number(x, slope)));
    }

    /** As {@link #leakyRelu} with a learnt slope for all, or one for each element of axis 1 (He et al., ICCV 2015). */
    public static Tensor prelu(Tensor x, Tensor weight) {
        if (weight.rank() > 1 || !weight.shape().numel().is(1) && (x.rank() < 2
                || !weight.shape().numel().equals(x.dim(1)))) {
            throw new Diagnostic("prelu: shapes " + x.shape() + " and " + weight.shape()
                    + " do not fit: one slope, or one for each element of axis 1 is needed");
        }
        Tensor slope = weight.shape().numel().is(1)
                ? weight.reshape(Shape.of(new long[0]))
                : ConvolutionFunctions.channels(weight, x.rank() - 2);
        return Sinter.where(x.gt(zero(x)), x, x.mul(slope));
    }

    /** x where it is positive, else {@code alpha * (exp(x) - 1)} (Clevert et al., ICLR 2016). */
    public static Tensor elu(Tensor x, double alpha) {
        return Sinter.where(x.gt(zero(x)), x, least(x, 0).expm1().mul(number(x, alpha)));
    }

    /** {@code scale * elu(x, alpha)} with the constants that keep mean 0 and variance 1 (Klambauer et al., NIPS 2017). */
    public static Tensor selu(Tensor x) {
        return elu(x, 1.6732632423543772).mul(number(x, 1.0507009873554805));
    }

    /** x where it is positive, else {@code alpha * (exp(x / alpha) - 1)} (Barron, 2017). */
    public static Tensor celu(Tensor x, double alpha) {
        return Sinter.where(x.gt(zero(x)), x,
                least(x, 0).div(number(x, alpha)).expm1().mul(number(x, alpha)));
    }

    /** {@code x * (1 + erf(x / sqrt(2))) / 2} (Hendrycks and Gimpel, 2016). */
    public static Tensor gelu(Tensor x) {
        return x.mul(x.mul(number(x, Math.sqrt(0.5))).erf().add(number(x, 1))).mul(number(x, 0.5));
    }

    /** {@link #gelu} by the hyperbolic tangent: {@code x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 x^3))) / 2}. */
    public static Tensor geluTanh(Tensor x) {
        Tensor inner = x.add(x.mul(x).mul(x).mul(number(x, 0.044715))).mul(number(x, Math.sqrt(2 / Math.PI)));
        return x.mul(inner.tanh().add(number(x, 1))).mul(number(x, 0.5));
    }

    /** {@code x * sigmoid(x)} (Elfwing et al., 2017; also called swish). */
    public static Tensor silu(Tensor x) {
        return x.mul(x.sigmoid());
    }

    /** {@code x * tanh(softplus(x))} (Misra, 2019). */
    public static Tensor mish(Tensor x) {
        return x.mul(softplus(x, 1, Double.POSITIVE_INFINITY).tanh());
    }

    /** {@code min(max(x + 3, 0), 6) / 6} (Howard et al., ICCV 2019). */
    public static Tensor hardsigmoid(Tensor x) {
        return relu6(x.add(number(x, 3))).div(number(x, 6));
    }

    /** {@code x * hardsigmoid(x)} (Howard et al., ICCV 2019). */
    public static Tensor hardswish(Tensor x) {
        return x.mul(relu6(x.add(number(x, 3)))).div(number(x, 6));
    }

    /** {@code log(1 + exp(beta * x)) / beta}, which is x itself where {@code beta * x} is above the threshold. */
    public static Tensor softplus(Tensor x, double beta, double threshold) {
        Tensor scaled = x.mul(number(x, beta));
        Tensor soft = scaled.relu().add(scaled.abs().neg().exp().log1p()).div(number(x, beta));
        return threshold == Double.POSITIVE_INFINITY
                ? soft
                : Sinter.where(scaled.gt(number(x, threshold)), x, soft);
    }

    /** {@code log(sigmoid(x))}. */
    public static Tensor logSigmoid(Tensor x) {
        return least(x, 0).sub(x.abs().neg().exp().log1p());
    }

    /** {@code x / (1 + |x|)}. */
    public static Tensor softsign(Tensor x) {
        return x.div(x.abs().add(number(x, 1)));
    }

    /** {@code x - tanh(x)}. */
    public static Tensor tanhshrink(Tensor x) {
        return x.sub(x.tanh());
    }

    /** x moved towards 0 by {@code lambda}, and 0 within. */
    public static Tensor softshrink(Tensor x, double lambda) {
        Tensor above = Sinter.where(x.gt(number(x, lambda)), x.sub(number(x, lambda)), zero(x));
        return Sinter.where(x.lt(number(x, -lambda)), x.add(number(x, lambda)), above);
    }

    /** x, but 0 within {@code lambda} of 0. */
    public static Tensor hardshrink(Tensor x, double lambda) {
        return Sinter.where(x.abs().le(number(x, lambda)), zero(x), x);
    }

    /** x where it is above the threshold, else {@code value}. */
    public static Tensor threshold(Tensor x, double threshold, double value) {
        return Sinter.where(x.le(number(x, threshold)), number(x, value), x);
    }

    /** The first half along an axis times the sigmoid of the second (Dauphin et al., ICML 2017). */
    public static Tensor glu(Tensor x, int axis) {
        if (x.rank() == 0 || x.size(axis) % 2 != 0) {
            throw new Diagnostic("glu of shape " + x.shape() + ": axis " + axis + " does not divide into two halves");
        }
        long half = x.size(axis) / 2;
        return x.narrow(axis, 0, half).mul(x.narrow(axis, half, half).sigmoid());
    }

    /** {@code softmax(-x)}. */
    public static Tensor softmin(Tensor x, int axis) {
        return x.neg().softmax(axis);
    }

    public static Tensor softmax(Tensor x, int axis) {
        return x.softmax(axis);
    }

    public static Tensor logSoftmax(Tensor x, int axis) {
        return x.logSoftmax(axis);
    }

    static Tensor number(Tensor like, double number) {
        return Sinter.constant(like.dtype(), number);
    }

    private static Tensor zero(Tensor like) {
        return number(like, 0);
    }

    /** max(x, low), whose derivative at the bound is 0. */
    private static Tensor greatest(Tensor x, double low) {
        return Sinter.where(x.le(number(x, low)), number(x, low), x);
    }

    /** min(x, high), whose derivative at the bound is 0. */
    private static Tensor least(Tensor x, double high) {
        return Sinter.where(x.ge(number(x, high)), number(x, high), x);
    }
}
