package dev.sinter.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.random.Generator;
import dev.sinter.runtime.io.FormatException;
import dev.sinter.types.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataTest {
    private static TensorDataset numbers(int count) {
        return new TensorDataset(Sinter.arange(count).toFloat().unsqueeze(1), Sinter.arange(count));
    }

    @Test
    @DisplayName("L1: a dataset over tensors; user-defined ones are stacked")
    void datasets() {
        TensorDataset set = numbers(5);
        assertThat(set.get(3).get(0).toFloatArray()).containsExactly(3);
        assertThat(set.get(3).get(1).item()).isEqualTo(3L);
        Dataset<List<Tensor>> squares = new Dataset<>() {
            @Override
            public int size() {
                return 4;
            }

            @Override
            public List<Tensor> get(int i) {
                return List.of(Sinter.tensor(i * i));
            }
        };
        assertThat(squares.batch(new int[]{3, 1}).get(0).toLongArray()).containsExactly(9, 1);
        assertThatThrownBy(() -> new TensorDataset(Sinter.zeros(2), Sinter.zeros(3))).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("[3]");
        List<Subset<List<Tensor>>> parts = Subset.randomSplit(set, new Generator(0), 3, 2);
        assertThat(parts.get(1).size()).isEqualTo(2);
        assertThatThrownBy(() -> Subset.randomSplit(set, new Generator(0), 3, 3)).isInstanceOf(Diagnostic.class);
    }

    @Test
    @DisplayName("L2: batches, the last partial one kept or dropped, shuffled by seed with another order each time")
    void loader() {
        DataLoader plain = new DataLoader(numbers(10), 4);
        assertThat(plain.size()).isEqualTo(3);
        assertThat(labels(plain)).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
        assertThat(plain.dropLast().size()).isEqualTo(2);
        assertThat(labels(plain.dropLast())).hasSize(8);
        DataLoader shuffled = plain.shuffle(5);
        List<Long> first = labels(shuffled);
        assertThat(first).containsExactlyInAnyOrderElementsOf(labels(plain)).isNotEqualTo(labels(plain));
        assertThat(labels(shuffled)).isNotEqualTo(first);
        assertThat(labels(plain.shuffle(5))).isEqualTo(first);
    }

    private static List<Long> labels(DataLoader loader) {
        List<Long> labels = new ArrayList<>();
        for (Batch batch : loader) {
            assertThat(batch.get(0).shape()).isEqualTo(Shape.of(batch.size(), 1));
            for (long label : batch.get(1).toLongArray()) {
                labels.add(label);
            }
        }
        return labels;
    }

    @Test
    @DisplayName("L3: IDX files are read, plain and compressed; damaged ones end in one exception that says where")
    void idx(@TempDir Path folder) throws IOException {
        byte[] good = {0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, (byte) 250};
        Path file = folder.resolve("x");
        Files.write(file, good);
        assertThat(IdxReader.read(file)).hasToString("u8[2,3] {1, 2, 3, 4, 5, 250}");
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(good);
        }
        assertThat(IdxReader.read(file)).hasToString("u8[2,3] {1, 2, 3, 4, 5, 250}");
        assertThatThrownBy(() -> IdxReader.read(folder)).hasMessage("cannot read " + folder + ": it is a folder");
        assertThatThrownBy(() -> Digits.optdigits(folder)).hasMessage("cannot read " + folder + ": it is a folder");
        Generator random = new Generator(0);
        for (int cut = 0; cut < good.length; cut++) {
            Files.write(file, Arrays.copyOf(good, cut));
            assertThatThrownBy(() -> IdxReader.read(file)).isInstanceOf(FormatException.class);
        }
        for (int i = 0; i < 3000; i++) {
            byte[] mutated = good.clone();
            mutated[(int) random.below(mutated.length)] = (byte) random.bits32();
            Files.write(file, mutated);
            try {
                assertThat(IdxReader.read(file).count()).isLessThan(100);
            } catch (FormatException e) {
                assertThat(e).hasMessageStartingWith("x is malformed at byte ");
            }
        }
    }

    @Test
    @DisplayName("L3: the optdigits tables and MNIST's files become images from 0 to 1 and labels")
    void realDigits() throws IOException {
        Path shared = Path.of(System.getProperty("sinter.shared", "../shared"), "data");
        assumeTrue(Files.isDirectory(shared), "skipped: no shared data in " + shared);
        List<Dataset<List<Tensor>>> small = Digits.open(shared.resolve("optdigits"));
        assertThat(small.get(0).size()).isEqualTo(3823);
        assertThat(small.get(1).size()).isEqualTo(1797);
        assertThat(small.get(0).get(0).get(0).shape()).isEqualTo(Shape.of(1, 8, 8));
        List<Dataset<List<Tensor>>> large = Digits.open(shared.resolve("mnist"));
        assertThat(large.get(0).size() + large.get(1).size()).isEqualTo(10_000);
        Tensor image = large.get(0).get(0).get(0);
        assertThat(image.max().item()).isEqualTo(1.0);
        assertThat(large.get(0).get(0).get(1).item()).isEqualTo(7L);
        assertThatThrownBy(() -> Digits.open(shared.resolve("iris"))).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("optdigits.tra");
    }

    @Test
    @DisplayName("L3: a table with a wrong cell is refused with its line")
    void badTable(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("d.tra");
        String row = "1,".repeat(64);
        Files.writeString(file, row + "3\n" + row + "12\n");
        assertThatThrownBy(() -> Digits.optdigits(file)).isInstanceOf(FormatException.class)
                .hasMessageContaining("line 2 has '12'");
        Files.writeString(file, "1,2\n");
        assertThatThrownBy(() -> Digits.optdigits(file)).isInstanceOf(FormatException.class)
                .hasMessageContaining("2 numbers; 65");
    }

    @Test
    @DisplayName("L4: digits drawn from strokes are the same for the same seed, differ otherwise, and have ink")
    void strokes() {
        TensorDataset digits = StrokeDigits.generate(20, 4);
        assertThat(digits.tensors().get(0).shape()).isEqualTo(Shape.of(20, 1, 28, 28));
        assertThat(digits.tensors().get(1).toLongArray()).startsWith(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0);
        float[] pixels = digits.tensors().get(0).toFloatArray();
        assertThat(StrokeDigits.generate(20, 4).tensors().get(0).toFloatArray()).isEqualTo(pixels);
        assertThat(StrokeDigits.generate(20, 5).tensors().get(0).toFloatArray()).isNotEqualTo(pixels);
        for (int i = 0; i < 20; i++) {
            float ink = digits.get(i).get(0).sum().itemFloat();
            assertThat(ink).as("ink of digit " + i).isBetween(20f, 250f);
        }
    }

    @Test
    @DisplayName("L6: progress is a bar on a terminal and a line per tenth elsewhere")
    void progress() {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        try (Progress progress = new Progress("epoch 1", 40, new PrintStream(plain, true, StandardCharsets.UTF_8),
                false)) {
            for (int i = 0; i < 40; i++) {
                progress.step(1.0 / (i + 1));
            }
        }
        assertThat(plain.toString(StandardCharsets.UTF_8).lines()).hasSize(10)
                .allMatch(line -> line.startsWith("epoch 1 ") && line.contains("loss "));
        ByteArrayOutputStream bar = new ByteArrayOutputStream();
        try (Progress progress = new Progress("epoch 1", 2, new PrintStream(bar, true, StandardCharsets.UTF_8), true)) {
            progress.step();
            progress.step(0.5);
        }
        assertThat(bar.toString(StandardCharsets.UTF_8)).contains("\r").contains("2/2").contains("loss 0.5000")
                .endsWith(System.lineSeparator());
    }
}
