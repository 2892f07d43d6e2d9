package dev.sinter.runtime.formats.hdf5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.io.FormatException;
import dev.sinter.types.DType;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.DatasetCreationOptions;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Hdf5FileTest {
    @TempDir Path folder;

    static Map<String, Buffer> samples() {
        Random random = new Random(3);
        Map<String, Buffer> samples = new LinkedHashMap<>();
        for (DType dtype : List.of(DType.F32, DType.F64, DType.I64, DType.I32, DType.I16, DType.I8, DType.U8,
                DType.BOOL)) {
            long[] bits = random.longs(24).toArray();
            for (int i = 0; i < bits.length; i++) {
                bits[i] = dtype == DType.BOOL ? bits[i] & 1 : bits[i];
            }
            samples.put("model/layer." + dtype.text(), Buffer.ofBits(dtype, bits, 2, 3, 4));
            samples.put("model/vector/" + dtype.text(), Buffer.ofBits(dtype, Arrays.copyOf(bits, 5), 5));
        }
        samples.put("scalar", Buffer.of(new float[]{-0f}));
        samples.put("count", Buffer.of(new long[]{1L << 40}));
        return samples;
    }

    @Test
    @DisplayName("W2: what is written as HDF5 comes back bit for bit, slashes in names as groups")
    void roundTrip() throws IOException {
        Path file = folder.resolve("a.h5");
        Hdf5File.write(file, samples());
        Map<String, Buffer> back = Hdf5File.read(file);
        assertThat(back.keySet()).containsExactlyInAnyOrderElementsOf(samples().keySet());
        samples().forEach((name, tensor) -> {
            assertThat(back.get(name).typeText()).as(name).isEqualTo(tensor.typeText());
            assertThat(back.get(name).sameBits(tensor)).as(name).isTrue();
        });
        try (HdfFile hdf = new HdfFile(file)) {
            assertThat(hdf.getDatasetByPath("/model/vector/i32").getDimensions()).containsExactly(5);
        }
        assertThat(folder).isDirectoryNotContaining(other -> !other.equals(file));
    }

    @Test
    @DisplayName("W2: Keras' nested groups, in chunks, deflated and shuffled; texts are left out")
    void keras() throws IOException {
        Path file = folder.resolve("keras.h5");
        float[][] kernel = new float[10][7];
        int[] counts = new int[100];
        for (int i = 0; i < 70; i++) {
            kernel[i / 7][i % 7] = i / 3f;
        }
        for (int i = 0; i < 100; i++) {
            counts[i] = i * i;
        }
        try (WritableHdfFile hdf = HdfFile.write(file)) {
            hdf.putAttribute("keras_version", "2.15.0");
            WritableGroup dense = hdf.putGroup("model_weights").putGroup("dense").putGroup("dense");
            dense.putDataset("kernel:0", kernel,
                    DatasetCreationOptions.builder().chunkDimensions(4, 4).shuffle().deflate().build());
            dense.putDataset("bias:0", new float[]{1, 2});
            hdf.putDataset("counts", counts, DatasetCreationOptions.builder().chunkDimensions(30).deflate().build());
            hdf.putDataset("names", new String[]{"dense", "softmax"});
        }
        Map<String, Buffer> read = Hdf5File.read(file);
        assertThat(read.keySet()).containsExactlyInAnyOrder("model_weights/dense/dense/kernel:0",
                "model_weights/dense/dense/bias:0", "counts");
        Buffer weights = read.get("model_weights/dense/dense/kernel:0");
        assertThat(weights.typeText()).isEqualTo("f32[10,7]");
        for (int i = 0; i < 70; i++) {
            assertThat(weights.floats()[i]).isEqualTo(i / 3f);
        }
        assertThat(read.get("counts").ints()).isEqualTo(counts);
    }

    @Test
    @DisplayName("W5: what is no HDF5 file, and any file that is cut, ends in the documented exception")
    void malformed() throws IOException {
        Path file = folder.resolve("a.h5");
        Files.writeString(file, "not an HDF5 file, ".repeat(50));
        assertThatThrownBy(() -> Hdf5File.read(file)).isInstanceOf(FormatException.class)
                .hasMessageContaining(file + " is malformed at byte 0: it cannot be read as HDF5: ");
        Hdf5File.write(file, Map.of("a", Buffer.of(new float[]{1, 2, 3}, 3), "g/b", Buffer.of(new int[]{1}, 1)));
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> Hdf5File.read(ByteBuffer.wrap(part), "a.h5"), "cut to %s bytes", length)
                    .isInstanceOf(FormatException.class);
        }
    }

    @Test
    @DisplayName("W2: what HDF5 cannot hold is refused by name before anything is written")
    void refused() {
        Path file = folder.resolve("a.h5");
        assertThatThrownBy(() -> Hdf5File.write(file, Map.of("w", Buffer.zeros(DType.BF16, 2))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the tensor 'w' is bf16[2], which Sinter does not write to HDF5;"
                        + " convert it with toFloat(), or use .safetensors or .pth");
        assertThatThrownBy(() -> Hdf5File.write(file,
                Map.of("a", Buffer.zeros(DType.F32, 1), "a/b", Buffer.zeros(DType.F32, 1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'a' cannot be the name of a dataset beside");
        assertThat(file).doesNotExist();
    }

    @Test
    @DisplayName("U5: reading HDF5 prints nothing, though its library would log")
    void silent() throws IOException, InterruptedException {
        Path file = folder.resolve("a.h5");
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), Hdf5FileTest.class.getName(), file.toString())
                .redirectErrorStream(true).redirectOutput(output.toFile()).start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(output).hasContent("1.5");
        assertThat(process.exitValue()).isZero();
    }

    /** Writes and reads a file in a JVM of its own. */
    public static void main(String[] args) throws IOException {
        Path file = Path.of(args[0]);
        Hdf5File.write(file, Map.of("a", Buffer.of(new float[]{1.5f}, 1)));
        System.out.println(Hdf5File.read(file).get("a").get(0));
    }
}
