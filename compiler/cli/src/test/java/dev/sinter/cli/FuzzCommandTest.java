package dev.sinter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.cli.Shell.Result;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("U3: sinter fuzz")
final class FuzzCommandTest {
    @TempDir private Path folder;

    @Test
    @DisplayName("counts graphs and mismatches, of which there are none")
    void counts() {
        Result result = new Shell(folder).run("fuzz", "--seconds", "1", "--seed", "100", "--keep", "DIR/kept");
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).matches("\\d+ graphs \\(seeds 100 to \\d+\\), 0 mismatches\n");
        assertThat(result.code()).isZero();
        assertThat(folder.resolve("kept")).isEmptyDirectory();
    }

    @Test
    @DisplayName("wants a time")
    void usage() {
        assertThat(new Shell(folder).run("fuzz", "--seconds", "0")).isEqualTo(new Result(2, "",
                "sinter fuzz: Invalid value for option '--seconds': '0' is not 1 or more\n"
                        + "'sinter fuzz --help' shows what can be given\n"));
        assertThat(new Shell(folder).run("fuzz").err()).startsWith("sinter fuzz: Missing required option:");
    }
}
