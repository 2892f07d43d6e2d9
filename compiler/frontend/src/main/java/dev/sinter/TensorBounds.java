package dev.sinter;

import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Elementwise;
import dev.sinter.types.DType;

/** Bounds, blends, signs and neighbours: choices between numbers, element by element. */
public sealed interface TensorBounds permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    /** At least {@code low} and at most {@code high}; the gradient passes between and at the bounds. NaN stays. */
    default Tensor clamp(double low, double high) {
        return clampMin(low).clampMax(high);
    }

    /** As {@link #clamp(double, double)}; integers stay integers. */
    default Tensor clamp(long low, long high) {
        return clampMin(low).clampMax(high);
    }

    default Tensor clampMin(long low) {
        DType dtype = Promotion.of(self(), low);
        return clampMin(Ops.cast(self(), dtype), Ops.number(dtype, low));
    }

    default Tensor clampMax(long high) {
        DType dtype = Promotion.of(self(), high);
        return clampMax(Ops.cast(self(), dtype), Ops.number(dtype, high));
    }

    default Tensor clampMin(double low) {
        DType dtype = Promotion.of(self(), low);
        return clampMin(Ops.cast(self(), dtype), Ops.number(dtype, low));
    }

    default Tensor clampMax(double high) {
        DType dtype = Promotion.of(self(), high);
        return clampMax(Ops.cast(self(), dtype), Ops.number(dtype, high));
    }

    /** As {@link #clamp(double, double)} with bounds for each element, to which gradients flow where they are taken. */
    default Tensor clamp(Tensor low, Tensor high) {
        return clampMin(low).clampMax(high);
    }

    default Tensor clampMin(Tensor low) {
        DType dtype = Promotion.of(self(), low);
        return clampMin(Ops.cast(self(), dtype), Ops.cast(low, dtype));
    }

    default Tensor clampMax(Tensor high) {
        DType dtype = Promotion.of(self(), high);
        return clampMax(Ops.cast(self(), dtype), Ops.cast(high, dtype));
    }

    /** The bound where it is greater, or NaN. */
    private static Tensor clampMin(Tensor x, Tensor bound) {
        Tensor keeps = Ops.apply(Elementwise.GE, x, bound);
        Tensor isNaN = Ops.apply(Elementwise.NE, x, x);
        return Ops.apply(Elementwise.WHERE, Ops.apply(Elementwise.OR, keeps, isNaN), x, bound);
    }

    private static Tensor clampMax(Tensor x, Tensor bound) {
        Tensor keeps = Ops.apply(Elementwise.LE, x, bound);
        Tensor isNaN = Ops.apply(Elementwise.NE, x, x);
        return Ops.apply(Elementwise.WHERE, Ops.apply(Elementwise.OR, keeps, isNaN), x, bound);
    }

    /** The greater of two, the other where one is NaN; the gradient goes to the greater or to the number. */
    default Tensor fmax(Tensor other) {
        return number(self().maximum(other), other);
    }

    /** The lesser of two, the other where one is NaN; the gradient goes to the lesser or to the number. */
    default Tensor fmin(Tensor other) {
        return number(self().minimum(other), other);
    }

    private Tensor number(Tensor both, Tensor other) {
        return Sinter.where(other.isNaN(), self(), Sinter.where(self().isNaN(), other, both));
    }

    /** The way from this to {@code end}, as far as {@code weight}: 0 gives this and 1 the end, both exactly. */
    default Tensor lerp(Tensor end, double weight) {
        same("lerp", end);
        return weight < 0.5
                ? self().add(end.sub(self()).mul(weight))
                : end.sub(end.sub(self()).mul(1 - weight));
    }

    default Tensor lerp(Tensor end, Tensor weight) {
        same("lerp", end);
        same("lerp", weight);
        Tensor way = end.sub(self());
        return Sinter.where(weight.lt(0.5), self().add(way.mul(weight)), end.sub(way.mul(weight.rsub(1.0))));
    }

    private void same(String name, Tensor other) {
        if (self().dtype() != other.dtype() || !self().dtype().isFloating()) {
            throw new Diagnostic(name + " of " + self().type() + " and " + other.type()
                    + ": one floating dtype is needed for all operands; cast them first");
        }
    }

    /** {@code this + value * a * b}. */
    default Tensor addcmul(Tensor a, Tensor b, double value) {
        return self().add(a.mul(b).mul(value));
    }

    /** {@code this + value * a * b}; integers stay integers. */
    default Tensor addcmul(Tensor a, Tensor b, long value) {
        return self().add(a.mul(b).mul(value));
    }

    /** {@code this + value * a / b}. */
    default Tensor addcdiv(Tensor a, Tensor b, double value) {
        return self().add(a.div(b).mul(value));
    }

    /** {@code log(exp(x) + exp(y))} without overflow on the way. */
    default Tensor logAddExp(Tensor other) {
        return Ops.real(Elementwise.LOGADDEXP, self(), other);
    }

    /** {@code x * log(y)}, 0 where x is 0, unless y is NaN. */
    default Tensor xlogy(Tensor other) {
        return Ops.real(Elementwise.XLOGY, self(), other);
    }

    /** This magnitude with the other's sign, that of -0 too; a NaN's counts as positive. The gradient at 0 is 0. */
    default Tensor copySign(Tensor sign) {
        return Ops.real(Elementwise.COPYSIGN, self(), sign);
    }

    /** The next number after this towards {@code other}; float32 and float64 only. */
    default Tensor nextAfter(Tensor other) {
        return Ops.binary(Elementwise.NEXTAFTER, self(), other);
    }

    /** -1, 0 or 1; NaN stays. */
    default Tensor sign() {
        return self().dtype() == DType.BOOL ? self().clone() : Ops.apply(Elementwise.SIGN, self());
    }

    /** Whether the sign is -, that of -0 too; a NaN has none. */
    default Tensor signBit() {
        if (!self().dtype().isFloating()) {
            return self().to(DType.I64).lt(0L);
        }
        Tensor one = Ops.constant(self().dtype(), 1);
        return Ops.apply(Elementwise.LT, Ops.apply(Elementwise.COPYSIGN, one, self()), Ops.constant(self().dtype(), 0));
    }

    /** 0 below 0 and 1 above it, and at 0 {@code atZero}; NaN stays. */
    default Tensor heaviside(Tensor atZero) {
        Tensor x = self().detach();
        if (x.dtype() != atZero.dtype()) {
            throw new Diagnostic("heaviside of " + x.type() + " and " + atZero.type()
                    + ": one dtype is needed; cast one of them");
        }
        Tensor step = Sinter.where(x.isNaN(), x, x.gt(0L).to(x.dtype()));
        return Sinter.where(x.eq(0L), atZero.detach(), step);
    }

    default Tensor isNaN() {
        return Ops.apply(Elementwise.NE, self(), self());
    }

    default Tensor isInf() {
        return self().dtype().isFloating()
                ? Ops.apply(Elementwise.EQ, self().abs(), Ops.constant(self().dtype(), Double.POSITIVE_INFINITY))
                : self().isNaN();
    }

    default Tensor isPosInf() {
        return self().dtype().isFloating()
                ? Ops.apply(Elementwise.EQ, self(), Ops.constant(self().dtype(), Double.POSITIVE_INFINITY))
                : self().isNaN();
    }

    default Tensor isNegInf() {
        return self().dtype().isFloating()
                ? Ops.apply(Elementwise.EQ, self(), Ops.constant(self().dtype(), Double.NEGATIVE_INFINITY))
                : self().isNaN();
    }

    default Tensor isFinite() {
        return self().dtype().isFloating()
                ? Ops.apply(Elementwise.LT, self().abs(), Ops.constant(self().dtype(), Double.POSITIVE_INFINITY))
                : self().isNaN().logicalNot();
    }

    /** NaN, inf and -inf replaced by these. */
    default Tensor nanToNum(double nan, double positive, double negative) {
        if (!self().dtype().isFloating()) {
            return self().clone();
        }
        return self().maskedFill(self().isNaN(), nan).maskedFill(self().isPosInf(), positive)
                .maskedFill(self().isNegInf(), negative);
    }
}
