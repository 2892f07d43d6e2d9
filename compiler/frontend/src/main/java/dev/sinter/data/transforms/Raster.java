package dev.sinter.data.transforms;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.runtime.Buffer;
import dev.sinter.types.DType;

/**
 * The pixels of an image in either of its two forms: bytes [H, W] or [H, W, C], or floats [..., H, W].
 *
 * @param planes how many values a pixel has: channels, times the images of a batch
 */
record Raster(Buffer pixels, int planes, int height, int width) {
    /** A place that no pixel of the source is seen at. */
    static final int FILLED = -1;

    private static final int MOST_CHANNELS = 4;

    /** The image in a tensor; {@code asked} is the transform, for the message where it is none. */
    static Raster of(String asked, Tensor image) {
        Buffer pixels = image.toBuffer();
        int rank = pixels.rank();
        if (pixels.dtype() == DType.U8 && (rank == 2 || rank == 3 && pixels.size(2) <= MOST_CHANNELS)) {
            return new Raster(pixels, rank == 2 ? 1 : (int) pixels.size(2), (int) pixels.size(0), (int) pixels.size(1));
        }
        if (pixels.dtype() == DType.F32 && rank >= 2) {
            int height = (int) pixels.size(rank - 2);
            int width = (int) pixels.size(rank - 1);
            return new Raster(pixels, height * width == 0 ? 0 : pixels.count() / (height * width), height, width);
        }
        throw new Diagnostic(
                asked + ": " + image.type() + " came; an image is uint8 [H, W, C] with at most " + MOST_CHANNELS
                        + " channels, as decoded, or float32 [C, H, W], as toTensor makes it");
    }

    boolean isBytes() {
        return pixels.dtype() == DType.U8;
    }

    /** The sizes of an image like this one, but so high and wide. */
    private long[] sizes(int newHeight, int newWidth) {
        long[] sizes = pixels.sizes();
        int first = isBytes() ? 0 : sizes.length - 2;
        sizes[first] = newHeight;
        sizes[first + 1] = newWidth;
        return sizes;
    }

    /** How many channels colours are made of; floats have them on the third axis from the end. */
    int channels() {
        return isBytes() ? planes : pixels.rank() < 3 ? 1 : (int) pixels.size(pixels.rank() - 3);
    }

    Tensor unchanged() {
        return Sinter.tensor(pixels);
    }

    /** The image whose pixel at row y and column x is this one's at row {@code ys[y]} and column {@code xs[x]}. */
    Tensor gather(int[] ys, int[] xs, double fill) {
        Buffer result = Buffer.zeros(pixels.dtype(), sizes(ys.length, xs.length));
        if (isBytes()) {
            gather(pixels.bytes(), result.bytes(), ys, xs, (byte) Math.clamp(Math.round(fill), 0, 255));
        } else {
            gather(pixels.floats(), result.floats(), ys, xs, (float) fill);
        }
        return Sinter.tensor(result);
    }

    private void gather(byte[] from, byte[] to, int[] ys, int[] xs, byte fill) {
        int at = 0;
        for (int y : ys) {
            for (int x : xs) {
                int source = (y * width + x) * planes;
                for (int c = 0; c < planes; c++) {
                    to[at++] = y == FILLED || x == FILLED ? fill : from[source + c];
                }
            }
        }
    }

    private void gather(float[] from, float[] to, int[] ys, int[] xs, float fill) {
        int at = 0;
        for (int plane = 0; plane < planes; plane++) {
            for (int y : ys) {
                int row = (plane * height + y) * width;
                for (int x : xs) {
                    to[at++] = y == FILLED || x == FILLED ? fill : from[row + x];
                }
            }
        }
    }

    /** The pixels as floats, one plane after the other; bytes as 0 to 255. */
    float[] toPlanes() {
        if (!isBytes()) {
            return pixels.floats();
        }
        float[] result = new float[pixels.count()];
        int size = height * width;
        for (int i = 0; i < size; i++) {
            for (int c = 0; c < planes; c++) {
                result[c * size + i] = pixels.bytes()[i * planes + c] & 0xff;
            }
        }
        return result;
    }

    /** An image like this one of other planes, so high and wide; where it is bytes the floats are whole numbers from 0 to 255. */
    Tensor ofPlanes(float[] values, int newHeight, int newWidth) {
        long[] sizes = sizes(newHeight, newWidth);
        int count = newHeight * newWidth;
        int newPlanes = count == 0 ? planes : values.length / count;
        if (newPlanes != planes) {
            sizes = isBytes() ? new long[]{newHeight, newWidth, newPlanes} : withChannels(sizes, newPlanes);
        }
        if (!isBytes()) {
            return Sinter.tensor(Buffer.of(values, sizes));
        }
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < count; i++) {
            for (int c = 0; c < newPlanes; c++) {
                bytes[i * newPlanes + c] = (byte) values[c * count + i];
            }
        }
        return Sinter.tensor(Buffer.of(DType.U8, bytes, sizes));
    }

    private long[] withChannels(long[] sizes, int newPlanes) {
        if (sizes.length < 3) {
            return new long[]{newPlanes, sizes[0], sizes[1]};
        }
        long[] changed = sizes.clone();
        changed[sizes.length - 3] = newPlanes / (planes / channels());
        return changed;
    }
}
