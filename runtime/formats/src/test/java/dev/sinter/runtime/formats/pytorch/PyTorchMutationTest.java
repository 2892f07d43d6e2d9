package dev.sinter.runtime.formats.pytorch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.runtime.io.FormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Whatever happens to a PyTorch file's bytes, reading ends with tensors or a {@link FormatException}, and in small memory. */
class PyTorchMutationTest {
    private static final int ROUNDS = 100_000;
    private static final int[] TELLING = {0, 1, 2, 0x7f, 0x80, 0xff, '(', 't', 'R', 'Q', 'h', 'q', 'X', 'K', 'J', 'b',
        'u', 's',
        'e', ']', '}', '.', 0x8a};

    /** The first times load classes, which allocates as well. */
    private static final int WARM = 2_000;

    private static void survives(byte[][] originals, int[] lengths) {
        Random random = new Random(17);
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = originals[round % originals.length].clone();
            int within = lengths[round % originals.length];
            for (int edits = random.nextInt(4); edits >= 0; edits--) {
                bytes[random.nextInt(within)] = (byte) (random.nextBoolean()
                        ? random.nextInt(256)
                        : TELLING[random.nextInt(TELLING.length)]);
            }
            if (random.nextInt(8) == 0) {
                bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 8));
            }
            long before = Allocation.now();
            try {
                PyTorchFileTest.tensors(bytes);
            } catch (FormatException e) {
                refused++;
                assertThat(e.position()).isBetween(0L, (long) bytes.length);
            } catch (IOException | RuntimeException | Error e) {
                throw new AssertionError("round " + round + " with " + Arrays.toString(bytes), e);
            }
            assertThat(Allocation.now() - before).isLessThan(2L * bytes.length + (round < WARM ? 100 << 20 : 1 << 20));
        }
        assertThat(refused).isGreaterThan(ROUNDS / 20);
    }

    @Test
    @DisplayName("W5: 100,000 mutations of the files of PyTorch before 1.6")
    void legacy() {
        byte[] file = PyTorchFileTest.legacy();
        survives(new byte[][]{file}, new int[]{file.length});
    }

    @Test
    @DisplayName("W5: 100,000 mutations of PyTorch's zip archives")
    void zip() throws IOException {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        PyTorchWriter.write(written, PyTorchWriterTest.samples());
        byte[] big = PyTorchFileTest.zipped(ByteOrder.BIG_ENDIAN);
        survives(new byte[][]{big, written.toByteArray()}, new int[]{big.length, written.size()});
    }

    @Test
    @DisplayName("W5: 100,000 mutations of the pickle alone, which the archive's checksum does not notice")
    void pickle() {
        Random random = new Random(5);
        byte[] original = PyTorchFileTest.stateDict(false);
        int read = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] pickle = original.clone();
            for (int edits = random.nextInt(3); edits >= 0; edits--) {
                pickle[random.nextInt(pickle.length)] = (byte) (random.nextBoolean()
                        ? random.nextInt(256)
                        : TELLING[random.nextInt(TELLING.length)]);
            }
            byte[] file = PyTorchFileTest.archive(pickle);
            long before = Allocation.now();
            try {
                PyTorchFileTest.tensors(file);
                read++;
            } catch (FormatException e) {
                assertThat(e.position()).isBetween(0L, (long) file.length);
            } catch (IOException | RuntimeException | Error e) {
                throw new AssertionError("round " + round + " with " + Arrays.toString(pickle), e);
            }
            assertThat(Allocation.now() - before).isLessThan(2L * file.length + (round < WARM ? 100 << 20 : 1 << 20));
        }
        assertThat(read).isBetween(ROUNDS / 1000, ROUNDS / 2);
    }
}
