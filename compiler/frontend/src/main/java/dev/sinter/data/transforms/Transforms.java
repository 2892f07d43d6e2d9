package dev.sinter.data.transforms;

import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.random.Generator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The transforms, under torchvision's names.
 *
 * <pre>{@code
 * Transform prepare = compose(resize(256), centerCrop(224), toTensor(),
 *         normalize(new double[]{0.485, 0.456, 0.406}, new double[]{0.229, 0.224, 0.225}));
 * Dataset<List<Tensor>> prepared = prepare.over(pictures);
 * }</pre>
 */
public final class Transforms {
    private Transforms() {}

    /** One after the other. */
    public static Transform compose(Transform... transforms) {
        List<Transform> all = List.of(transforms);
        return (image, random) -> {
            Tensor result = image;
            for (Transform transform : all) {
                result = transform.apply(result, random);
            }
            return result;
        };
    }

    /** A function of the user's that draws nothing at random. */
    public static Transform lambda(UnaryOperator<Tensor> function) {
        return (image, random) -> function.apply(image);
    }

    /** Bytes [H, W] or [H, W, C] from 0 to 255 become floats [C, H, W] from 0 to 1. */
    public static Transform toTensor() {
        return lambda(Colors::toTensor);
    }

    /** {@code (x - mean) / deviation}, with a number for each channel or one for all. */
    public static Transform normalize(double[] mean, double[] deviation) {
        float[] means = floats(mean);
        float[] deviations = floats(deviation);
        if (means.length != deviations.length || means.length == 0) {
            throw new Diagnostic("normalize: " + means.length + " means and " + deviations.length
                    + " deviations came; as many of each are needed, one for each channel");
        }
        for (double one : deviations) {
            if (one == 0) {
                throw new Diagnostic("normalize: a deviation of 0 would divide by zero");
            }
        }
        return lambda(image -> Colors.normalize(image, means, deviations));
    }

    /** The shorter side becomes {@code size} pixels, the longer one in proportion; bilinear, antialiased. */
    public static Transform resize(int size) {
        return resize(size, Interpolation.BILINEAR_ANTIALIASED);
    }

    /** The shorter side becomes {@code size} pixels, the longer one in proportion. */
    public static Transform resize(int size, Interpolation interpolation) {
        Sizes.requirePositive("resize", size);
        return lambda(image -> Sizes.resize(image, size, interpolation));
    }

    /** So many pixels high and wide; bilinear, antialiased. */
    public static Transform resize(int height, int width) {
        return resize(height, width, Interpolation.BILINEAR_ANTIALIASED);
    }

    /** So many pixels high and wide; sums are in float32, and bytes are rounded once at the end. */
    public static Transform resize(int height, int width, Interpolation interpolation) {
        Sizes.requirePositive("resize", height, width);
        return lambda(image -> Sizes.resize(image, height, width, interpolation));
    }

    /** The rectangle of this place and size; what of it lies outside the image is 0. */
    public static Transform crop(int top, int left, int height, int width) {
        Sizes.requirePositive("crop", height, width);
        return lambda(image -> Sizes.crop(image, top, left, height, width));
    }

    public static Transform centerCrop(int size) {
        return centerCrop(size, size);
    }

    /** The middle of the image; one that is smaller is padded with 0. */
    public static Transform centerCrop(int height, int width) {
        Sizes.requirePositive("centerCrop", height, width);
        return lambda(image -> Sizes.centerCrop(image, height, width));
    }

    /** A square of this size from anywhere in the image. */
    public static Transform randomCrop(int size) {
        return randomCrop(size, size, 0);
    }

    /** A rectangle from anywhere in the image, which is padded with 0 on all sides before. */
    public static Transform randomCrop(int height, int width, int padding) {
        Sizes.requirePositive("randomCrop", height, width);
        return (image, random) -> Sizes.randomCrop(padding == 0
                ? image
                : Sizes.pad(image, padding, padding, padding, padding, 0, PaddingMode.CONSTANT), height, width, random);
    }

    /** A rectangle of 8 to 100 % of the area and of sides 3:4 to 4:3 from anywhere, brought to a square of this size. */
    public static Transform randomResizedCrop(int size) {
        return randomResizedCrop(size, 0.08, 1, 3 / 4.0, 4 / 3.0);
    }

    /** A rectangle from anywhere, brought to a square of this size, bilinear and antialiased. */
    public static Transform randomResizedCrop(int size, double leastArea, double mostArea, double leastRatio,
            double mostRatio) {
        Sizes.requirePositive("randomResizedCrop", size);
        if (!(leastArea > 0 && leastArea <= mostArea && leastRatio > 0 && leastRatio <= mostRatio)) {
            throw new Diagnostic(
                    "randomResizedCrop: areas from " + leastArea + " to " + mostArea + " and ratios from " + leastRatio
                            + " to " + mostRatio + " came; all above 0 are needed, the smaller first");
        }
        return (image, random) -> Sizes.randomResizedCrop(image, size, new double[]{leastArea, mostArea},
                new double[]{leastRatio, mostRatio}, random);
    }

    public static Transform horizontalFlip() {
        return lambda(Sizes::horizontalFlip);
    }

    public static Transform verticalFlip() {
        return lambda(Sizes::verticalFlip);
    }

    /** Left and right change places with this probability. */
    public static Transform randomHorizontalFlip(double probability) {
        return randomly("randomHorizontalFlip", probability, horizontalFlip());
    }

    /** Top and bottom change places with this probability. */
    public static Transform randomVerticalFlip(double probability) {
        return randomly("randomVerticalFlip", probability, verticalFlip());
    }

    private static Transform randomly(String asked, double probability, Transform transform) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new Diagnostic(asked + ": a probability is from 0 to 1, not " + probability);
        }
        return (image, random) -> random.uniformFloat() < probability ? transform.apply(image, random) : image;
    }

    /** Zeros on all four sides. */
    public static Transform pad(int padding) {
        return pad(padding, padding, padding, padding, 0, PaddingMode.CONSTANT);
    }

    /** More pixels on each side; {@code fill} is what the constant ones are, in the image's own range. */
    public static Transform pad(int left, int top, int right, int bottom, double fill, PaddingMode mode) {
        return lambda(image -> Sizes.pad(image, left, top, right, bottom, fill, mode));
    }

    /** Luma (ITU-R BT.601) in one channel, or in three that are equal. */
    public static Transform grayscale(int channels) {
        if (channels != 1 && channels != 3) {
            throw new Diagnostic("grayscale: 1 or 3 channels can be made, not " + channels);
        }
        return lambda(image -> Colors.grayscale(image, channels));
    }

    /**
     * Changes brightness, contrast and saturation by factors within 1 ± these numbers (and not below 0), and turns the hues by at most this
     * part of their circle, 0.5 at most; in random order. A number of 0 leaves one alone.
     */
    public static Transform colorJitter(double brightness, double contrast, double saturation, double hue) {
        double[] amounts = {brightness, contrast, saturation, hue};
        if (!Arrays.stream(amounts).allMatch(amount -> amount >= 0) || hue > 0.5) {
            throw new Diagnostic("colorJitter: " + Arrays.toString(amounts)
                    + " came; 0 or more are needed, and at most 0.5 for the hue");
        }
        return (image, random) -> jitter(image, amounts, random);
    }

    private static Tensor jitter(Tensor image, double[] amounts, Generator random) {
        long[] order = random.permutation(amounts.length);
        float[] factors = new float[amounts.length];
        for (int i = 0; i < factors.length; i++) {
            float amount = (float) amounts[i];
            if (amount > 0) {
                factors[i] = i == 3
                        ? Sizes.uniform(random, -amount, amount)
                        : Sizes.uniform(random, (float) Math.max(0, 1 - amounts[i]), (float) (1 + amounts[i]));
            }
        }
        List<Tensor> steps = new ArrayList<>(List.of(image));
        for (long which : order) {
            int i = (int) which;
            Tensor last = steps.getLast();
            if (amounts[i] > 0) {
                steps.add(switch (i) {
                    case 0 -> Colors.brightness(last, factors[0]);
                    case 1 -> Colors.contrast(last, factors[1]);
                    case 2 -> Colors.saturation(last, factors[2]);
                    default -> Colors.hue(last, factors[3]);
                });
            }
        }
        return steps.getLast();
    }

    private static float[] floats(double[] values) {
        float[] result = new float[values.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) values[i];
        }
        return result;
    }
}
