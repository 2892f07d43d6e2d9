package dev.sinter.data.transforms;

import static dev.sinter.data.transforms.Transforms.centerCrop;
import static dev.sinter.data.transforms.Transforms.colorJitter;
import static dev.sinter.data.transforms.Transforms.compose;
import static dev.sinter.data.transforms.Transforms.crop;
import static dev.sinter.data.transforms.Transforms.grayscale;
import static dev.sinter.data.transforms.Transforms.horizontalFlip;
import static dev.sinter.data.transforms.Transforms.lambda;
import static dev.sinter.data.transforms.Transforms.normalize;
import static dev.sinter.data.transforms.Transforms.pad;
import static dev.sinter.data.transforms.Transforms.randomCrop;
import static dev.sinter.data.transforms.Transforms.randomHorizontalFlip;
import static dev.sinter.data.transforms.Transforms.randomResizedCrop;
import static dev.sinter.data.transforms.Transforms.randomVerticalFlip;
import static dev.sinter.data.transforms.Transforms.resize;
import static dev.sinter.data.transforms.Transforms.toTensor;
import static dev.sinter.data.transforms.Transforms.verticalFlip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.data.DataLoader;
import dev.sinter.data.Dataset;
import dev.sinter.data.TensorDataset;
import dev.sinter.ir.Diagnostic;
import dev.sinter.random.Generator;
import dev.sinter.runtime.Buffer;
import dev.sinter.types.DType;
import dev.sinter.types.Shape;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("L5: transforms")
class TransformsTest {
    /** Floats [C, H, W] whose values tell their places: c * 100 + y * 10 + x. */
    private static Tensor places(int channels, int height, int width) {
        float[] values = new float[channels * height * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = i / (height * width) * 100 + i / width % height * 10 + i % width;
        }
        return Sinter.tensor(Buffer.of(values, channels, height, width));
    }

    private static Tensor bytes(int height, int width, int channels, long seed) {
        byte[] bytes = new byte[height * width * channels];
        new Random(seed).nextBytes(bytes);
        return Sinter.tensor(Buffer.of(DType.U8, bytes, height, width, channels));
    }

    private static Tensor floats(int channels, int height, int width, long seed) {
        return toTensor().apply(bytes(height, width, channels, seed), new Generator(0));
    }

    private static Tensor apply(Transform transform, Tensor image) {
        return transform.apply(image, new Generator(7));
    }

    @Test
    @DisplayName("L5: toTensor makes floats [C, H, W] from 0 to 1 of bytes [H, W, C]; normalize shifts and scales each channel")
    void toTensorAndNormalize() {
        Tensor image = bytes(3, 5, 3, 1);
        byte[] raw = image.toBuffer().bytes();
        Tensor result = apply(toTensor(), image);
        assertThat(result.shape()).isEqualTo(Shape.of(3, 3, 5));
        Tensor scaled = apply(normalize(new double[]{0.485, 0.456, 0.406}, new double[]{0.229, 0.224, 0.225}), result);
        float[] mean = {0.485f, 0.456f, 0.406f};
        float[] deviation = {0.229f, 0.224f, 0.225f};
        for (int c = 0; c < 3; c++) {
            for (int i = 0; i < 15; i++) {
                float expected = (raw[i * 3 + c] & 0xff) / 255f;
                assertThat(result.toFloatArray()[c * 15 + i]).isEqualTo(expected);
                assertThat(scaled.toFloatArray()[c * 15 + i]).isEqualTo((expected - mean[c]) / deviation[c]);
            }
        }
        Tensor gray = Sinter.tensor(Buffer.of(DType.U8, new byte[]{0, (byte) 255}, 1, 2));
        assertThat(apply(compose(toTensor(), normalize(new double[]{0.5}, new double[]{0.5})), gray).toFloatArray())
                .containsExactly(-1, 1);
        assertThat(apply(lambda(Tensor::neg), result).toFloatArray()[7]).isEqualTo(-result.toFloatArray()[7]);
    }

    @Test
    @DisplayName("L5: flips, crops and paddings move pixels, of bytes and of floats alike")
    void moves() {
        Tensor image = places(2, 3, 4);
        assertThat(apply(horizontalFlip(), image).toFloatArray()).startsWith(3, 2, 1, 0, 13, 12, 11, 10).endsWith(121,
                120);
        assertThat(apply(verticalFlip(), image).toFloatArray()).startsWith(20, 21, 22, 23, 10).endsWith(102, 103);
        assertThat(apply(crop(1, 2, 2, 2), image).toFloatArray()).containsExactly(12, 13, 22, 23, 112, 113, 122, 123);
        assertThat(apply(crop(-1, 3, 2, 2), image).toFloatArray()).containsExactly(0, 0, 3, 0, 0, 0, 103, 0);
        assertThat(apply(centerCrop(1, 2), image).toFloatArray()).containsExactly(11, 12, 111, 112);
        Tensor row = places(1, 1, 3);
        assertThat(apply(pad(2, 0, 1, 0, 9, PaddingMode.CONSTANT), row).toFloatArray()).containsExactly(9, 9, 0, 1, 2,
                9);
        assertThat(apply(pad(2, 0, 1, 0, 0, PaddingMode.EDGE), row).toFloatArray()).containsExactly(0, 0, 0, 1, 2, 2);
        assertThat(apply(pad(2, 0, 2, 0, 0, PaddingMode.REFLECT), row).toFloatArray()).containsExactly(2, 1, 0, 1, 2, 1,
                0);
        assertThat(apply(pad(2, 0, 2, 0, 0, PaddingMode.SYMMETRIC), row).toFloatArray())
                .containsExactly(1, 0, 0, 1, 2, 2, 1);
        assertThat(apply(pad(1), row).shape()).isEqualTo(Shape.of(1, 3, 5));
        Tensor raw = bytes(4, 6, 3, 2);
        for (Transform move : new Transform[]{horizontalFlip(), verticalFlip(), crop(1, 1, 2, 3), centerCrop(3), pad(2),
            resize(3, 9, Interpolation.NEAREST)}) {
            assertThat(apply(toTensor(), apply(move, raw)).toFloatArray())
                    .isEqualTo(apply(move, apply(toTensor(), raw)).toFloatArray());
        }
    }

    @Test
    @DisplayName("L5: the middle is rounded to even as Python does, and a small image is padded")
    void middle() {
        // (7 - 4) / 2 = 1.5 becomes 2, (5 - 4) / 2 = 0.5 becomes 0.
        assertThat(apply(centerCrop(4), places(1, 7, 5)).toFloatArray()).startsWith(20, 21, 22, 23, 30);
        Tensor small = apply(centerCrop(4), places(1, 1, 1).add(5));
        assertThat(small.shape()).isEqualTo(Shape.of(1, 4, 4));
        assertThat(small.toFloatArray()[5]).isEqualTo(5);
        assertThat(small.sum().itemFloat()).isEqualTo(5);
    }

    @Test
    @DisplayName("L5: bilinear resizing of [[1,2],[3,4]] to 4 by 4 is PyTorch's documented example")
    void documentedExample() {
        Tensor image = Sinter.tensor(Buffer.of(new float[]{1, 2, 3, 4}, 1, 2, 2));
        for (Interpolation one : new Interpolation[]{Interpolation.BILINEAR, Interpolation.BILINEAR_ANTIALIASED}) {
            assertThat(apply(resize(4, 4, one), image).toFloatArray()).containsExactly(1, 1.25f, 1.75f, 2, 1.5f, 1.75f,
                    2.25f, 2.5f, 2.5f, 2.75f, 3.25f, 3.5f, 3, 3.25f, 3.75f, 4);
        }
        assertThat(apply(resize(4, 4, Interpolation.NEAREST), image).toFloatArray()).containsExactly(1, 1, 2, 2, 1, 1,
                2,
                2, 3, 3, 4, 4, 3, 3, 4, 4);
    }

    /** The antialiased weight by definition, over all pixels, not only those within reach. */
    private static double weight(int i, int j, int from, int to) {
        double scale = (double) from / to;
        double reach = Math.max(scale, 1);
        double total = 0;
        for (int k = 0; k < from; k++) {
            total += Math.max(0, 1 - Math.abs(k + 0.5 - scale * (i + 0.5)) / reach);
        }
        return Math.max(0, 1 - Math.abs(j + 0.5 - scale * (i + 0.5)) / reach) / total;
    }

    /** The value between four pixels by definition. */
    private static double between(float[] plane, int height, int width, double y, double x) {
        double cy = Math.max(y, 0);
        double cx = Math.max(x, 0);
        int top = Math.min((int) cy, height - 1);
        int left = Math.min((int) cx, width - 1);
        int below = Math.min(top + 1, height - 1);
        int right = Math.min(left + 1, width - 1);
        return (1 - (cy - top))
                * ((1 - (cx - left)) * plane[top * width + left] + (cx - left) * plane[top * width + right])
                + (cy - top) * ((1 - (cx - left)) * plane[below * width + left]
                        + (cx - left) * plane[below * width + right]);
    }

    @Test
    @DisplayName("L5: resizing is what its formula says, each way, with and without antialiasing, for 60 pairs of sizes")
    void resizing() {
        Random random = new Random(3);
        for (int round = 0; round < 60; round++) {
            int h = 1 + random.nextInt(20);
            int w = 1 + random.nextInt(20);
            int newH = 1 + random.nextInt(20);
            int newW = 1 + random.nextInt(20);
            Tensor image = floats(2, h, w, round);
            float[] pixels = image.toFloatArray();
            float[] wide = apply(resize(newH, newW), image).toFloatArray();
            float[] narrow = apply(resize(newH, newW, Interpolation.BILINEAR), image).toFloatArray();
            float[] nearest = apply(resize(newH, newW, Interpolation.NEAREST), image).toFloatArray();
            for (int c = 0; c < 2; c++) {
                float[] plane = Arrays.copyOfRange(pixels, c * h * w, (c + 1) * h * w);
                for (int y = 0; y < newH; y++) {
                    for (int x = 0; x < newW; x++) {
                        double sum = 0;
                        for (int i = 0; i < h; i++) {
                            for (int j = 0; j < w; j++) {
                                sum += weight(y, i, h, newH) * weight(x, j, w, newW) * plane[i * w + j];
                            }
                        }
                        int at = (c * newH + y) * newW + x;
                        assertThat(wide[at]).isCloseTo((float) sum, within(2e-6f));
                        assertThat(narrow[at]).isCloseTo((float) between(plane, h, w, (y + 0.5) * h / newH - 0.5,
                                (x + 0.5) * w / newW - 0.5), within(2e-6f));
                        assertThat(nearest[at]).isEqualTo(plane[y * h / newH * w + x * w / newW]);
                    }
                }
            }
        }
    }

    @Test
    @DisplayName("L5: one size is the shorter side's; bytes are resized as floats and rounded")
    void shorterSide() {
        assertThat(apply(resize(10), places(1, 7, 20)).shape()).isEqualTo(Shape.of(1, 10, 28));
        assertThat(apply(resize(10), places(1, 31, 20)).shape()).isEqualTo(Shape.of(1, 15, 10));
        Tensor raw = bytes(9, 11, 3, 5);
        byte[] resized = apply(resize(4, 6), raw).toBuffer().bytes();
        float[] exact = apply(resize(4, 6), apply(toTensor(), raw)).toFloatArray();
        for (int i = 0; i < 24; i++) {
            for (int c = 0; c < 3; c++) {
                assertThat((float) (resized[i * 3 + c] & 0xff)).isCloseTo(exact[c * 24 + i] * 255, within(0.501f));
            }
        }
        Tensor batch = Sinter.stack(List.of(floats(1, 5, 5, 1), floats(1, 5, 5, 2)), 0);
        assertThat(apply(resize(3, 3), batch).shape()).isEqualTo(Shape.of(2, 1, 3, 3));
        assertThat(apply(resize(3, 3), batch).select(0, 1).toFloatArray())
                .isEqualTo(apply(resize(3, 3), floats(1, 5, 5, 2)).toFloatArray());
    }

    @Test
    @DisplayName("L5: what is random comes from the generator in torchvision's order, and nothing else")
    void random() {
        Tensor image = places(1, 9, 8);
        for (int seed = 0; seed < 50; seed++) {
            Generator draws = new Generator(seed);
            int top = (int) draws.below(9 - 4 + 1);
            int left = (int) draws.below(8 - 3 + 1);
            assertThat(randomCrop(4, 3, 0).apply(image, new Generator(seed)).toFloatArray())
                    .isEqualTo(apply(crop(top, left, 4, 3), image).toFloatArray());
            assertThat(randomCrop(9, 8, 2).apply(image, new Generator(seed)).shape()).isEqualTo(Shape.of(1, 9, 8));
        }
        int flips = 0;
        Generator one = new Generator(0);
        Generator two = new Generator(0);
        for (int i = 0; i < 1000; i++) {
            boolean isFlipped = randomHorizontalFlip(0.3).apply(image, one).toFloatArray()[0] != 0;
            assertThat(isFlipped).isEqualTo(two.uniformFloat() < 0.3);
            flips += isFlipped ? 1 : 0;
        }
        assertThat(flips).isBetween(250, 350);
        assertThat(randomVerticalFlip(1).apply(image, one).toFloatArray()).startsWith(80);
        Generator same = new Generator(4);
        int[] before = same.state();
        assertThat(randomCrop(9, 8, 0).apply(image, same).toFloatArray()).isEqualTo(image.toFloatArray());
        assertThat(same.state()).isEqualTo(before);
    }

    @Test
    @DisplayName("L5: random rectangles have areas and ratios within their bounds; where none fits the middle is taken")
    void resizedCrops() {
        // Coordinates as colours: the corners of the result tell the rectangle.
        int side = 200;
        float[] values = new float[2 * side * side];
        for (int i = 0; i < side * side; i++) {
            values[i] = i / side;
            values[side * side + i] = i % side;
        }
        Tensor image = Sinter.tensor(Buffer.of(values, 2, side, side));
        double least = 1;
        double most = 0;
        for (int seed = 0; seed < 60; seed++) {
            float[] result = randomResizedCrop(100, 0.25, 0.5, 0.8, 1.25).apply(image, new Generator(seed))
                    .toFloatArray();
            double high = (result[9999 - 99] - result[0]) * 100 / 99;
            double wide = (result[10000 + 99] - result[10000]) * 100 / 99;
            double area = high * wide / side / side;
            least = Math.min(least, area);
            most = Math.max(most, area);
            assertThat(area).isBetween(0.24, 0.515);
            assertThat(wide / high).isBetween(0.77, 1.3);
        }
        assertThat(least).isLessThan(0.3);
        assertThat(most).isGreaterThan(0.45);
        Tensor strip = places(1, 2, 90);
        assertThat(randomResizedCrop(2, 0.9, 1, 1, 2).apply(strip, new Generator(0)).toFloatArray())
                .isEqualTo(apply(compose(crop(0, 43, 2, 4), resize(2, 2)), strip).toFloatArray());
    }

    private static float[] pixel(Tensor image, int i) {
        float[] all = image.toFloatArray();
        int size = all.length / 3;
        return new float[]{all[i], all[size + i], all[2 * size + i]};
    }

    @Test
    @DisplayName("L5: gray is 0.2989 R + 0.587 G + 0.114 B; brightness, contrast and saturation are mixtures with black, mean and gray")
    void colours() {
        Tensor image = floats(3, 4, 5, 8);
        Tensor gray = apply(grayscale(1), image);
        assertThat(gray.shape()).isEqualTo(Shape.of(1, 4, 5));
        assertThat(apply(grayscale(3), image).shape()).isEqualTo(Shape.of(3, 4, 5));
        double mean = 0;
        for (int i = 0; i < 20; i++) {
            float[] p = pixel(image, i);
            double expected = 0.2989 * p[0] + 0.587 * p[1] + 0.114 * p[2];
            mean += expected / 20;
            assertThat((double) gray.toFloatArray()[i]).isCloseTo(expected, within(1e-6));
        }
        for (int seed = 0; seed < 20; seed++) {
            for (int kind = 0; kind < 3; kind++) {
                Generator draws = new Generator(seed);
                draws.permutation(4);
                double factor = 0.4 + draws.uniformFloat() * 1.2;
                Tensor result = colorJitter(kind == 0 ? 0.6 : 0, kind == 1 ? 0.6 : 0, kind == 2 ? 0.6 : 0, 0).apply(
                        image,
                        new Generator(seed));
                for (int i = 0; i < 20; i++) {
                    for (int c = 0; c < 3; c++) {
                        double other = kind == 0 ? 0 : kind == 1 ? mean : gray.toFloatArray()[i];
                        double expected = Math.clamp(factor * pixel(image, i)[c] + (1 - factor) * other, 0, 1);
                        assertThat((double) pixel(result, i)[c]).isCloseTo(expected, within(2e-6));
                    }
                }
            }
        }
        Tensor raw = bytes(4, 5, 3, 8);
        byte[] changed = colorJitter(0.6, 0.6, 0.6, 0).apply(raw, new Generator(1)).toBuffer().bytes();
        float[] exact = colorJitter(0.6, 0.6, 0.6, 0).apply(image, new Generator(1)).toFloatArray();
        for (int i = 0; i < 60; i++) {
            // Each of three steps cuts off less than 1, which later factors of at most 1.6 enlarge.
            assertThat((changed[i] & 0xff) / 255.0).isCloseTo(exact[i % 3 * 20 + i / 3], within(6 / 255.0));
        }
    }

    @Test
    @DisplayName("L5: the hue is turned as the desktop's own colour model turns it; gray stays gray")
    void hues() {
        Tensor image = floats(3, 6, 6, 9);
        for (int seed = 0; seed < 10; seed++) {
            Generator draws = new Generator(seed);
            draws.permutation(4);
            float turn = draws.uniformFloat() - 0.5f;
            Tensor result = colorJitter(0, 0, 0, 0.5).apply(image, new Generator(seed));
            for (int i = 0; i < 36; i++) {
                float[] p = pixel(image, i);
                float[] hsb = Color.RGBtoHSB(Math.round(p[0] * 255), Math.round(p[1] * 255), Math.round(p[2] * 255),
                        null);
                Color expected = new Color(Color.HSBtoRGB(hsb[0] + turn, hsb[1], hsb[2]));
                float[] rgb = expected.getRGBColorComponents(null);
                for (int c = 0; c < 3; c++) {
                    assertThat(pixel(result, i)[c]).isCloseTo(rgb[c], within(0.5001f / 255));
                }
            }
        }
        Tensor gray = Sinter.full(new long[]{3, 2, 2}, 0.25);
        assertThat(colorJitter(0, 0, 0, 0.5).apply(gray, new Generator(1)).toFloatArray()).containsOnly(0.25f);
        Tensor whiteAndBlack = Sinter.tensor(Buffer.of(DType.U8, new byte[]{0, 0, 0, -1, -1, -1}, 1, 2, 3));
        assertThat(colorJitter(0, 0, 0, 0.5).apply(whiteAndBlack, new Generator(1)).toBuffer().bytes())
                .containsExactly(0, 0, 0, -1, -1, -1);
    }

    private static List<float[]> round(DataLoader loader) {
        List<float[]> images = new ArrayList<>();
        loader.forEach(batch -> images.add(batch.get(0).toFloatArray()));
        return images;
    }

    @Test
    @DisplayName("L5: a transformed dataset gives a loader the same images for the same seed and any number of workers, others in each round")
    void dataset() {
        TensorDataset plain = new TensorDataset(
                Sinter.arange(20 * 64).toFloat().reshape(20, 1, 8, 8), Sinter.arange(20));
        Dataset<List<Tensor>> cropped = randomCrop(3).then(randomHorizontalFlip(0.5)).over(plain);
        assertThat(cropped.size()).isEqualTo(20);
        assertThat(cropped.get(6).get(0).shape()).isEqualTo(Shape.of(1, 3, 3));
        assertThat(cropped.get(6).get(1).item()).isEqualTo(6L);
        DataLoader alone = new DataLoader(cropped, 7).shuffle(5);
        DataLoader together = new DataLoader(cropped, 7).shuffle(5).workers(3);
        List<float[]> first = round(alone);
        assertThat(first).hasSize(3);
        assertThat(round(together)).usingElementComparator(Arrays::compare).isEqualTo(first);
        List<float[]> second = round(alone);
        assertThat(second.get(0)).isNotEqualTo(first.get(0));
        assertThat(round(together)).usingElementComparator(Arrays::compare).isEqualTo(second);
    }

    @Test
    @DisplayName("L5: what is no image, and what cannot be done with one, is refused with what is needed")
    void misuse() {
        Tensor image = places(3, 4, 4);
        assertThatThrownBy(() -> apply(horizontalFlip(), Sinter.arange(4))).isInstanceOf(Diagnostic.class)
                .hasMessage(
                        "horizontalFlip: i64[4] came; an image is uint8 [H, W, C] with at most 4 channels, as decoded, or float32 "
                                + "[C, H, W], as toTensor makes it");
        Tensor wrongWay = Sinter.tensor(Buffer.of(DType.U8, new byte[3 * 8 * 8], 3, 8, 8));
        assertThatThrownBy(() -> apply(toTensor(), wrongWay)).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("u8[3,8,8] came");
        assertThatThrownBy(() -> apply(toTensor(), image)).isInstanceOf(Diagnostic.class)
                .hasMessageEndingWith("a float image needs no toTensor");
        assertThatThrownBy(() -> apply(randomCrop(5), image)).isInstanceOf(Diagnostic.class).hasMessage(
                "randomCrop: 5 by 5 pixels were asked of an image of 4 by 4; pad or resize it first");
        assertThatThrownBy(() -> apply(normalize(new double[]{1, 2}, new double[]{1, 2}), image))
                .isInstanceOf(Diagnostic.class).hasMessageContaining("and 2 means");
        assertThatThrownBy(() -> normalize(new double[]{1}, new double[]{0})).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("divide by zero");
        assertThatThrownBy(() -> apply(grayscale(1), places(2, 4, 4))).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("3 channels");
        assertThatThrownBy(() -> apply(pad(4, 0, 0, 0, 0, PaddingMode.REFLECT), image)).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("cannot be padded by 4 left");
        assertThatThrownBy(() -> resize(0)).isInstanceOf(Diagnostic.class)
                .hasMessage("resize: a size is 1 or more, not 0");
        assertThatThrownBy(() -> randomHorizontalFlip(2)).isInstanceOf(Diagnostic.class)
                .hasMessage("randomHorizontalFlip: a probability is from 0 to 1, not 2.0");
        assertThatThrownBy(() -> colorJitter(0, 0, 0, 0.6)).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("at most 0.5 for the hue");
        assertThatThrownBy(() -> randomResizedCrop(4, 0, 1, 1, 1)).isInstanceOf(Diagnostic.class);
    }
}
