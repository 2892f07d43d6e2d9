package dev.sinter.data.transforms;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.runtime.Buffer;
import java.util.Arrays;

/** Transforms of colours: each pixel becomes another one. Bytes are brought to floats and back, cut off towards zero as torchvision does. */
final class Colors {
    private static final float RED = 0.2989f;
    private static final float GREEN = 0.587f;
    private static final float BLUE = 0.114f;
    /** What floats are multiplied by on their way to bytes, before they are cut off: just below 256, so that 1 becomes 255. */
    private static final float TO_BYTES = 255.999f;

    private Colors() {}

    /** The image's planes, its three or one channels asked for by name. */
    private static Raster raster(String asked, Tensor image) {
        Raster raster = Raster.of(asked, image);
        if (raster.channels() != 3 && raster.channels() != 1 || raster.planes() != raster.channels()) {
            throw new Diagnostic(asked + ": " + image.type()
                    + " came; one image with 3 channels (red, green, blue) or 1 (gray) is needed");
        }
        return raster;
    }

    static Tensor toTensor(Tensor image) {
        Raster raster = Raster.of("toTensor", image);
        if (!raster.isBytes()) {
            throw new Diagnostic("toTensor: " + image.type()
                    + " came; uint8 [H, W] or [H, W, C] is needed, and a float image needs no toTensor");
        }
        float[] planes = raster.toPlanes();
        for (int i = 0; i < planes.length; i++) {
            planes[i] /= 255f;
        }
        return Sinter.tensor(
                Buffer.of(planes, raster.planes(), raster.height(), raster.width()));
    }

    static Tensor normalize(Tensor image, float[] mean, float[] deviation) {
        Raster raster = Raster.of("normalize", image);
        int channels = raster.channels();
        if (raster.isBytes() || mean.length != channels && mean.length != 1) {
            throw new Diagnostic("normalize: " + image.type() + " came, and " + mean.length
                    + " means; a float image [C, H, W] is needed (toTensor makes one), with a mean and a deviation for each channel");
        }
        float[] planes = raster.toPlanes();
        int size = raster.height() * raster.width();
        for (int i = 0; i < planes.length; i++) {
            int channel = mean.length == 1 ? 0 : i / size % channels;
            planes[i] = (planes[i] - mean[channel]) / deviation[channel];
        }
        return raster.unchanged();
    }

    static Tensor grayscale(Tensor image, int channels) {
        Raster raster = raster("grayscale", image);
        float[] gray = gray(raster, raster.toPlanes());
        float[] all = new float[gray.length * channels];
        for (int c = 0; c < channels; c++) {
            System.arraycopy(gray, 0, all, c * gray.length, gray.length);
        }
        return raster.ofPlanes(all, raster.height(), raster.width());
    }

    private static float[] gray(Raster raster, float[] planes) {
        if (raster.channels() == 1) {
            return planes;
        }
        int size = planes.length / 3;
        float[] gray = new float[size];
        for (int i = 0; i < size; i++) {
            float value = RED * planes[i] + GREEN * planes[size + i] + BLUE * planes[2 * size + i];
            gray[i] = raster.isBytes() ? (float) Math.floor(value) : value;
        }
        return gray;
    }

    static Tensor brightness(Tensor image, float factor) {
        Raster raster = raster("brightness", image);
        float[] planes = raster.toPlanes();
        return blend(raster, planes, new float[planes.length], factor);
    }

    static Tensor contrast(Tensor image, float factor) {
        Raster raster = raster("contrast", image);
        float[] planes = raster.toPlanes();
        double sum = 0;
        float[] gray = gray(raster, planes);
        for (float value : gray) {
            sum += value;
        }
        float[] mean = new float[planes.length];
        Arrays.fill(mean, (float) (sum / gray.length));
        return blend(raster, planes, mean, factor);
    }

    static Tensor saturation(Tensor image, float factor) {
        Raster raster = raster("saturation", image);
        if (raster.channels() == 1) {
            return raster.unchanged();
        }
        float[] planes = raster.toPlanes();
        float[] gray = gray(raster, planes);
        float[] all = new float[planes.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = gray[i % gray.length];
        }
        return blend(raster, planes, all, factor);
    }

    /** {@code factor * a + (1 - factor) * b} within the range of the image. */
    private static Tensor blend(Raster raster, float[] a, float[] b, float factor) {
        float bound = raster.isBytes() ? 255 : 1;
        float[] result = new float[a.length];
        for (int i = 0; i < a.length; i++) {
            float value = Math.clamp(factor * a[i] + (1 - factor) * b[i], 0f, bound);
            result[i] = raster.isBytes() ? (float) Math.floor(value) : value;
        }
        return raster.ofPlanes(result, raster.height(), raster.width());
    }

    /** Turns the circle of hues by this part of it. */
    static Tensor hue(Tensor image, float turn) {
        Raster raster = raster("hue", image);
        if (raster.channels() == 1) {
            return raster.unchanged();
        }
        float[] planes = raster.toPlanes();
        float[] result = new float[planes.length];
        int size = planes.length / 3;
        float unit = raster.isBytes() ? 255 : 1;
        for (int i = 0; i < size; i++) {
            float[] turned = turned(planes[i] / unit, planes[size + i] / unit, planes[2 * size + i] / unit, turn);
            for (int c = 0; c < 3; c++) {
                result[c * size + i] = raster.isBytes() ? (float) Math.floor(turned[c] * TO_BYTES) : turned[c];
            }
        }
        return raster.ofPlanes(result, raster.height(), raster.width());
    }

    /** Through hue, saturation and value (Smith, Color Gamut Transform Pairs, 1978) and back. */
    private static float[] turned(float red, float green, float blue, float turn) {
        float value = Math.max(red, Math.max(green, blue));
        float range = value - Math.min(red, Math.min(green, blue));
        if (range == 0) {
            return new float[]{red, green, blue};
        }
        float sixth = value == red
                ? (green - blue) / range
                : value == green ? 2 + (blue - red) / range : 4 + (red - green) / range;
        float hue = sixth / 6 + turn;
        float place = (hue - (float) Math.floor(hue)) * 6;
        int sector = (int) place % 6;
        float within = place - (int) place;
        float saturation = range / value;
        float low = Math.clamp(value * (1 - saturation), 0f, 1f);
        float falling = Math.clamp(value * (1 - saturation * within), 0f, 1f);
        float rising = Math.clamp(value * (1 - saturation * (1 - within)), 0f, 1f);
        return switch (sector) {
            case 0 -> new float[]{value, rising, low};
            case 1 -> new float[]{falling, value, low};
            case 2 -> new float[]{low, value, rising};
            case 3 -> new float[]{low, falling, value};
            case 4 -> new float[]{rising, low, value};
            default -> new float[]{value, low, falling};
        };
    }
}
