package dev.sinter.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Ctrl-C")
final class InterruptTest {
    private static final int INTERRUPTED = 130;

    @TempDir private Path folder;

    @Test
    @DisabledOnOs(OS.WINDOWS)
    @DisplayName("ends the demo while it trains: nothing more is printed, no file is left half written")
    void whileTraining() throws IOException, InterruptedException {
        assumeFalse(ignoresInterrupts(), "this process was started with SIGINT ignored, which its children inherit");
        Path err = folder.resolve("err.txt");
        Process demo = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), Main.class.getName(), "demo", "--out",
                folder.resolve("out").toString()).redirectError(err.toFile()).start();
        try (BufferedReader out = demo.inputReader()) {
            String line = "";
            while (line != null && !line.startsWith("training ")) {
                line = out.readLine();
            }
            assertThat(line).as(Files.readString(err)).isNotNull();
            new ProcessBuilder("kill", "-INT", Long.toString(demo.pid())).start().waitFor();
            assertThat(demo.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(out.lines()).allMatch(rest -> rest.startsWith("training "));
        } finally {
            demo.destroyForcibly();
        }
        assertThat(demo.exitValue()).isEqualTo(INTERRUPTED);
        assertThat(Files.readString(err)).isEmpty();
        try (Stream<Path> files = Files.list(folder.resolve("out"))) {
            assertThat(files).isEmpty();
        }
    }

    /** Whether SIGINT is ignored, as by whatever a shell without job control runs in the background; asked of Linux only. */
    private static boolean ignoresInterrupts() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        String ignored = Files.readAllLines(status).stream().filter(line -> line.startsWith("SigIgn:")).findFirst()
                .orElse("SigIgn: 0");
        return (Long.parseUnsignedLong(ignored.substring("SigIgn:".length()).strip(), 16) & 2) != 0;
    }
}
