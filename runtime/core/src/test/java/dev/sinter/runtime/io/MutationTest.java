package dev.sinter.runtime.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.runtime.Allocation;
import dev.sinter.runtime.Buffer;
import dev.sinter.types.DType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Whatever happens to a file's bytes, its reader ends with tensors or a {@link FormatException}, and in small memory. */
class MutationTest {
    private static final int ROUNDS = 100_000;
    private static final int[] TELLING = {0, 1, 0x7f, 0x80, 0xff, '{', '}', '"', '(', ',', '0', '9'};

    private interface Reader {
        Object read(byte[] bytes) throws IOException;
    }

    private static byte[] mutated(byte[] original, Random random) {
        byte[] bytes = original.clone();
        for (int edits = random.nextInt(4); edits >= 0; edits--) {
            int at = random.nextInt(bytes.length);
            bytes[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : TELLING[random.nextInt(TELLING.length)]);
        }
        if (random.nextInt(8) == 0) {
            bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 8));
        }
        return bytes;
    }

    private static void survives(Reader reader, byte[]... originals) {
        Random random = new Random(11);
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = mutated(originals[round % originals.length], random);
            long before = Allocation.now();
            try {
                reader.read(bytes);
            } catch (FormatException e) {
                refused++;
                assertThat(e.position()).isBetween(0L, (long) bytes.length);
            } catch (IOException | RuntimeException | Error e) {
                throw new AssertionError("round " + round + " with " + Arrays.toString(bytes), e);
            }
            assertThat(Allocation.now() - before).isLessThan(2L * bytes.length + (1 << 20));
        }
        assertThat(refused).isGreaterThan(ROUNDS / 20);
    }

    @Test
    @DisplayName("W5: 100,000 mutations of safetensors files")
    void safetensors() throws IOException {
        byte[] all = SafetensorsTest.bytes(SafetensorsTest.samples(), Map.of("k", "v"));
        byte[] small = SafetensorsTest.bytes(Map.of("w", Samples.random(DType.F32, 1, 2, 3)), Map.of());
        survives(bytes -> {
            Map<String, Buffer> tensors = new LinkedHashMap<>();
            try (Safetensors opened = Safetensors.open(ByteSource.of("f", bytes))) {
                for (String name : opened.names()) {
                    tensors.put(name, opened.read(name));
                }
            }
            return tensors;
        }, all, small);
    }

    @Test
    @DisplayName("W5: 100,000 mutations of npy files, also Fortran-ordered and big-endian")
    void npy() throws IOException {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        Npy.write(plain, Samples.random(DType.F32, 1, 2, 3));
        byte[] fortran = NpyTest.file("{'descr': '>i8', 'fortran_order': True, 'shape': (2, 2)}", new byte[32]);
        byte[] bools = NpyTest.file("{'descr': '|b1', 'fortran_order': False, 'shape': (5,)}", new byte[5]);
        survives(NpyTest::read, plain.toByteArray(), fortran, bools);
    }

    @Test
    @DisplayName("W5: 100,000 mutations of npz archives, stored and deflated")
    void npz() throws IOException {
        Map<String, Buffer> arrays = new LinkedHashMap<>();
        arrays.put("x", Samples.random(DType.F32, 1, 2, 3));
        arrays.put("y", Buffer.zeros(DType.U8, 300));
        survives(NpzTest::read, NpzTest.bytes(arrays), NpzTest.deflated(arrays));
    }

    @Test
    @DisplayName("W5: 100,000 mutations of jars")
    void jar() throws IOException {
        ByteArrayOutputStream jar = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(jar)) {
            for (String name : new String[]{"META-INF/MANIFEST.MF", "net/", "net/Net.class", "META-INF/sinter/a.sir"}) {
                zip.putNextEntry(new ZipEntry(name));
                if (!name.endsWith("/")) {
                    zip.write((name + "\n").repeat(20).getBytes(StandardCharsets.UTF_8));
                }
                zip.closeEntry();
            }
        }
        assertThat(Zip.read(ByteSource.of("f", jar.toByteArray()))).containsOnlyKeys("META-INF/MANIFEST.MF",
                "net/Net.class", "META-INF/sinter/a.sir");
        survives(bytes -> Zip.read(ByteSource.of("f", bytes)), jar.toByteArray());
    }

    @Test
    @DisplayName("W5: a claim of gigabytes costs nothing")
    void aClaimOfGigabytesCostsNothing() {
        byte[] safetensors = SafetensorsTest
                .file("{\"a\":{\"dtype\":\"F32\",\"shape\":[1000000000],\"data_offsets\":[0,4000000000]}}", 100);
        byte[] npy = NpyTest.file("{'descr':'<f4','fortran_order':False,'shape':(1000000000,)}", new byte[100]);
        for (Reader reader : new Reader[]{bytes -> Safetensors.open(ByteSource.of("f", safetensors)),
            bytes -> NpyTest.read(npy)}) {
            // The first time loads classes, which allocates as well.
            for (int time = 0; time < 2; time++) {
                long before = Allocation.now();
                FormatException refusal = null;
                try {
                    reader.read(new byte[0]);
                } catch (IOException e) {
                    refusal = (FormatException) e;
                }
                assertThat(Allocation.now() - before).isLessThan(time == 0 ? 100 << 20 : 1 << 20);
                assertThat(refusal).isNotNull();
            }
        }
    }

    @Test
    void aHeaderOfManySmallThingsCostsLittleMoreThanItsSize() {
        for (String piece : new String[]{"[", "{\"a\":", "\"a\":{},", "1,"}) {
            byte[] bytes = SafetensorsTest.file("{\"a\":{\"shape\":[" + piece.repeat(1_000_000), 0);
            long before = Allocation.now();
            try (Safetensors opened = Safetensors.open(ByteSource.of("f", bytes))) {
                assertThat(opened).isNull();
            } catch (IOException e) {
                assertThat(e).isInstanceOf(FormatException.class);
            }
            assertThat(Allocation.now() - before).isLessThan(2L * bytes.length + (1 << 20));
        }
    }
}
