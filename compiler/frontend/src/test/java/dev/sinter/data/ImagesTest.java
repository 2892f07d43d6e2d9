package dev.sinter.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.runtime.Buffer;
import dev.sinter.types.Shape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("L5: pictures made of tensors")
class ImagesTest {
    private static float[] random(int count) {
        Random random = new Random(2);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextFloat() * 3 - 1;
        }
        return values;
    }

    @Test
    @DisplayName("L5: makeGrid lays images out in rows with padding around each, gray ones in three channels")
    void grid() {
        Tensor images = Sinter.tensor(Buffer.of(new float[]{1, 2, 3, 4, 5, 6}, 3, 1, 1, 2));
        Tensor grid = Images.makeGrid(images, new Grid().nrow(2).padding(1).padValue(9));
        assertThat(grid.shape()).isEqualTo(Shape.of(3, 5, 7));
        float[] plane = {
            9, 9, 9, 9, 9, 9, 9,
            9, 1, 2, 9, 3, 4, 9,
            9, 9, 9, 9, 9, 9, 9,
            9, 5, 6, 9, 9, 9, 9,
            9, 9, 9, 9, 9, 9, 9};
        for (int c = 0; c < 3; c++) {
            assertThat(grid.select(0, c).toFloatArray()).isEqualTo(plane);
        }
        assertThat(Images.makeGrid(images).shape()).isEqualTo(Shape.of(3, 5, 14));
        assertThat(Images.makeGrid(images, 1).shape()).isEqualTo(Shape.of(3, 11, 6));
        assertThat(Images.makeGrid(images.select(0, 0)).toFloatArray()).containsExactly(1, 2, 1, 2, 1, 2);
        assertThat(Images.makeGrid(images.narrow(0, 0, 1)).shape()).isEqualTo(Shape.of(3, 1, 2));
        assertThat(Images.makeGrid(images.reshape(3, 2)).shape()).isEqualTo(Shape.of(3, 3, 2));
    }

    @Test
    @DisplayName("L5: makeGrid normalises by the smallest and greatest of all, of each, or by a given range")
    void normalised() {
        float[] values = random(2 * 3 * 4 * 5);
        Tensor images = Sinter.tensor(Buffer.of(values, 2, 3, 4, 5));
        for (int kind = 0; kind < 3; kind++) {
            Grid grid = new Grid().padding(0);
            float[] result = Images.makeGrid(images,
                    kind == 0 ? grid.normalized() : kind == 1 ? grid.normalizedEach() : grid.normalized(-0.5, 1))
                    .toFloatArray();
            for (int i = 0; i < values.length; i++) {
                int from = kind == 1 ? i / 60 * 60 : 0;
                int to = kind == 1 ? from + 60 : values.length;
                float low = Float.MAX_VALUE;
                float high = -Float.MAX_VALUE;
                for (int j = from; j < to; j++) {
                    low = Math.min(low, values[j]);
                    high = Math.max(high, values[j]);
                }
                if (kind == 2) {
                    low = -0.5f;
                    high = 1;
                }
                float expected = (Math.clamp(values[i], low, high) - low) / (high - low);
                int x = i % 5 + i / 60 * 5;
                assertThat(result[(i / 20 % 3 * 4 + i / 5 % 4) * 10 + x]).isEqualTo(expected);
            }
        }
        assertThat(Images.makeGrid(Sinter.full(new long[]{2, 3, 1, 1}, 7.0), new Grid().padding(0).normalized())
                .toFloatArray()).containsOnly(0);
    }

    @Test
    @DisplayName("L5: a saved picture is read by ImageIO with the values rounded to bytes, in 1 to 4 channels")
    void png(@TempDir Path folder) throws IOException {
        for (int channels = 1; channels <= 4; channels++) {
            float[] values = random(channels * 37 * 23);
            byte[] png = Images.png(Sinter.tensor(Buffer.of(values, channels, 37, 23)));
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
            assertThat(image.getWidth()).isEqualTo(23);
            assertThat(image.getHeight()).isEqualTo(37);
            for (int c = 0; c < channels; c++) {
                for (int y = 0; y < 37; y++) {
                    for (int x = 0; x < 23; x++) {
                        int expected = (int) Math.clamp(Math.floor(values[(c * 37 + y) * 23 + x] * 255f + 0.5f), 0,
                                255);
                        assertThat(image.getRaster().getSample(x, y, c)).isEqualTo(expected);
                    }
                }
            }
        }
        Path file = folder.resolve("grid.png");
        Images.saveImage(Sinter.full(new long[]{10, 1, 4, 4}, 1.0), file);
        BufferedImage image = ImageIO.read(file.toFile());
        assertThat(image.getWidth()).isEqualTo(8 * 6 + 2);
        assertThat(image.getHeight()).isEqualTo(2 * 6 + 2);
        assertThat(image.getRGB(0, 0)).isEqualTo(0xff000000);
        assertThat(image.getRGB(2, 2)).isEqualTo(0xffffffff);
        byte[] before = Files.readAllBytes(file);
        assertThatThrownBy(() -> Images.saveImage(Sinter.zeros(2, 5, 4, 4), file)).isInstanceOf(Diagnostic.class);
        assertThat(file).hasBinaryContent(before);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    @DisplayName("L5: what is no picture is refused")
    void misuse() {
        assertThatThrownBy(() -> Images.makeGrid(Sinter.arange(4))).isInstanceOf(Diagnostic.class)
                .hasMessage("makeGrid: i64[4] came; float32 [N, C, H, W], [C, H, W] or [H, W] is needed");
        assertThatThrownBy(() -> Images.makeGrid(Sinter.zeros(0, 1, 2, 2))).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("at least one image");
        assertThatThrownBy(() -> new Grid().nrow(0)).isInstanceOf(Diagnostic.class)
                .hasMessageStartingWith("Grid: 0 images side by side");
        assertThatThrownBy(() -> Images.png(Sinter.zeros(4, 4))).isInstanceOf(Diagnostic.class)
                .hasMessageStartingWith("png: f32[4,4] came");
    }
}
