package dev.sinter.runtime.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.runtime.Buffer;
import dev.sinter.types.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    private static final int LENGTH = 1 << 20;
    private static final int ROUNDS = 12;

    @TempDir Path folder;

    /** Saves for ever, in turn tensors of ones and of twos. */
    public static void main(String[] args) throws IOException {
        byte[] array = new byte[LENGTH];
        Map<String, Buffer> tensors = Map.of("a", Buffer.of(DType.U8, array, LENGTH));
        for (int value = 1;; value = 3 - value) {
            Arrays.fill(array, (byte) value);
            SafetensorsWriter.write(Path.of(args[0]), tensors, Map.of());
            Npz.write(Path.of(args[1]), tensors);
        }
    }

    @Test
    @DisplayName("W4: a kill at any moment of a save leaves the old file or the new one, whole")
    void aKillDuringSaveLeavesAWholeFile() throws IOException, InterruptedException {
        Path safetensors = folder.resolve("a.safetensors");
        Path npz = folder.resolve("a.npz");
        Random random = new Random(8);
        for (int round = 0; round < ROUNDS; round++) {
            Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xshare:auto", "-XX:TieredStopAtLevel=1",
                    "-cp", System.getProperty("java.class.path"), AtomicFileTest.class.getName(),
                    safetensors.toString(), npz.toString()).inheritIO().start();
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (!Files.exists(npz) && System.nanoTime() < deadline) {
                Thread.sleep(5);
            }
            Thread.sleep(random.nextInt(150));
            process.destroyForcibly().waitFor();
            for (Buffer saved : new Buffer[]{Safetensors.read(safetensors).get("a"), Npz.read(npz).get("a")}) {
                assertThat(saved.count()).isEqualTo(LENGTH);
                byte first = saved.bytes()[0];
                assertThat(first).isBetween((byte) 1, (byte) 2);
                byte[] expected = new byte[LENGTH];
                Arrays.fill(expected, first);
                assertThat(saved.bytes()).isEqualTo(expected);
            }
        }
    }

    /** Saves what the system does not let it, and says what became of it. */
    public static final class TooLarge {
        private TooLarge() {}

        public static void main(String[] args) {
            try {
                SafetensorsWriter.write(Path.of(args[0]), Map.of("a", Buffer.zeros(DType.U8, 4 * LENGTH)), Map.of());
            } catch (IOException e) {
                System.exit(3);
            }
        }
    }

    @Test
    @DisplayName("W4: where the system refuses to take more bytes in the middle of a save, the old file is whole and alone")
    void noRoom() throws IOException, InterruptedException {
        Path shell = Path.of("/bin/sh");
        Assumptions.assumeTrue(Files.isExecutable(shell), "skipped: no shell to limit how large a file may become");
        Path file = folder.resolve("a.safetensors");
        SafetensorsWriter.write(file, Map.of("a", Buffer.of(new float[]{1, 2}, 2)), Map.of());
        byte[] old = Files.readAllBytes(file);
        // In units of 512 bytes or more: 2 MiB at most, half of what is saved at least.
        Process process = new ProcessBuilder(shell.toString(), "-c", "ulimit -f 2000 && exec \"$0\" \"$@\"",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1", "-cp",
                System.getProperty("java.class.path"), TooLarge.class.getName(), file.toString()).inheritIO().start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(3);
        assertThat(file).hasBinaryContent(old);
        assertThat(folder).isDirectoryNotContaining(other -> !other.equals(file));
    }

    @Test
    @DisplayName("W4: a failure after any byte of a save leaves the old file and nothing else")
    void aFailureAtAnyByteLeavesTheOldFileAndNothingElse() throws IOException {
        Path file = folder.resolve("a.bin");
        Files.writeString(file, "old");
        for (int limit = 0; limit < 5; limit++) {
            int bytes = limit;
            assertThatThrownBy(() -> AtomicFile.write(file, out -> {
                out.write(new byte[bytes]);
                throw new IOException("disk full");
            })).hasMessage("disk full");
            assertThat(file).hasContent("old");
            assertThat(folder).isDirectoryNotContaining(other -> !other.equals(file));
        }
        AtomicFile.write(file, out -> out.write('n'));
        assertThat(file).hasContent("n");
        assertThat(folder).isDirectoryNotContaining(other -> !other.equals(file));
    }

    @Test
    void writesThroughASymbolicLink() throws IOException {
        Path file = folder.resolve("real.bin");
        Path link = folder.resolve("link.bin");
        Files.writeString(file, "old");
        Files.createSymbolicLink(link, file);
        AtomicFile.write(link, out -> out.write('n'));
        assertThat(link).isSymbolicLink().hasContent("n");
        assertThat(file).hasContent("n");
    }

    @Test
    void findsOutBeforehandWhetherAFileCanBeWritten() throws IOException {
        AtomicFile.requireWritable(folder.resolve("new.npy"));
        assertThat(folder).isEmptyDirectory();
        Path missing = folder.resolve("none").resolve("a.npy");
        assertThatThrownBy(() -> AtomicFile.requireWritable(missing))
                .hasMessage("cannot write " + missing + ": there is no folder " + missing.getParent());
        assertThatThrownBy(() -> AtomicFile.requireWritable(folder))
                .hasMessage("cannot write " + folder + ": it is a folder");
        Path inFile = Files.createFile(folder.resolve("file")).resolve("a.npy");
        assertThatThrownBy(() -> AtomicFile.write(inFile, out -> {})).isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot write ");
    }

    @Test
    void anExitDuringSaveRemovesTheUnfinishedFile() throws IOException, InterruptedException {
        Path npz = folder.resolve("a.npz");
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), AtomicFileTest.class.getName(),
                folder.resolve("a.safetensors").toString(), npz.toString()).start();
        for (int wait = 0; !Files.exists(npz) && wait < 2000; wait++) {
            Thread.sleep(5);
        }
        process.destroy();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(folder).isDirectoryNotContaining(file -> file.toString().endsWith(".tmp"));
    }
}
