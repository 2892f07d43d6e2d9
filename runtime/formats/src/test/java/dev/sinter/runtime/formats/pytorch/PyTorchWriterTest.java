package dev.sinter.runtime.formats.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.io.ForeignFormat;
import dev.sinter.types.DType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PyTorchWriterTest {
    @TempDir Path folder;

    static Map<String, Buffer> samples() {
        Random random = new Random(3);
        Map<String, Buffer> samples = new LinkedHashMap<>();
        for (DType dtype : DType.values()) {
            long[] bits = random.longs(6).toArray();
            for (int i = 0; i < bits.length; i++) {
                bits[i] = dtype == DType.BOOL ? bits[i] & 1 : bits[i];
            }
            samples.put("layer." + dtype.text(), Buffer.ofBits(dtype, bits, 2, 3));
        }
        samples.put("scalar", Buffer.of(new float[]{-0f}));
        samples.put("empty", Buffer.zeros(DType.F32, 0, 4));
        samples.put("grüße", Buffer.of(new double[]{Double.NaN, Double.MIN_VALUE}, 2));
        return samples;
    }

    private static byte[] bytes(Map<String, ?> values) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PyTorchWriter.write(out, values);
        return out.toByteArray();
    }

    @Test
    @DisplayName("W2: what is written as .pth comes back bit for bit, and the same tensors give the same bytes")
    void roundTrip() throws IOException {
        Path file = folder.resolve("a.pth");
        PyTorchWriter.write(file, samples());
        Map<String, Buffer> back = PyTorchFile.tensors(file);
        assertThat(back.keySet()).containsExactlyElementsOf(samples().keySet());
        samples().forEach((name, tensor) -> assertThat(back.get(name).sameBits(tensor)).as(name).isTrue());
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes(samples()));
    }

    @Test
    @DisplayName("W2: a checkpoint with dicts, lists, numbers and texts comes back, tied tensors as one")
    void checkpoint() throws IOException {
        Buffer tied = Buffer.of(new float[]{1, 2}, 2);
        Map<String, Object> checkpoint = new LinkedHashMap<>();
        checkpoint.put("model", Map.of("a", tied));
        checkpoint.put("ema", Map.of("a", tied));
        checkpoint.put("losses", List.of(0.5, 0.25));
        checkpoint.put("groups", Map.of(0, List.of(255, 256, -1, 70000, 1L << 33)));
        checkpoint.put("name", "net");
        checkpoint.put("done", false);
        checkpoint.put("nothing", null);
        Map<?, ?> back = (Map<?, ?>) PyTorchFileTest.read(bytes(checkpoint));
        assertThat(((Map<?, ?>) back.get("model")).get("a")).isSameAs(((Map<?, ?>) back.get("ema")).get("a"));
        assertThat(back.get("losses")).isEqualTo(List.of(0.5, 0.25));
        assertThat(back.get("groups")).isEqualTo(Map.of(0L, List.of(255L, 256L, -1L, 70000L, 1L << 33)));
        assertThat(back.get("name")).isEqualTo("net");
        assertThat(back.get("done")).isEqualTo(false);
        assertThat(back.containsKey("nothing")).isTrue();
        assertThatThrownBy(() -> bytes(Map.of("o", new Object()))).isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "a java.lang.Object cannot be written for PyTorch; buffers, numbers, texts, lists and maps can");
    }

    @Test
    @DisplayName("W2: the archive has PyTorch's records in its order, stored, the data of each at a multiple of 64 bytes")
    void records() throws IOException {
        byte[] file = bytes(Map.of("w", Buffer.of(new float[]{1, 2, 3}, 3)));
        List<String> names = new ArrayList<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                names.add(entry.getName());
                assertThat(entry.getMethod()).isEqualTo(ZipEntry.STORED);
                byte[] content = zip.readAllBytes();
                int at = indexOf(file, content);
                assertThat(at % 64).as(entry.getName()).isZero();
                switch (entry.getName()) {
                    case "archive/byteorder" -> assertThat(content).asString().isEqualTo("little");
                    case "archive/version" -> assertThat(content).asString().isEqualTo("3\n");
                    case "archive/data/0" -> assertThat(content)
                            .isEqualTo(PyTorchFileTest.floats(ByteOrder.LITTLE_ENDIAN, 1, 2, 3));
                    default -> assertThat(content).isEqualTo(pickle());
                }
            }
        }
        assertThat(names).containsExactly("archive/data.pkl", "archive/byteorder", "archive/data/0", "archive/version");
    }

    /** A dict with one item, a tensor of {@code _rebuild_tensor_v2}; without the numbers that Python's pickler gives. */
    private static byte[] pickle() {
        String text = "\u0080\u0002}(X\1\0\0\0w" + "ctorch._utils\n_rebuild_tensor_v2\n("
                + "(X\7\0\0\0storagectorch\nFloatStorage\nX\1\0\0\0000X\3\0\0\0cpuK\3tQ" + "K\0(K\3t(K\1t"
                + "\u0089ccollections\nOrderedDict\n)RtRu.";
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static int indexOf(byte[] file, byte[] content) {
        for (int at = 0; at + content.length <= file.length; at++) {
            if (Arrays.equals(file, at, at + content.length, content, 0, content.length)) {
                return at;
            }
        }
        return -1;
    }

    @Test
    @DisplayName("W2: names with slashes become dicts within dicts, as PyTorch's checkpoints have them")
    void slashes() throws IOException {
        Path file = folder.resolve("a.pt");
        Map<String, Buffer> tensors = new LinkedHashMap<>();
        tensors.put("model/fc.weight", Buffer.of(new float[]{1}, 1));
        tensors.put("optimizer/state/0", Buffer.of(new float[]{2}, 1));
        tensors.put("step", Buffer.of(new long[]{3}));
        tensors.put("model/fc.bias", Buffer.of(new float[]{4}, 1));
        new PyTorchFormat().write(file, tensors);
        Map<?, ?> whole = (Map<?, ?>) PyTorchFile.read(file);
        assertThat(whole.keySet().stream().map(String::valueOf)).containsExactly("model", "optimizer", "step");
        assertThat(((Map<?, ?>) whole.get("model")).keySet().stream().map(String::valueOf)).containsExactly("fc.weight",
                "fc.bias");
        assertThat(new PyTorchFormat().read(file)).containsOnlyKeys(tensors.keySet());
        assertThatThrownBy(() -> new PyTorchFormat().write(file,
                Map.of("a", Buffer.of(new float[]{1}, 1), "a/b", Buffer.of(new float[]{1}, 1))))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("in the same place");
    }

    @Test
    @DisplayName("W2: the service loader finds PyTorch's format")
    void service() {
        assertThat(ServiceLoader.load(ForeignFormat.class)).flatExtracting(ForeignFormat::suffixes).contains(".pt",
                ".pth");
    }
}
