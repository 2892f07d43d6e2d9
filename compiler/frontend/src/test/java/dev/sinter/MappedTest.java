package dev.sinter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.ir.Diagnostic;
import dev.sinter.types.DType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tensors over files that several processes map. */
class MappedTest {
    private static final int LENGTH = 1000;

    @TempDir Path folder;

    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.holds()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(1);
        }
    }

    /** The other process: doubles what it finds, whenever the turn is its own. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Tensor shared = Sinter.map(Path.of(args[0]), DType.F32, 10, LENGTH / 10);
        Tensor turn = Sinter.map(Path.of(args[1]), DType.I64);
        for (int round = 0; round < 3; round++) {
            long mine = 2 * round + 1;
            await(() -> turn.item().longValue() == mine);
            shared.mul_(2);
            turn.add_(1);
        }
    }

    @Test
    @DisplayName("T18: two processes map one file; each sees in its tensor what the other writes in place")
    void twoProcesses() throws IOException, InterruptedException {
        Path file = folder.resolve("shared.bin");
        Path turnFile = folder.resolve("turn.bin");
        Tensor shared = Sinter.map(file, DType.F32, LENGTH);
        Tensor turn = Sinter.map(turnFile, DType.I64);
        assertThat(shared.toFloatArray()).containsOnly(0);
        Process other = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), MappedTest.class.getName(),
                file.toString(), turnFile.toString()).inheritIO().start();
        try {
            Tensor last = shared.at("-1");
            for (int round = 0; round < 3; round++) {
                long theirs = 2 * round + 2;
                shared.add_(1);
                float before = last.item().floatValue();
                turn.fill_(theirs - 1);
                await(() -> turn.item().longValue() == theirs);
                assertThat(last.item().floatValue()).isEqualTo(2 * before);
                assertThat(shared.toFloatArray()).containsOnly(2 * before);
            }
            assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(other.exitValue()).isZero();
        } finally {
            other.destroyForcibly();
        }
        // ((0 + 1) * 2 + 1) * 2 + 1) * 2
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(bytes.remaining()).isEqualTo(4 * LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            assertThat(bytes.getFloat(4 * i)).isEqualTo(14);
        }
    }

    @Test
    @DisplayName("T18: what was computed from a mapped tensor keeps the elements of its moment; a write to a part leaves the rest alone")
    void moments() throws IOException {
        Path file = folder.resolve("a.bin");
        Tensor one = Sinter.map(file, DType.I32, 2, 3);
        Tensor other = Sinter.mapReadOnly(file, DType.I32, 6);
        Tensor doubled = other.mul(2);
        one.at("1, 0").set(7);
        one.at("0").add_(Sinter.tensor(new int[]{1, 2, 3}));
        assertThat(other.toIntArray()).containsExactly(1, 2, 3, 7, 0, 0);
        assertThat(doubled.toIntArray()).containsOnly(0);
        assertThat(other.sum().item().longValue()).isEqualTo(13);
        assertThatThrownBy(() -> other.add_(1)).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("an in-place operation on i32[6] over " + file
                        + ", which is mapped to be read only; map it with Sinter.map to write it");
        assertThat(other.toIntArray()).containsExactly(1, 2, 3, 7, 0, 0);
    }

    @Test
    @DisplayName("T18: a file of another length is refused with both")
    void length() throws IOException {
        Path file = folder.resolve("a.bin");
        Files.write(file, new byte[10]);
        assertThatThrownBy(() -> Sinter.map(file, DType.F32, 3)).isInstanceOf(IOException.class)
                .hasMessage("cannot map " + file + " as f32[3]: that takes 12 bytes, but the file has 10");
        assertThatThrownBy(() -> Sinter.mapReadOnly(folder.resolve("none.bin"), DType.F32, 3))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Sinter.map(file, DType.F64, 1L << 30)).isInstanceOf(IOException.class)
                .hasMessageContaining("tensors of 2 GiB and more are not mapped");
    }

    @Test
    @DisplayName("T18: every dtype has the same bits in the file and in another mapping of it")
    void dtypes() throws IOException {
        for (DType dtype : DType.values()) {
            Path file = folder.resolve(dtype.text());
            Tensor one = Sinter.map(file, dtype, 2, 2);
            one.copy_(Sinter.tensor(new float[]{0, 1, 1, 0}).view(2, 2).to(dtype));
            one.at("0, 0").set(1);
            Tensor other = Sinter.map(file, dtype, 2, 2);
            assertThat(other.toBuffer().sameBits(
                    Sinter.tensor(new float[]{1, 1, 1, 0}).view(2, 2).to(dtype).toBuffer())).as(dtype.text()).isTrue();
        }
    }
}
