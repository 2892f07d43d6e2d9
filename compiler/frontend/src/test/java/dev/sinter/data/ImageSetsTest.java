package dev.sinter.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import dev.sinter.Tensor;
import dev.sinter.runtime.io.FormatException;
import dev.sinter.types.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageSetsTest {
    private static final int RECORD = 3073;

    @TempDir private Path folder;

    private static byte[] records(int count, int seed) {
        byte[] bytes = new byte[count * RECORD];
        new Random(seed).nextBytes(bytes);
        for (int i = 0; i < count; i++) {
            bytes[i * RECORD] = (byte) ((i + seed) % 10);
        }
        return bytes;
    }

    /** One member of a tar archive. */
    private static void member(OutputStream out, String name, byte[] content, char kind) throws IOException {
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 100, "0000644");
        put(header, 124, String.format("%011o", content.length));
        put(header, 136, "00000000000");
        Arrays.fill(header, 148, 156, (byte) ' ');
        header[156] = (byte) kind;
        put(header, 257, "ustar");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, String.format("%06o", sum));
        header[154] = 0;
        out.write(header);
        out.write(content);
        out.write(new byte[Math.floorMod(-content.length, 512)]);
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    private static byte[] archive(Map<String, byte[]> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            member(out, "cifar-10-batches-bin/", new byte[0], '5');
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                member(out, file.getKey(), file.getValue(), '0');
            }
            out.write(new byte[1024]);
        }
        return bytes.toByteArray();
    }

    @Test
    @DisplayName("L3: CIFAR-10's binary files become images [3, 32, 32] from 0 to 1 and labels, over several files")
    void cifar() throws IOException {
        for (int i = 1; i <= 5; i++) {
            Files.write(folder.resolve("data_batch_" + i + ".bin"), records(i, i));
        }
        Files.write(folder.resolve("test_batch.bin"), records(4, 9));
        Cifar10 train = Cifar10.train(folder);
        assertThat(train.size()).isEqualTo(15);
        assertThat(Cifar10.test(folder).size()).isEqualTo(4);
        byte[] third = records(3, 3);
        List<Tensor> example = train.get(1 + 2 + 2);
        assertThat(example.get(0).shape()).isEqualTo(Shape.of(3, 32, 32));
        assertThat(example.get(1).item()).isEqualTo((long) third[2 * RECORD]);
        float[] expected = new float[3072];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = (third[2 * RECORD + 1 + i] & 0xff) / 255f;
        }
        assertThat(example.get(0).toFloatArray()).isEqualTo(expected);
        Batch batch = train.batch(new int[]{14, 0, 5});
        assertThat(batch.get(0).shape()).isEqualTo(Shape.of(3, 3, 32, 32));
        assertThat(batch.get(1).toLongArray()).containsExactly((5 + 4) % 10, 1, 5);
        assertThat(batch.get(0).select(0, 2).toFloatArray()).isEqualTo(expected);
        assertThat(Cifar10.CLASSES).hasSize(10).startsWith("airplane");
        assertThatThrownBy(() -> train.get(15)).isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("example 15 of a dataset of 15");
    }

    @Test
    @DisplayName("L3: a CIFAR-10 file that is cut or has a wrong label is refused with its place; a missing one is named")
    void cifarErrors() throws IOException {
        Path file = folder.resolve("x.bin");
        Files.write(file, Arrays.copyOf(records(2, 0), RECORD + 7));
        assertThatThrownBy(() -> Cifar10.read(file)).isInstanceOf(FormatException.class)
                .hasMessage(
                        "x.bin is malformed at byte 3073: the file ends within an image: 3080 bytes are not a multiple of the "
                                + "3073 of a label and its pixels");
        byte[] wrong = records(2, 0);
        wrong[RECORD] = (byte) 200;
        Files.write(file, wrong);
        assertThatThrownBy(() -> Cifar10.read(file)).isInstanceOf(FormatException.class)
                .hasMessage("x.bin is malformed at byte 3073: image 1 has label 200; labels are 0 to 9");
        assertThatThrownBy(() -> Cifar10.train(folder)).isInstanceOf(IOException.class)
                .hasMessage("no data_batch_1.bin in "
                        + folder
                        + "; Cifar10.download(folder) fetches it from https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz");
    }

    @Test
    @DisplayName("L3: an archive of CIFAR-10 is unpacked, only the files that are wanted and only into the folder")
    void unpack() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("cifar-10-batches-bin/batches.meta.txt", new byte[]{1, 2});
        files.put("../../test_batch.bin", records(3, 1));
        files.put("cifar-10-batches-bin/data_batch_1.bin", records(2, 2));
        Path archive = folder.resolve("a.tar.gz");
        Files.write(archive, archive(files));
        Path into = folder.resolve("cifar-10-batches-bin");
        Cifar10.unpack(archive, into, List.of("test_batch.bin", "data_batch_1.bin"));
        try (var listed = Files.list(into)) {
            assertThat(listed.map(f -> f.getFileName().toString())).containsExactlyInAnyOrder("test_batch.bin",
                    "data_batch_1.bin");
        }
        assertThat(Cifar10.test(folder).size()).isEqualTo(3);
        assertThatThrownBy(() -> Cifar10.unpack(archive, into, List.of("data_batch_2.bin")))
                .isInstanceOf(FormatException.class).hasMessageEndingWith("there is no data_batch_2.bin in it");
        byte[] whole = Files.readAllBytes(archive);
        Files.write(archive, Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> Cifar10.unpack(archive, into, List.of("test_batch.bin")))
                .isInstanceOf(FormatException.class).hasMessageContaining("a.tar.gz is malformed");
        Files.writeString(archive, "<html>not found</html>");
        assertThatThrownBy(() -> Cifar10.unpack(archive, into, List.of("test_batch.bin")))
                .isInstanceOf(FormatException.class).hasMessageContaining("or not compressed");
    }

    @Test
    @DisplayName("L3: whatever happens to the bytes of an archive or of records, reading ends with files or a FormatException")
    void mutations() throws IOException {
        byte[] plain;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        member(bytes, "data_batch_1.bin", new byte[600], '0');
        member(bytes, "test_batch.bin", new byte[]{1, 2, 3}, '0');
        bytes.write(new byte[1024]);
        plain = bytes.toByteArray();
        MutationTest.survive(20_000, plain, mutated -> {
            ByteArrayOutputStream zipped = new ByteArrayOutputStream();
            try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
                out.write(mutated);
            }
            TarReader.read("x", new ByteArrayInputStream(zipped.toByteArray()),
                    (name, content) -> content.readAllBytes());
            return name();
        });
        byte[] zipped = archive(Map.of("test_batch.bin", new byte[]{1, 2, 3}));
        assertThat(MutationTest.survive(100_000, zipped, mutated -> {
            TarReader.read("x", new ByteArrayInputStream(mutated), (name, content) -> content.readAllBytes());
            return name();
        })).isBetween(30_000, 99_900);
        assertThat(MutationTest.survive(100_000, records(1, 3), mutated -> Cifar10.read("x", mutated)))
                .isBetween(5_000, 99_000);
    }

    private static String name() {
        return "read";
    }

    @Test
    @DisplayName("L3: MNIST and Fashion-MNIST are read from their four files, which a download fetches; a wrong one is refused")
    void mnist() throws IOException {
        byte[] images = {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 51, (byte) 255, 102};
        byte[] labels = {0, 0, 8, 1, 0, 0, 0, 2, 9, 4};
        Files.write(folder.resolve("train-images-idx3-ubyte"), images);
        Files.write(folder.resolve("train-labels-idx1-ubyte"), labels);
        TensorDataset train = Mnist.FASHION.train(folder);
        assertThat(train.tensors().get(0).shape()).isEqualTo(Shape.of(2, 1, 1, 2));
        assertThat(train.tensors().get(0).toFloatArray()).containsExactly(0, 51 / 255f, 1, 102 / 255f);
        assertThat(Mnist.FASHION.classes().get((int) train.get(0).get(1).itemLong())).isEqualTo("Ankle boot");
        assertThatThrownBy(() -> Mnist.DIGITS.test(folder)).isInstanceOf(IOException.class)
                .hasMessageStartingWith("no t10k-images-idx3-ubyte or t10k-images-idx3-ubyte.gz in " + folder
                        + "; Mnist.DIGITS.download(folder)");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, images.length);
                exchange.getResponseBody().write(images);
            }
        });
        server.start();
        try {
            String mirror = "http://localhost:" + server.getAddress().getPort() + "/";
            assertThatThrownBy(() -> Mnist.DIGITS.download(folder, mirror)).isInstanceOf(IOException.class)
                    .hasMessageContaining("f68b3c2dcbeaaa9fbdd348bbdeb94873 is needed");
        } finally {
            server.stop(0);
        }
    }

    @Test
    @DisplayName("L3: the real files of MNIST's test set have the checksums in the code, and 10,000 digits")
    void realFiles() throws IOException {
        Path shared = Path.of(System.getProperty("sinter.shared", "../shared"), "data", "mnist");
        assumeTrue(Files.isDirectory(shared), "skipped: no shared data in " + shared);
        for (int i = 2; i < 4; i++) {
            assertThat(Checksum.md5(Mnist.DIGITS.checksums().get(i)).fits(shared.resolve(Mnist.FILES.get(i) + ".gz")))
                    .isTrue();
        }
        assertThat(Mnist.DIGITS.test(shared).size()).isEqualTo(10_000);
        for (Mnist set : Mnist.values()) {
            assertThat(set.checksums()).hasSize(4).doesNotHaveDuplicates()
                    .allMatch(sum -> Checksum.md5(sum).hex().equals(sum));
        }
    }
}
