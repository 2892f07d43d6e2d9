package dev.sinter.data.transforms;

import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.random.Generator;
import java.util.stream.IntStream;

/** Transforms that choose which pixels are seen, and how large. */
final class Sizes {
    private static final int TRIES = 10;

    private Sizes() {}

    static void requirePositive(String asked, int... sizes) {
        for (int size : sizes) {
            if (size < 1) {
                throw new Diagnostic(asked + ": a size is 1 or more, not " + size);
            }
        }
    }

    private static int[] from(int start, int count) {
        return IntStream.range(start, start + count).toArray();
    }

    private static int[] all(int count) {
        return from(0, count);
    }

    private static int[] reversed(int count) {
        return IntStream.range(0, count).map(i -> count - 1 - i).toArray();
    }

    static Tensor horizontalFlip(Tensor image) {
        Raster raster = Raster.of("horizontalFlip", image);
        return raster.gather(all(raster.height()), reversed(raster.width()), 0);
    }

    static Tensor verticalFlip(Tensor image) {
        Raster raster = Raster.of("verticalFlip", image);
        return raster.gather(reversed(raster.height()), all(raster.width()), 0);
    }

    static Tensor pad(Tensor image, int left, int top, int right, int bottom, double fill, PaddingMode mode) {
        Raster raster = Raster.of("pad", image);
        int height = raster.height();
        int width = raster.width();
        boolean isFar = mode == PaddingMode.REFLECT
                && (Math.max(left, right) >= width || Math.max(top, bottom) >= height);
        if (left < 0 || top < 0 || right < 0 || bottom < 0 || isFar || height * width == 0) {
            throw new Diagnostic(
                    "pad: an image of " + height + " by " + width + " cannot be padded by " + left + " left, " + top
                            + " above, " + right + " right and " + bottom + " below with " + mode
                            + "; 0 or more are needed, and less than the image has with REFLECT");
        }
        int[] ys = from(-top, top + height + bottom);
        int[] xs = from(-left, left + width + right);
        return raster.gather(IntStream.of(ys).map(y -> mode.source(y, height)).toArray(),
                IntStream.of(xs).map(x -> mode.source(x, width)).toArray(), fill);
    }

    /** What lies outside the image is 0. */
    static Tensor crop(Tensor image, int top, int left, int height, int width) {
        Raster raster = Raster.of("crop", image);
        requirePositive("crop", height, width);
        return raster.gather(
                IntStream.range(top, top + height).map(y -> PaddingMode.CONSTANT.source(y, raster.height())).toArray(),
                IntStream.range(left, left + width).map(x -> PaddingMode.CONSTANT.source(x, raster.width())).toArray(),
                0);
    }

    /** Halves are rounded to the even pixel, as Python does; an image that is smaller lies in the middle of zeros. */
    static Tensor centerCrop(Tensor image, int height, int width) {
        Raster raster = Raster.of("centerCrop", image);
        return crop(image, middle(raster.height(), height), middle(raster.width(), width), height, width);
    }

    private static int middle(int has, int wanted) {
        return has < wanted ? -((wanted - has) / 2) : (int) Math.rint((has - wanted) / 2.0);
    }

    static Tensor randomCrop(Tensor image, int height, int width, Generator random) {
        Raster raster = Raster.of("randomCrop", image);
        int down = raster.height() - height;
        int right = raster.width() - width;
        if (down < 0 || right < 0) {
            throw new Diagnostic(
                    "randomCrop: " + height + " by " + width + " pixels were asked of an image of " + raster.height()
                            + " by " + raster.width() + "; pad or resize it first");
        }
        if (down == 0 && right == 0) {
            return raster.unchanged();
        }
        int top = (int) random.below(down + 1);
        return crop(image, top, (int) random.below(right + 1), height, width);
    }

    static Tensor resize(Tensor image, int height, int width, Interpolation interpolation) {
        Raster raster = Raster.of("resize", image);
        requirePositive("resize", height, width, raster.height(), raster.width());
        if (height == raster.height() && width == raster.width()) {
            return raster.unchanged();
        }
        if (interpolation == Interpolation.NEAREST) {
            return raster.gather(nearest(raster.height(), height), nearest(raster.width(), width), 0);
        }
        int planes = raster.planes();
        float[] wide = Resampling.of(raster.width(), width, interpolation)
                .apply(raster.toPlanes(), raster.width(), planes * raster.height(), 1);
        float[] both = Resampling.of(raster.height(), height, interpolation)
                .apply(wide, raster.height(), planes * width, width);
        if (raster.isBytes()) {
            for (int i = 0; i < both.length; i++) {
                both[i] = (float) Math.rint(both[i]);
            }
        }
        return raster.ofPlanes(both, height, width);
    }

    private static int[] nearest(int from, int to) {
        float scale = (float) from / to;
        return IntStream.range(0, to).map(i -> Math.min((int) (i * scale), from - 1)).toArray();
    }

    /** The shorter side becomes {@code shorter} pixels, the longer one in proportion, rounded down. */
    static Tensor resize(Tensor image, int shorter, Interpolation interpolation) {
        Raster raster = Raster.of("resize", image);
        long height = raster.height();
        long width = raster.width();
        requirePositive("resize", raster.height(), raster.width());
        return width <= height
                ? resize(image, (int) (shorter * height / width), shorter, interpolation)
                : resize(image, shorter, (int) (shorter * width / height), interpolation);
    }

    static Tensor randomResizedCrop(Tensor image, int size, double[] scale, double[] ratio, Generator random) {
        Raster raster = Raster.of("randomResizedCrop", image);
        int height = raster.height();
        int width = raster.width();
        for (int i = 0; i < TRIES; i++) {
            double area = (double) height * width * uniform(random, (float) scale[0], (float) scale[1]);
            double aspect = (float) StrictMath
                    .exp(uniform(random, (float) StrictMath.log((float) ratio[0]),
                            (float) StrictMath.log((float) ratio[1])));
            int w = (int) Math.rint(Math.sqrt(area * aspect));
            int h = (int) Math.rint(Math.sqrt(area / aspect));
            if (w > 0 && w <= width && h > 0 && h <= height) {
                int top = (int) random.below(height - h + 1);
                int left = (int) random.below(width - w + 1);
                return resize(crop(image, top, left, h, w), size, size, Interpolation.BILINEAR_ANTIALIASED);
            }
        }
        // Ten rectangles did not fit: the middle, as large as the ratios let it be.
        double has = (double) width / height;
        int w = has > ratio[1] ? (int) Math.rint(height * ratio[1]) : width;
        int h = has < ratio[0] ? (int) Math.rint(width / ratio[0]) : height;
        return resize(crop(image, (height - h) / 2, (width - w) / 2, h, w), size, size,
                Interpolation.BILINEAR_ANTIALIASED);
    }

    /** A uniform as PyTorch fills a float tensor of one element. */
    static float uniform(Generator random, float low, float high) {
        return random.uniformFloat() * (high - low) + low;
    }
}
