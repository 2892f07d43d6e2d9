package dev.sinter;

import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Elementwise;
import dev.sinter.ir.Reduce;
import java.util.List;

/** Functions of one real number, element by element, and the softmax family. Integers and bools become float32 first. */
public sealed interface TensorMath permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    default Tensor exp() {
        return Ops.real(Elementwise.EXP, self());
    }

    default Tensor log() {
        return Ops.real(Elementwise.LOG, self());
    }

    /** 2 to the power of this. */
    default Tensor exp2() {
        return Ops.real(Elementwise.EXP2, self());
    }

    /** {@code exp(x) - 1} without loss for small x. */
    default Tensor expm1() {
        return Ops.real(Elementwise.EXPM1, self());
    }

    default Tensor log2() {
        return Ops.real(Elementwise.LOG2, self());
    }

    default Tensor log10() {
        return Ops.real(Elementwise.LOG10, self());
    }

    /** {@code log(1 + x)} without loss for small x. */
    default Tensor log1p() {
        return Ops.real(Elementwise.LOG1P, self());
    }

    default Tensor sigmoid() {
        return Ops.real(Elementwise.SIGMOID, self());
    }

    default Tensor erf() {
        return Ops.real(Elementwise.ERF, self());
    }

    /** {@code 1 - erf(x)} without loss where it is small. */
    default Tensor erfc() {
        return Ops.real(Elementwise.ERFC, self());
    }

    /** The number of which erf is this; infinite at -1 and 1, as is the gradient; NaN outside. */
    default Tensor erfinv() {
        return Ops.real(Elementwise.ERFINV, self());
    }

    /** The logarithm of the magnitude of the gamma function; it has derivatives of two orders. */
    default Tensor lgamma() {
        return Ops.real(Elementwise.LGAMMA, self());
    }

    /** The derivative of {@link #lgamma}. */
    default Tensor digamma() {
        return Ops.real(Elementwise.DIGAMMA, self());
    }

    /** The derivative of {@link #digamma}; its own is refused. */
    default Tensor trigamma() {
        return Ops.real(Elementwise.TRIGAMMA, self());
    }

    default Tensor sqrt() {
        return Ops.real(Elementwise.SQRT, self());
    }

    default Tensor rsqrt() {
        return Ops.real(Elementwise.RSQRT, self());
    }

    default Tensor reciprocal() {
        return Ops.real(Elementwise.RECIPROCAL, self());
    }

    /** {@code x * x}. */
    default Tensor square() {
        return self().mul(self());
    }

    /** max(x, 0); the gradient at 0 is 0. */
    default Tensor relu() {
        return Ops.apply(Elementwise.RELU, self());
    }

    default Tensor floor() {
        return rounded(Elementwise.FLOOR);
    }

    default Tensor ceil() {
        return rounded(Elementwise.CEIL);
    }

    /** To the nearest integer, halves to the even one. */
    default Tensor round() {
        return rounded(Elementwise.ROUND);
    }

    default Tensor trunc() {
        return rounded(Elementwise.TRUNC);
    }

    private Tensor rounded(Elementwise op) {
        return self().dtype().isFloating() ? Ops.apply(op, self()) : self().clone();
    }

    /** What is behind the point, with x's sign; the gradient is 1. */
    default Tensor frac() {
        return self().sub(trunc());
    }

    /** {@code exp(x) / sum(exp(x))} along an axis, shifted by the greatest element so that nothing overflows. */
    default Tensor softmax(int axis) {
        Tensor x = floating("softmax");
        Tensor exps = shifted(x, Ops.axis("softmax", axis, x.rank())).exp();
        return exps.div(exps.sum(new int[]{axis}, true));
    }

    /** The logarithm of {@link #softmax}: {@code x - log(sum(exp(x)))} along an axis, shifted likewise. */
    default Tensor logSoftmax(int axis) {
        Tensor x = floating("logSoftmax");
        Tensor shifted = shifted(x, Ops.axis("logSoftmax", axis, x.rank()));
        return shifted.sub(shifted.exp().sum(new int[]{axis}, true).log());
    }

    /** {@code log(sum(exp(x)))} along an axis, shifted by the greatest element so that nothing overflows. */
    default Tensor logSumExp(int axis, boolean keepDim) {
        Tensor x = floating("logSumExp");
        Tensor top = greatest(x, Ops.axis("logSumExp", axis, x.rank()));
        // Where all are infinite there is nothing to shift, and infinity less infinity is no number.
        Tensor greatest = Ops.apply(Elementwise.WHERE, top.isFinite(), top, Ops.constant(x.dtype(), 0));
        Tensor result = x.sub(greatest).exp().sum(new int[]{axis}, true).log().add(greatest);
        return keepDim || x.rank() == 0 ? result : result.squeeze(axis);
    }

    /** The logarithms of the sums of exponentials along an axis; -inf of none. */
    default Tensor logSumExp(int axis) {
        return logSumExp(axis, false);
    }

    private Tensor floating(String name) {
        if (!self().dtype().isFloating()) {
            throw new Diagnostic(name + " of " + self().type() + ": a floating dtype is needed; cast it first");
        }
        return self();
    }

    private static Tensor shifted(Tensor x, int axis) {
        return x.sub(greatest(x, axis));
    }

    /** The greatest along an axis, kept, as a constant: the shift cancels in the derivative. */
    private static Tensor greatest(Tensor x, int axis) {
        if (x.rank() == 0) {
            return x.detach();
        }
        return Ops.apply(new Reduce.Over(Reduce.Kind.MAX, List.of(axis)), x).unsqueeze(axis).detach();
    }
}
