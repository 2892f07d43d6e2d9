package dev.sinter.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.ir.Diagnostic;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("L6: curves as pictures")
class CurvesTest {
    @TempDir private Path folder;

    /** In each column the mean row of the pixels with a strong colour, NaN where there is none. */
    private static double[] rows(BufferedImage image) {
        return IntStream.range(0, image.getWidth()).mapToDouble(x -> IntStream.range(0, image.getHeight()).filter(y -> {
            Color color = new Color(image.getRGB(x, y));
            return Color.RGBtoHSB(color.getRed(), color.getGreen(), color.getBlue(), null)[1] > 0.4;
        }).average().orElse(Double.NaN)).toArray();
    }

    @Test
    @DisplayName("L6: a loss that falls is a curve that falls, in a PNG of 800 by 500, the same bytes each time")
    void falling() throws IOException {
        Path file = folder.resolve("loss.png");
        double[] losses = IntStream.range(0, 50).mapToDouble(i -> 10 - i * 0.2).toArray();
        new Curves("digits", "step", "loss").add("training", losses).save(file);
        BufferedImage image = ImageIO.read(file.toFile());
        assertThat(image.getWidth()).isEqualTo(800);
        assertThat(image.getHeight()).isEqualTo(500);
        double[] rows = rows(image);
        int[] drawn = IntStream.range(0, 600).filter(x -> !Double.isNaN(rows[x])).toArray();
        assertThat(drawn.length).isGreaterThan(400);
        // Downwards on the screen, and straight.
        double first = rows[drawn[10]];
        double last = rows[drawn[drawn.length - 10]];
        assertThat(last - first).isGreaterThan(200);
        double middle = rows[(drawn[10] + drawn[drawn.length - 10]) / 2];
        assertThat(middle).isBetween((first + last) / 2 - 4, (first + last) / 2 + 4);

        byte[] bytes = Files.readAllBytes(file);
        new Curves("digits", "step", "loss").add("training", losses).save(file);
        assertThat(file).hasBinaryContent(bytes);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    @DisplayName("L6: several curves, a logarithmic axis, and points that are not finite")
    void several() throws IOException {
        Path file = folder.resolve("both.png");
        new Curves("digits", "epoch", "loss").add("training", 1, 0.1, Double.NaN, 0.01, Double.POSITIVE_INFINITY)
                .add("unseen", new double[]{1, 2, 3}, new double[]{0.5, 0.2, 0}).logarithmic().save(file);
        assertThat(ImageIO.read(file.toFile()).getWidth()).isEqualTo(800);
    }

    @Test
    @DisplayName("L6: curves without points, of two lengths or of one name are refused")
    void misuse() {
        Curves curves = new Curves("a", "x", "y");
        Path file = folder.resolve("x.png");
        assertThatThrownBy(() -> curves.save(file)).isInstanceOf(Diagnostic.class).hasMessage("Curves: none was added");
        assertThatThrownBy(() -> curves.add("a", new double[]{1}, new double[]{})).isInstanceOf(Diagnostic.class)
                .hasMessage("Curves: 'a' has 1 places and 0 values; as many of each are needed");
        curves.add("a", Double.NaN);
        assertThatThrownBy(() -> curves.add("a", 1)).isInstanceOf(Diagnostic.class)
                .hasMessage("Curves: there is a curve 'a' already");
        assertThatThrownBy(() -> curves.save(file)).isInstanceOf(Diagnostic.class)
                .hasMessage("Curves: 'a' has no finite point to show");
        assertThat(file).doesNotExist();
    }
}
