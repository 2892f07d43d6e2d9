package dev.sinter;

import dev.sinter.ir.Elementwise;

/** Angles and hyperbolas, element by element. Integers and bools become float32 first. */
public sealed interface TensorTrigonometry permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    default Tensor sin() {
        return Ops.real(Elementwise.SIN, self());
    }

    default Tensor cos() {
        return Ops.real(Elementwise.COS, self());
    }

    default Tensor tan() {
        return Ops.real(Elementwise.TAN, self());
    }

    /** NaN outside of -1 to 1; at these the gradient is infinite. */
    default Tensor asin() {
        return Ops.real(Elementwise.ASIN, self());
    }

    /** NaN outside of -1 to 1; at these the gradient is -inf. */
    default Tensor acos() {
        return Ops.real(Elementwise.ACOS, self());
    }

    default Tensor atan() {
        return Ops.real(Elementwise.ATAN, self());
    }

    /** The angle of the point (other, this), from -pi to pi; its gradient at the origin is 0. */
    default Tensor atan2(Tensor other) {
        return Ops.real(Elementwise.ATAN2, self(), other);
    }

    default Tensor sinh() {
        return Ops.real(Elementwise.SINH, self());
    }

    default Tensor cosh() {
        return Ops.real(Elementwise.COSH, self());
    }

    default Tensor tanh() {
        return Ops.real(Elementwise.TANH, self());
    }

    default Tensor asinh() {
        return Ops.real(Elementwise.ASINH, self());
    }

    /** NaN below 1, where the gradient is infinite. */
    default Tensor acosh() {
        return Ops.real(Elementwise.ACOSH, self());
    }

    /** Infinite at -1 and 1, as is the gradient; NaN outside. */
    default Tensor atanh() {
        return Ops.real(Elementwise.ATANH, self());
    }

    /** {@code sin(pi x) / (pi x)}, 1 at 0 and exactly 0 at all other integers; the gradient at 0 is 0. */
    default Tensor sinc() {
        return Ops.real(Elementwise.SINC, self());
    }

    /** {@code sqrt(x^2 + y^2)} without overflow on the way; the gradient where both are 0 is NaN. */
    default Tensor hypot(Tensor other) {
        return Ops.real(Elementwise.HYPOT, self(), other);
    }

    /** Degrees as radians. */
    default Tensor deg2rad() {
        return self().mul(Math.PI / 180);
    }

    /** Radians as degrees. */
    default Tensor rad2deg() {
        return self().mul(180 / Math.PI);
    }
}
