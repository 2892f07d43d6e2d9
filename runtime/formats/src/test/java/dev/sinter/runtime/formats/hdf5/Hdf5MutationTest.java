package dev.sinter.runtime.formats.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.io.FormatException;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.DatasetCreationOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens to an HDF5 file's bytes, reading ends with tensors or a {@link FormatException}, and in small memory. */
class Hdf5MutationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 100_000;
    private static final int WARM = 2_000;
    private static final int[] TELLING = {0, 1, 2, 8, 0x7f, 0x80, 0xff};

    @TempDir Path folder;

    @Test
    @DisplayName("W5: 100,000 mutations of HDF5 files")
    void mutations() throws IOException {
        Path file = folder.resolve("a.h5");
        Hdf5File.write(file, Map.of("a", Buffer.of(new float[]{1, 2, 3}, 3), "g/b", Buffer.of(new int[]{1, 2}, 2, 1)));
        Path chunked = folder.resolve("chunked.h5");
        try (WritableHdfFile hdf = HdfFile.write(chunked)) {
            hdf.putGroup("g").putDataset("w", new float[5][3],
                    DatasetCreationOptions.builder().chunkDimensions(2, 3).shuffle().deflate().build());
        }
        byte[][] originals = {Files.readAllBytes(file), Files.readAllBytes(chunked)};
        Random random = new Random(23);
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = originals[round % 2].clone();
            for (int edits = random.nextInt(4); edits >= 0; edits--) {
                bytes[random.nextInt(bytes.length)] = (byte) (random.nextBoolean()
                        ? random.nextInt(256)
                        : TELLING[random.nextInt(TELLING.length)]);
            }
            if (random.nextInt(8) == 0) {
                bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 8));
            }
            long before = THREADS.getCurrentThreadAllocatedBytes();
            try {
                Hdf5File.read(ByteBuffer.wrap(bytes), "a.h5");
            } catch (FormatException e) {
                refused++;
            } catch (IOException | RuntimeException | Error e) {
                throw new AssertionError("round " + round + " with " + Arrays.toString(bytes), e);
            }
            // The first times load classes, which allocates as well.
            assertThat(THREADS.getCurrentThreadAllocatedBytes() - before)
                    .isLessThan(2L * bytes.length + (round < WARM ? 100 << 20 : 1 << 20));
        }
        assertThat(refused).isGreaterThan(ROUNDS / 20);
    }
}
