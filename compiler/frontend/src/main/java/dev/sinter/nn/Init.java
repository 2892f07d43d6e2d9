package dev.sinter.nn;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.random.Generator;

/** Initial values, written in place; random ones from the shared generator. */
public final class Init {
    private Init() {}

    /** Uniform in [low, high). */
    public static Tensor uniform_(Tensor tensor, double low, double high) {
        return write(tensor, Sinter.uniform(Generator.shared(), low, high, tensor.shape().sizes()));
    }

    public static Tensor normal_(Tensor tensor, double mean, double deviation) {
        return write(tensor, Sinter.normal(Generator.shared(), mean, deviation, tensor.shape().sizes()));
    }

    public static Tensor constant_(Tensor tensor, double value) {
        Sinter.noGrad(() -> {
            tensor.fill_(value);
        });
        return tensor;
    }

    public static Tensor zeros_(Tensor tensor) {
        return constant_(tensor, 0);
    }

    public static Tensor ones_(Tensor tensor) {
        return constant_(tensor, 1);
    }

    /** Uniform with the variance {@code 2 / (fanIn + fanOut)} (Glorot and Bengio, AISTATS 2010, equation 16). */
    public static Tensor xavierUniform_(Tensor tensor, double gain) {
        double deviation = gain * Math.sqrt(2.0 / (fanIn(tensor) + fanOut(tensor)));
        double bound = Math.sqrt(3) * deviation;
        return uniform_(tensor, -bound, bound);
    }

    /** Normal with the variance {@code 2 / (fanIn + fanOut)}. */
    public static Tensor xavierNormal_(Tensor tensor, double gain) {
        return normal_(tensor, 0, gain * Math.sqrt(2.0 / (fanIn(tensor) + fanOut(tensor))));
    }

    /**
     * Uniform with the variance {@code 2 / ((1 + slope^2) fanIn)}, for leaky ReLUs of that slope (He et al., ICCV 2015, equation 15).
     */
    public static Tensor kaimingUniform_(Tensor tensor, double slope) {
        return kaimingUniform_(tensor, slope, Fan.IN);
    }

    /** As {@link #kaimingUniform_(Tensor, double)}, by the inputs or the outputs. */
    public static Tensor kaimingUniform_(Tensor tensor, double slope, Fan fan) {
        double bound = Math.sqrt(3) * deviation(tensor, slope, fan);
        return uniform_(tensor, -bound, bound);
    }

    /** Normal with the variance {@code 2 / ((1 + slope^2) fanIn)}. */
    public static Tensor kaimingNormal_(Tensor tensor, double slope) {
        return kaimingNormal_(tensor, slope, Fan.IN);
    }

    /** As {@link #kaimingNormal_(Tensor, double)}, by the inputs or the outputs. */
    public static Tensor kaimingNormal_(Tensor tensor, double slope, Fan fan) {
        return normal_(tensor, 0, deviation(tensor, slope, fan));
    }

    private static double deviation(Tensor tensor, double slope, Fan fan) {
        return Math.sqrt(2 / (1 + slope * slope)) / Math.sqrt(fan == Fan.IN ? fanIn(tensor) : fanOut(tensor));
    }

    /** What the variance is to be kept over: the inputs of one output, or the outputs of one input. */
    public enum Fan {
        IN,
        OUT
    }

    /** How many inputs one output sees. */
    static long fanIn(Tensor weight) {
        return fan(weight, 1);
    }

    static long fanOut(Tensor weight) {
        return fan(weight, 0);
    }

    private static long fan(Tensor weight, int axis) {
        if (weight.rank() < 2) {
            throw new Diagnostic("the fan of a tensor of shape " + weight.shape() + ": at least two axes are needed");
        }
        long fan = weight.size(axis);
        for (int i = 2; i < weight.rank(); i++) {
            fan *= weight.size(i);
        }
        return fan;
    }

    private static Tensor write(Tensor tensor, Tensor values) {
        Sinter.noGrad(() -> {
            tensor.copy_(values);
        });
        Sinter.evaluate(tensor);
        return tensor;
    }
}
