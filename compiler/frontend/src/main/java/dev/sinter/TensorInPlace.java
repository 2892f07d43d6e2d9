package dev.sinter;

/** Functions whose names end in an underscore: the result of the one without it is written into this tensor, cast to its dtype, and
 * seen by all its views. A result of a higher category (a real number for an integer tensor) is refused. */
public sealed interface TensorInPlace permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    default Tensor exp_() {
        return Ops.write("exp", self(), self().exp());
    }

    default Tensor exp2_() {
        return Ops.write("exp2", self(), self().exp2());
    }

    default Tensor expm1_() {
        return Ops.write("expm1", self(), self().expm1());
    }

    default Tensor log_() {
        return Ops.write("log", self(), self().log());
    }

    default Tensor log2_() {
        return Ops.write("log2", self(), self().log2());
    }

    default Tensor log10_() {
        return Ops.write("log10", self(), self().log10());
    }

    default Tensor log1p_() {
        return Ops.write("log1p", self(), self().log1p());
    }

    default Tensor sigmoid_() {
        return Ops.write("sigmoid", self(), self().sigmoid());
    }

    default Tensor erf_() {
        return Ops.write("erf", self(), self().erf());
    }

    default Tensor erfc_() {
        return Ops.write("erfc", self(), self().erfc());
    }

    default Tensor erfinv_() {
        return Ops.write("erfinv", self(), self().erfinv());
    }

    default Tensor lgamma_() {
        return Ops.write("lgamma", self(), self().lgamma());
    }

    default Tensor digamma_() {
        return Ops.write("digamma", self(), self().digamma());
    }

    default Tensor trigamma_() {
        return Ops.write("trigamma", self(), self().trigamma());
    }

    default Tensor sqrt_() {
        return Ops.write("sqrt", self(), self().sqrt());
    }

    default Tensor rsqrt_() {
        return Ops.write("rsqrt", self(), self().rsqrt());
    }

    default Tensor reciprocal_() {
        return Ops.write("reciprocal", self(), self().reciprocal());
    }

    default Tensor square_() {
        return Ops.write("square", self(), self().square());
    }

    default Tensor relu_() {
        return Ops.write("relu", self(), self().relu());
    }

    default Tensor floor_() {
        return Ops.write("floor", self(), self().floor());
    }

    default Tensor ceil_() {
        return Ops.write("ceil", self(), self().ceil());
    }

    default Tensor round_() {
        return Ops.write("round", self(), self().round());
    }

    default Tensor trunc_() {
        return Ops.write("trunc", self(), self().trunc());
    }

    default Tensor frac_() {
        return Ops.write("frac", self(), self().frac());
    }

    default Tensor sin_() {
        return Ops.write("sin", self(), self().sin());
    }

    default Tensor cos_() {
        return Ops.write("cos", self(), self().cos());
    }

    default Tensor tan_() {
        return Ops.write("tan", self(), self().tan());
    }

    default Tensor asin_() {
        return Ops.write("asin", self(), self().asin());
    }

    default Tensor acos_() {
        return Ops.write("acos", self(), self().acos());
    }

    default Tensor atan_() {
        return Ops.write("atan", self(), self().atan());
    }

    default Tensor sinh_() {
        return Ops.write("sinh", self(), self().sinh());
    }

    default Tensor cosh_() {
        return Ops.write("cosh", self(), self().cosh());
    }

    default Tensor tanh_() {
        return Ops.write("tanh", self(), self().tanh());
    }

    default Tensor asinh_() {
        return Ops.write("asinh", self(), self().asinh());
    }

    default Tensor acosh_() {
        return Ops.write("acosh", self(), self().acosh());
    }

    default Tensor atanh_() {
        return Ops.write("atanh", self(), self().atanh());
    }

    default Tensor sinc_() {
        return Ops.write("sinc", self(), self().sinc());
    }

    default Tensor deg2rad_() {
        return Ops.write("deg2rad", self(), self().deg2rad());
    }

    default Tensor rad2deg_() {
        return Ops.write("rad2deg", self(), self().rad2deg());
    }

    default Tensor abs_() {
        return Ops.write("abs", self(), self().abs());
    }

    default Tensor sign_() {
        return Ops.write("sign", self(), self().sign());
    }

    default Tensor logicalNot_() {
        return Ops.write("logicalNot", self(), self().logicalNot());
    }

    default Tensor bitwiseNot_() {
        return Ops.write("bitwiseNot", self(), self().bitwiseNot());
    }

    default Tensor atan2_(Tensor other) {
        return Ops.write("atan2", self(), self().atan2(other));
    }

    default Tensor hypot_(Tensor other) {
        return Ops.write("hypot", self(), self().hypot(other));
    }

    default Tensor copySign_(Tensor other) {
        return Ops.write("copySign", self(), self().copySign(other));
    }

    default Tensor nextAfter_(Tensor other) {
        return Ops.write("nextAfter", self(), self().nextAfter(other));
    }

    default Tensor xlogy_(Tensor other) {
        return Ops.write("xlogy", self(), self().xlogy(other));
    }

    default Tensor logAddExp_(Tensor other) {
        return Ops.write("logAddExp", self(), self().logAddExp(other));
    }

    default Tensor floorDivide_(Tensor other) {
        return Ops.write("floorDivide", self(), self().floorDivide(other));
    }

    default Tensor remainder_(Tensor other) {
        return Ops.write("remainder", self(), self().remainder(other));
    }

    default Tensor fmod_(Tensor other) {
        return Ops.write("fmod", self(), self().fmod(other));
    }

    default Tensor pow_(Tensor other) {
        return Ops.write("pow", self(), self().pow(other));
    }

    default Tensor bitwiseAnd_(Tensor other) {
        return Ops.write("bitwiseAnd", self(), self().bitwiseAnd(other));
    }

    default Tensor bitwiseOr_(Tensor other) {
        return Ops.write("bitwiseOr", self(), self().bitwiseOr(other));
    }

    default Tensor bitwiseXor_(Tensor other) {
        return Ops.write("bitwiseXor", self(), self().bitwiseXor(other));
    }

    default Tensor bitwiseLeftShift_(Tensor other) {
        return Ops.write("bitwiseLeftShift", self(), self().bitwiseLeftShift(other));
    }

    default Tensor bitwiseRightShift_(Tensor other) {
        return Ops.write("bitwiseRightShift", self(), self().bitwiseRightShift(other));
    }

    default Tensor logicalAnd_(Tensor other) {
        return Ops.write("logicalAnd", self(), self().logicalAnd(other));
    }

    default Tensor logicalOr_(Tensor other) {
        return Ops.write("logicalOr", self(), self().logicalOr(other));
    }

    default Tensor logicalXor_(Tensor other) {
        return Ops.write("logicalXor", self(), self().logicalXor(other));
    }

    default Tensor eq_(Tensor other) {
        return Ops.write("eq", self(), self().eq(other));
    }

    default Tensor ne_(Tensor other) {
        return Ops.write("ne", self(), self().ne(other));
    }

    default Tensor lt_(Tensor other) {
        return Ops.write("lt", self(), self().lt(other));
    }

    default Tensor le_(Tensor other) {
        return Ops.write("le", self(), self().le(other));
    }

    default Tensor gt_(Tensor other) {
        return Ops.write("gt", self(), self().gt(other));
    }

    default Tensor ge_(Tensor other) {
        return Ops.write("ge", self(), self().ge(other));
    }

    default Tensor clampMin_(Tensor other) {
        return Ops.write("clampMin", self(), self().clampMin(other));
    }

    default Tensor clampMax_(Tensor other) {
        return Ops.write("clampMax", self(), self().clampMax(other));
    }

    default Tensor pow_(double other) {
        return Ops.write("pow", self(), self().pow(other));
    }

    default Tensor pow_(long other) {
        return Ops.write("pow", self(), self().pow(other));
    }

    default Tensor remainder_(double other) {
        return Ops.write("remainder", self(), self().remainder(other));
    }

    default Tensor remainder_(long other) {
        return Ops.write("remainder", self(), self().remainder(other));
    }

    default Tensor fmod_(double other) {
        return Ops.write("fmod", self(), self().fmod(other));
    }

    default Tensor fmod_(long other) {
        return Ops.write("fmod", self(), self().fmod(other));
    }

    default Tensor floorDivide_(double other) {
        return Ops.write("floorDivide", self(), self().floorDivide(other));
    }

    default Tensor floorDivide_(long other) {
        return Ops.write("floorDivide", self(), self().floorDivide(other));
    }

    default Tensor clampMin_(double other) {
        return Ops.write("clampMin", self(), self().clampMin(other));
    }

    default Tensor clampMin_(long other) {
        return Ops.write("clampMin", self(), self().clampMin(other));
    }

    default Tensor clampMax_(double other) {
        return Ops.write("clampMax", self(), self().clampMax(other));
    }

    default Tensor clampMax_(long other) {
        return Ops.write("clampMax", self(), self().clampMax(other));
    }

    default Tensor bitwiseLeftShift_(long other) {
        return Ops.write("bitwiseLeftShift", self(), self().bitwiseLeftShift(other));
    }

    default Tensor bitwiseRightShift_(long other) {
        return Ops.write("bitwiseRightShift", self(), self().bitwiseRightShift(other));
    }

    default Tensor div_(Tensor other, Rounding rounding) {
        return Ops.write("div", self(), self().div(other, rounding));
    }

    default Tensor clamp_(double low, double high) {
        return Ops.write("clamp", self(), self().clamp(low, high));
    }

    default Tensor clamp_(long low, long high) {
        return Ops.write("clamp", self(), self().clamp(low, high));
    }

    default Tensor clamp_(Tensor low, Tensor high) {
        return Ops.write("clamp", self(), self().clamp(low, high));
    }

    default Tensor lerp_(Tensor end, double weight) {
        return Ops.write("lerp", self(), self().lerp(end, weight));
    }

    default Tensor lerp_(Tensor end, Tensor weight) {
        return Ops.write("lerp", self(), self().lerp(end, weight));
    }

    default Tensor addcmul_(Tensor a, Tensor b, double value) {
        return Ops.write("addcmul", self(), self().addcmul(a, b, value));
    }

    default Tensor addcmul_(Tensor a, Tensor b, long value) {
        return Ops.write("addcmul", self(), self().addcmul(a, b, value));
    }

    default Tensor addcdiv_(Tensor a, Tensor b, double value) {
        return Ops.write("addcdiv", self(), self().addcdiv(a, b, value));
    }

    default Tensor nanToNum_(double nan, double positive, double negative) {
        return Ops.write("nanToNum", self(), self().nanToNum(nan, positive, negative));
    }
}
