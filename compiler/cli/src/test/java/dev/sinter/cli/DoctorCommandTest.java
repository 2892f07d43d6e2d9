package dev.sinter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.cli.Shell.Result;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("U3: sinter doctor")
final class DoctorCommandTest {
    @TempDir private Path folder;

    @Test
    @DisplayName("names each part of the machine, and a remedy below each that is missing")
    void rows() {
        Result result = new Shell(folder).run("doctor");
        assertThat(result.code()).isZero();
        assertThat(result.err()).isEmpty();
        List<String> lines = result.out().lines().toList();
        for (String part : List.of("JDK", "system", "vector", "threads", "heap", "temporary", "libcuda", "GPU",
                "libnvrtc", "NVRTC")) {
            assertThat(lines).anyMatch(line -> line.startsWith(part + " "));
        }
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).endsWith("none") || lines.get(i).endsWith("not used")) {
                assertThat(lines.get(i + 1)).startsWith("           -> ");
            }
        }
        assertThat(result.out()).contains(Runtime.version().toString());
    }
}
