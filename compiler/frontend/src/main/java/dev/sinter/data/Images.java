package dev.sinter.data;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.io.AtomicFile;
import dev.sinter.types.DType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** Pictures made of tensors, under torchvision's names. */
public final class Images {
    /** What a range of values is divided by at least. */
    private static final float LEAST_RANGE = 1e-5f;

    private Images() {}

    /** Images [N, C, H, W] in rows of eight. */
    public static Tensor makeGrid(Tensor images) {
        return makeGrid(images, new Grid());
    }

    /** Images [N, C, H, W] in rows of {@code nrow}. */
    public static Tensor makeGrid(Tensor images, int nrow) {
        return makeGrid(images, new Grid().nrow(nrow));
    }

    /**
     * Images [N, C, H, W] laid out in one picture [C, rows * (H + padding) + padding, columns * (W + padding) + padding]; gray ones get
     * three channels. One image ([C, H, W], [H, W] or N = 1) is given back without padding.
     */
    public static Tensor makeGrid(Tensor images, Grid grid) {
        Buffer all = images.toBuffer();
        int rank = all.rank();
        if (rank < 2 || rank > 4 || all.dtype() != DType.F32) {
            throw new Diagnostic(
                    "makeGrid: " + images.type() + " came; float32 [N, C, H, W], [C, H, W] or [H, W] is needed");
        }
        int width = (int) all.size(rank - 1);
        int height = (int) all.size(rank - 2);
        int given = rank == 2 ? 1 : (int) all.size(rank - 3);
        int count = rank == 4 ? (int) all.size(0) : 1;
        float[] pixels = all.floats();
        if (pixels.length == 0) {
            throw new Diagnostic("makeGrid: " + images.type() + " came; at least one image with pixels is needed");
        }
        if (grid.normalize()) {
            int part = grid.scaleEach() ? pixels.length / count : pixels.length;
            for (int from = 0; from < pixels.length; from += part) {
                normalize(pixels, from, from + part, grid);
            }
        }
        int channels = given == 1 ? 3 : given;
        if (count == 1) {
            Buffer one = Buffer.zeros(DType.F32, channels, height, width);
            for (int c = 0; c < channels; c++) {
                System.arraycopy(pixels, c % given * height * width, one.floats(), c * height * width, height * width);
            }
            return Sinter.tensor(one);
        }
        int padding = grid.padding();
        int columns = Math.min(grid.nrow(), count);
        int rows = Math.ceilDiv(count, columns);
        int high = rows * (height + padding) + padding;
        int wide = columns * (width + padding) + padding;
        float[] picture = new float[Math.multiplyExact(Math.multiplyExact(high, wide), channels)];
        Arrays.fill(picture, (float) grid.padValue());
        for (int i = 0; i < count; i++) {
            int top = i / columns * (height + padding) + padding;
            int left = i % columns * (width + padding) + padding;
            for (int c = 0; c < channels; c++) {
                for (int y = 0; y < height; y++) {
                    System.arraycopy(pixels, ((i * given + c % given) * height + y) * width, picture,
                            (c * high + top + y) * wide + left, width);
                }
            }
        }
        return Sinter.tensor(Buffer.of(picture, channels, high, wide));
    }

    private static void normalize(float[] pixels, int from, int to, Grid grid) {
        float low = (float) grid.low();
        float high = (float) grid.high();
        if (Double.isNaN(grid.low())) {
            low = Float.POSITIVE_INFINITY;
            high = Float.NEGATIVE_INFINITY;
            for (int i = from; i < to; i++) {
                low = Math.min(low, pixels[i]);
                high = Math.max(high, pixels[i]);
            }
        }
        for (int i = from; i < to; i++) {
            pixels[i] = (Math.min(Math.max(pixels[i], low), high) - low) / Math.max(high - low, LEAST_RANGE);
        }
    }

    /** Writes images from 0 to 1 as a PNG file, several of them as a grid; the file appears whole or not at all. */
    public static void saveImage(Tensor images, Path file) throws IOException {
        saveImage(images, file, new Grid());
    }

    /** Writes images as a PNG file, several of them as this grid; the file appears whole or not at all. */
    public static void saveImage(Tensor images, Path file, Grid grid) throws IOException {
        byte[] png = png(makeGrid(images, grid));
        AtomicFile.write(file, out -> out.write(png));
    }

    /** One image [C, H, W] from 0 to 1 in the bytes of a PNG file: {@code floor(255 x + 0.5)}, cut off at 0 and 255; NaN is 0. */
    public static byte[] png(Tensor image) {
        Buffer pixels = image.toBuffer();
        if (pixels.rank() != 3 || pixels.dtype() != DType.F32 || pixels.size(0) < 1 || pixels.size(0) > 4
                || pixels.count() == 0) {
            throw new Diagnostic("png: " + image.type()
                    + " came; float32 [C, H, W] is needed, with 1 channel (gray), 2 (and opacity), 3 (red, green, blue) or 4");
        }
        int channels = (int) pixels.size(0);
        int size = pixels.count() / channels;
        byte[] bytes = new byte[pixels.count()];
        for (int i = 0; i < size; i++) {
            for (int c = 0; c < channels; c++) {
                bytes[i * channels + c] = (byte) Math.clamp(pixels.floats()[c * size + i] * 255f + 0.5f, 0f, 255f);
            }
        }
        return Png.encode(bytes, (int) pixels.size(2), (int) pixels.size(1), channels);
    }
}
