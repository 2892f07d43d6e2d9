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

    /** The factor that keeps the variance through an activation, by PyTorch's name of it. */
    public static double calculateGain(String activation) {
        return calculateGain(activation, 0.01);
    }

    /** As {@link #calculateGain(String)}; {@code slope} is that of {@code leaky_relu}. */
    public static double calculateGain(String activation, double slope) {
        return switch (activation) {
            case "linear", "identity", "conv1d", "conv2d", "conv3d", "sigmoid" -> 1;
            case "tanh" -> 5.0 / 3;
            case "relu" -> Math.sqrt(2);
            case "leaky_relu" -> Math.sqrt(2 / (1 + slope * slope));
            case "selu" -> 0.75;
            default -> throw new Diagnostic("calculateGain: no gain is known for '" + activation
                    + "'; known are linear, sigmoid, tanh, relu, leaky_relu, selu");
        };
    }

    /** Normal numbers, but only those from {@code low} to {@code high}: by the inverse of the distribution function of a uniform one. */
    public static Tensor truncNormal_(Tensor tensor, double mean, double deviation, double low, double high) {
        double from = Normal.below((low - mean) / deviation);
        double to = Normal.below((high - mean) / deviation);
        float[] numbers = uniform(tensor, 2 * from - 1, 2 * to - 1);
        for (int i = 0; i < numbers.length; i++) {
            float scaled = (float) Normal.erfInverse(numbers[i]) * (float) (deviation * Math.sqrt(2));
            numbers[i] = Math.clamp(scaled + (float) mean, (float) low, (float) high);
        }
        return write(tensor, shaped(tensor, numbers));
    }

    /** The identity, in what of a matrix is square. */
    public static Tensor eye_(Tensor tensor) {
        float[] numbers = new float[Math.toIntExact(matrix("eye_", tensor).numel())];
        long columns = tensor.size(1);
        for (long i = 0; i < Math.min(tensor.size(0), columns); i++) {
            numbers[Math.toIntExact(i * columns + i)] = 1;
        }
        return write(tensor, shaped(tensor, numbers));
    }

    /** A convolution's weight that hands on the channels of each group as they are. */
    public static Tensor dirac_(Tensor tensor, int groups) {
        if (tensor.rank() < 3 || tensor.rank() > 5 || tensor.size(0) % groups != 0) {
            throw new Diagnostic(
                    "dirac_ of shape " + tensor.shape() + ": the weight [out, in, *kernel] of a convolution in "
                            + groups + " groups is needed");
        }
        float[] numbers = new float[Math.toIntExact(tensor.numel())];
        long taps = tensor.numel() / (tensor.size(0) * tensor.size(1));
        long centre = 0;
        for (int axis = 2; axis < tensor.rank(); axis++) {
            centre = centre * tensor.size(axis) + tensor.size(axis) / 2;
        }
        long perGroup = tensor.size(0) / groups;
        for (long g = 0; g < groups; g++) {
            for (long d = 0; d < Math.min(perGroup, tensor.size(1)); d++) {
                numbers[Math.toIntExact(((g * perGroup + d) * tensor.size(1) + d) * taps + centre)] = 1;
            }
        }
        return write(tensor, shaped(tensor, numbers));
    }

    /**
     * All axes but the first as one: rows, or columns where these are fewer, at right angles and of length {@code gain} (Saxe et al.,
     * ICLR 2014). From normal numbers by the QR decomposition whose R has a positive diagonal.
     */
    public static Tensor orthogonal_(Tensor tensor, double gain) {
        if (tensor.rank() < 2) {
            throw new Diagnostic("orthogonal_ of shape " + tensor.shape() + ": at least two axes are needed");
        }
        int rows = Math.toIntExact(tensor.size(0));
        int columns = Math.toIntExact(tensor.numel() / Math.max(rows, 1));
        float[] drawn = Sinter.normal(Generator.shared(), 0, 1, (long) rows * columns).toFloatArray();
        double[][] vectors = new double[Math.min(rows, columns)][Math.max(rows, columns)];
        for (int i = 0; i < drawn.length; i++) {
            int row = i / columns;
            int column = i % columns;
            vectors[Math.min(rows < columns ? row : column, vectors.length - 1)][rows < columns
                    ? column
                    : row] = drawn[i];
        }
        Normal.orthonormalize(vectors);
        for (int i = 0; i < drawn.length; i++) {
            int row = i / columns;
            int column = i % columns;
            drawn[i] = (float) gain * (float) vectors[rows < columns ? row : column][rows < columns ? column : row];
        }
        return write(tensor, shaped(tensor, drawn));
    }

    /** A normal matrix, of whose columns a part {@code sparsity} is 0 each (Martens, ICML 2010). */
    public static Tensor sparse_(Tensor tensor, double sparsity, double deviation) {
        int rows = Math.toIntExact(matrix("sparse_", tensor).size(0));
        int columns = Math.toIntExact(tensor.size(1));
        float[] numbers = Sinter.normal(Generator.shared(), 0, deviation, (long) rows * columns).toFloatArray();
        int zeros = (int) Math.ceil(sparsity * rows);
        for (int column = 0; column < columns; column++) {
            long[] order = Generator.shared().permutation(rows);
            for (int i = 0; i < zeros; i++) {
                numbers[(int) order[i] * columns + column] = 0;
            }
        }
        return write(tensor, shaped(tensor, numbers));
    }

    private static Tensor matrix(String name, Tensor tensor) {
        if (tensor.rank() != 2) {
            throw new Diagnostic(name + " of shape " + tensor.shape() + ": a matrix is needed");
        }
        return tensor;
    }

    private static float[] uniform(Tensor tensor, double low, double high) {
        return Sinter.uniform(Generator.shared(), low, high, tensor.numel()).toFloatArray();
    }

    private static Tensor shaped(Tensor like, float[] numbers) {
        return Sinter.tensor(numbers).view(like.shape());
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
    public static long fanIn(Tensor weight) {
        return fan(weight, 1);
    }

    /** How many outputs one input reaches. */
    public static long fanOut(Tensor weight) {
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
