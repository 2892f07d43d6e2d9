package dev.sinter.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sinter.runtime.io.FormatException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("L3: whatever happens to the bytes of a file of digits, reading ends with its data or a FormatException")
class MutationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final byte[] IDX = {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 2, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
        11,
        (byte) 250};
    private static final String TELLING = "\0\1\b\177\200\377,-+09 \r\n";

    interface Reader {
        Object read(byte[] bytes) throws IOException;
    }

    private static byte[] mutated(byte[] original, Random random) {
        byte[] bytes = original.clone();
        for (int edits = random.nextInt(4); edits >= 0; edits--) {
            bytes[random.nextInt(bytes.length)] = (byte) (random.nextBoolean()
                    ? random.nextInt(256)
                    : TELLING.charAt(random.nextInt(TELLING.length())));
        }
        return random.nextInt(8) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 8)) : bytes;
    }

    private static boolean lastRefused;

    private static long allocated(Reader reader, byte[] bytes, int round) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        lastRefused = false;
        try {
            reader.read(bytes);
        } catch (FormatException e) {
            lastRefused = true;
            assertThat(e.position()).isNotNegative();
        } catch (IOException | RuntimeException | Error e) {
            throw new AssertionError("round " + round + " with " + Arrays.toString(bytes), e);
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    /** Returns how many were refused. */
    static int survive(int rounds, byte[] original, Reader reader) {
        Random random = new Random(12);
        int refused = 0;
        for (int round = 0; round < rounds; round++) {
            byte[] bytes = mutated(original, random);
            long most = 2L * bytes.length + (1 << 20);
            // The first time loads classes, which allocates as well.
            boolean isSmall = allocated(reader, bytes, round) < most || allocated(reader, bytes, round) < most;
            assertThat(isSmall).as("round %d allocates little", round).isTrue();
            refused += lastRefused ? 1 : 0;
        }
        return refused;
    }

    @Test
    void idx() {
        assertThat(survive(100_000, IDX, bytes -> IdxReader.read("x", bytes))).isBetween(30_000, 99_000);
    }

    @Test
    void compressedIdx() throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(IDX);
        }
        assertThat(survive(100_000, zipped.toByteArray(), bytes -> IdxReader.read("x", bytes)))
                .isBetween(30_000, 99_900);
    }

    @Test
    void aClaimOfGigabytesCostsNothing() throws IOException {
        byte[] claim = IDX.clone();
        claim[5] = 0x10;
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(claim);
        }
        for (byte[] file : new byte[][]{claim, zipped.toByteArray()}) {
            assertThat(survive(2, file, bytes -> IdxReader.read("x", file))).isEqualTo(2);
        }
    }

    @Test
    void table() {
        byte[] csv = ("0,1,16,5,".repeat(16) + "7\n").repeat(2).getBytes(StandardCharsets.US_ASCII);
        assertThat(survive(20_000, csv, bytes -> Digits.optdigits("d.tra", new ByteArrayInputStream(bytes))))
                .isBetween(5_000, 19_900);
    }

    @Test
    void commaSeparatedValues() {
        byte[] csv = "a,b,c\n1,\"x, \"\"y\"\"\",0.5\n2,ä,-1e3\n\n3,\"z\nz\",nan\n".getBytes(StandardCharsets.UTF_8);
        assertThat(survive(100_000, csv, bytes -> {
            CsvTable table = CsvTable.read("t.csv", bytes, CsvFormat.STANDARD);
            String first = table.names().get(0);
            table.classes(table.names().get(table.names().size() - 1));
            return List.of(table.text(first), table.integers(first), table.floats(first));
        })).isBetween(30_000, 99_900);
    }
}
