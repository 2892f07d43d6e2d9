package dev.sinter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.cli.Shell.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("U3: sinter diff")
final class DiffCommandTest {
    @TempDir private Path folder;
    private Shell shell;

    @BeforeEach
    void write() throws IOException {
        shell = new Shell(folder);
        shell.writeNet();
        Files.createDirectory(folder.resolve("after"));
    }

    private String compile(String graph, float firstWeight) throws IOException {
        shell.write("after.sir", graph);
        shell.writeWeights("after.safetensors", firstWeight);
        assertThat(shell.run("compile", "DIR/after.sir", "--weights", "DIR/after.safetensors", "-o",
                "DIR/after/net.jar").err()).isEmpty();
        return "DIR/after/net.jar";
    }

    @Test
    @DisplayName("C10: two exports of the same are the same")
    void same() throws IOException {
        assertThat(shell.run("diff", "DIR/net.jar", compile(Shell.NET, 1)))
                .isEqualTo(new Result(0, "the jars are the same\n", ""));
    }

    @Test
    @DisplayName("shows a changed weight: how many elements, by how much")
    void weight() throws IOException {
        Result result = shell.run("diff", "DIR/net.jar", compile(Shell.NET, 1.5f));
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).isEmpty();
        assertThat(result.out().replaceAll("sha256-\\w+", "sha256-...")).isEqualTo("""
                file     META-INF/MANIFEST.MF: changed
                    - Sinter-Weights: sha256-...
                    + Sinter-Weights: sha256-...
                weight   w: 1 of 6 elements changed, by at most 0.5
                2 differences
                """);
    }

    @Test
    @DisplayName("shows a changed layer: the graph's lines, the classes that are others now")
    void layer() throws IOException {
        Result result = shell.run("diff", "DIR/net.jar", compile(Shell.NET.replace("relu %1", "sqrt %1"), 1));
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out()).contains("""
                graph    META-INF/sinter/predict.sir: changed
                    - %2: f32[N,2] = relu %1
                    + %2: f32[N,2] = sqrt %1
                """).contains("kernel   net/Predict_0.class: changed (").doesNotContain("runtime").doesNotContain(
                "weight");
    }

    @Test
    @DisplayName("compares jars only")
    void refusals() {
        assertThat(shell.run("diff", "DIR/net.jar", "DIR/net.sir")).isEqualTo(new Result(1, "",
                "sinter: 'DIR/net.sir' is no jar; a jar that 'sinter compile' wrote is needed\n"));
        assertThat(shell.run("diff", "DIR/none.jar", "DIR/net.jar"))
                .isEqualTo(new Result(1, "", "sinter: there is no file 'DIR/none.jar'\n"));
        assertThat(shell.run("diff", "DIR/net.jar")).isEqualTo(new Result(2, "",
                "sinter diff: Missing required parameter: 'B.jar'\n'sinter diff --help' shows what can be given\n"));
    }

    @Test
    @DisplayName("finds the fewest lines that differ")
    void lines() {
        assertThat(LineDiff.between(List.of("a", "b", "c", "d"), List.of("a", "c", "x", "d", "e")))
                .containsExactly("- b", "+ x", "+ e");
        assertThat(LineDiff.between(List.of(), List.of("a"))).containsExactly("+ a");
        assertThat(LineDiff.between(List.of("a"), List.of("a"))).isEmpty();
    }
}
