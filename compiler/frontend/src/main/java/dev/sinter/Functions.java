package dev.sinter;

/**
 * The common methods of tensors as static functions, for those who write {@code add(x, y)}; and as {@code add(x, y, out)}, which writes into
 * {@code out} and returns it, by {@link Tensor#into}. Inherited by {@link Sinter}.
 */
public abstract sealed class Functions extends Factories permits Sinter {
    Functions() {}

    /** The sum, see {@link Tensor#add}. */
    public static Tensor add(Tensor a, Tensor b) {
        return a.add(b);
    }

    public static Tensor add(Tensor a, Tensor b, Tensor out) {
        return a.add(b).into(out);
    }

    public static Tensor add(Tensor a, double b) {
        return a.add(b);
    }

    public static Tensor add(Tensor a, long b) {
        return a.add(b);
    }

    public static Tensor add(Tensor a, double b, Tensor out) {
        return a.add(b).into(out);
    }

    public static Tensor add(Tensor a, long b, Tensor out) {
        return a.add(b).into(out);
    }

    /** The difference, see {@link Tensor#sub}. */
    public static Tensor sub(Tensor a, Tensor b) {
        return a.sub(b);
    }

    public static Tensor sub(Tensor a, Tensor b, Tensor out) {
        return a.sub(b).into(out);
    }

    public static Tensor sub(Tensor a, double b) {
        return a.sub(b);
    }

    public static Tensor sub(Tensor a, long b) {
        return a.sub(b);
    }

    public static Tensor sub(Tensor a, double b, Tensor out) {
        return a.sub(b).into(out);
    }

    public static Tensor sub(Tensor a, long b, Tensor out) {
        return a.sub(b).into(out);
    }

    /** The product, see {@link Tensor#mul}. */
    public static Tensor mul(Tensor a, Tensor b) {
        return a.mul(b);
    }

    public static Tensor mul(Tensor a, Tensor b, Tensor out) {
        return a.mul(b).into(out);
    }

    public static Tensor mul(Tensor a, double b) {
        return a.mul(b);
    }

    public static Tensor mul(Tensor a, long b) {
        return a.mul(b);
    }

    public static Tensor mul(Tensor a, double b, Tensor out) {
        return a.mul(b).into(out);
    }

    public static Tensor mul(Tensor a, long b, Tensor out) {
        return a.mul(b).into(out);
    }

    /** The quotient, see {@link Tensor#div}. */
    public static Tensor div(Tensor a, Tensor b) {
        return a.div(b);
    }

    public static Tensor div(Tensor a, Tensor b, Tensor out) {
        return a.div(b).into(out);
    }

    public static Tensor div(Tensor a, double b) {
        return a.div(b);
    }

    public static Tensor div(Tensor a, long b) {
        return a.div(b);
    }

    public static Tensor div(Tensor a, double b, Tensor out) {
        return a.div(b).into(out);
    }

    public static Tensor div(Tensor a, long b, Tensor out) {
        return a.div(b).into(out);
    }

    /** The power, see {@link Tensor#pow}. */
    public static Tensor pow(Tensor a, Tensor b) {
        return a.pow(b);
    }

    public static Tensor pow(Tensor a, Tensor b, Tensor out) {
        return a.pow(b).into(out);
    }

    public static Tensor pow(Tensor a, double b) {
        return a.pow(b);
    }

    public static Tensor pow(Tensor a, long b) {
        return a.pow(b);
    }

    public static Tensor pow(Tensor a, double b, Tensor out) {
        return a.pow(b).into(out);
    }

    public static Tensor pow(Tensor a, long b, Tensor out) {
        return a.pow(b).into(out);
    }

    /** The remainder, of the sign of the divisor, see {@link Tensor#remainder}. */
    public static Tensor remainder(Tensor a, Tensor b) {
        return a.remainder(b);
    }

    public static Tensor remainder(Tensor a, Tensor b, Tensor out) {
        return a.remainder(b).into(out);
    }

    public static Tensor remainder(Tensor a, double b) {
        return a.remainder(b);
    }

    public static Tensor remainder(Tensor a, long b) {
        return a.remainder(b);
    }

    public static Tensor remainder(Tensor a, double b, Tensor out) {
        return a.remainder(b).into(out);
    }

    public static Tensor remainder(Tensor a, long b, Tensor out) {
        return a.remainder(b).into(out);
    }

    /** The remainder, of the sign of the dividend, see {@link Tensor#fmod}. */
    public static Tensor fmod(Tensor a, Tensor b) {
        return a.fmod(b);
    }

    public static Tensor fmod(Tensor a, Tensor b, Tensor out) {
        return a.fmod(b).into(out);
    }

    public static Tensor fmod(Tensor a, double b) {
        return a.fmod(b);
    }

    public static Tensor fmod(Tensor a, long b) {
        return a.fmod(b);
    }

    public static Tensor fmod(Tensor a, double b, Tensor out) {
        return a.fmod(b).into(out);
    }

    public static Tensor fmod(Tensor a, long b, Tensor out) {
        return a.fmod(b).into(out);
    }

    /** The greater of each two elements, NaN where either is, see {@link Tensor#maximum}. */
    public static Tensor maximum(Tensor a, Tensor b) {
        return a.maximum(b);
    }

    public static Tensor maximum(Tensor a, Tensor b, Tensor out) {
        return a.maximum(b).into(out);
    }

    /** The lesser of each two elements, NaN where either is, see {@link Tensor#minimum}. */
    public static Tensor minimum(Tensor a, Tensor b) {
        return a.minimum(b);
    }

    public static Tensor minimum(Tensor a, Tensor b, Tensor out) {
        return a.minimum(b).into(out);
    }

    /** The angle of the point (b, a), see {@link Tensor#atan2}. */
    public static Tensor atan2(Tensor a, Tensor b) {
        return a.atan2(b);
    }

    public static Tensor atan2(Tensor a, Tensor b, Tensor out) {
        return a.atan2(b).into(out);
    }

    /** The matrix product, see {@link Tensor#matmul}. */
    public static Tensor matmul(Tensor a, Tensor b) {
        return a.matmul(b);
    }

    public static Tensor matmul(Tensor a, Tensor b, Tensor out) {
        return a.matmul(b).into(out);
    }

    /** The magnitudes, see {@link Tensor#abs}. */
    public static Tensor abs(Tensor x) {
        return x.abs();
    }

    public static Tensor abs(Tensor x, Tensor out) {
        return x.abs().into(out);
    }

    /** The negatives, see {@link Tensor#neg}. */
    public static Tensor neg(Tensor x) {
        return x.neg();
    }

    public static Tensor neg(Tensor x, Tensor out) {
        return x.neg().into(out);
    }

    /** The exponentials, see {@link Tensor#exp}. */
    public static Tensor exp(Tensor x) {
        return x.exp();
    }

    public static Tensor exp(Tensor x, Tensor out) {
        return x.exp().into(out);
    }

    /** The natural logarithms, see {@link Tensor#log}. */
    public static Tensor log(Tensor x) {
        return x.log();
    }

    public static Tensor log(Tensor x, Tensor out) {
        return x.log().into(out);
    }

    /** The square roots, see {@link Tensor#sqrt}. */
    public static Tensor sqrt(Tensor x) {
        return x.sqrt();
    }

    public static Tensor sqrt(Tensor x, Tensor out) {
        return x.sqrt().into(out);
    }

    /** The sines, see {@link Tensor#sin}. */
    public static Tensor sin(Tensor x) {
        return x.sin();
    }

    public static Tensor sin(Tensor x, Tensor out) {
        return x.sin().into(out);
    }

    /** The cosines, see {@link Tensor#cos}. */
    public static Tensor cos(Tensor x) {
        return x.cos();
    }

    public static Tensor cos(Tensor x, Tensor out) {
        return x.cos().into(out);
    }

    /** The tangents, see {@link Tensor#tan}. */
    public static Tensor tan(Tensor x) {
        return x.tan();
    }

    public static Tensor tan(Tensor x, Tensor out) {
        return x.tan().into(out);
    }

    /** The hyperbolic tangents, see {@link Tensor#tanh}. */
    public static Tensor tanh(Tensor x) {
        return x.tanh();
    }

    public static Tensor tanh(Tensor x, Tensor out) {
        return x.tanh().into(out);
    }

    /** The logistic functions, see {@link Tensor#sigmoid}. */
    public static Tensor sigmoid(Tensor x) {
        return x.sigmoid();
    }

    public static Tensor sigmoid(Tensor x, Tensor out) {
        return x.sigmoid().into(out);
    }

    /** The elements, 0 for those below, see {@link Tensor#relu}. */
    public static Tensor relu(Tensor x) {
        return x.relu();
    }

    public static Tensor relu(Tensor x, Tensor out) {
        return x.relu().into(out);
    }

    /** The greatest integers not above, see {@link Tensor#floor}. */
    public static Tensor floor(Tensor x) {
        return x.floor();
    }

    public static Tensor floor(Tensor x, Tensor out) {
        return x.floor().into(out);
    }

    /** The least integers not below, see {@link Tensor#ceil}. */
    public static Tensor ceil(Tensor x) {
        return x.ceil();
    }

    public static Tensor ceil(Tensor x, Tensor out) {
        return x.ceil().into(out);
    }

    /** The nearest integers, halves to even, see {@link Tensor#round}. */
    public static Tensor round(Tensor x) {
        return x.round();
    }

    public static Tensor round(Tensor x, Tensor out) {
        return x.round().into(out);
    }
}
