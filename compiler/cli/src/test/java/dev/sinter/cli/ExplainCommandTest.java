package dev.sinter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.cli.Shell.Result;
import dev.sinter.ir.text.Parser;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("U3: sinter explain")
final class ExplainCommandTest {
    @TempDir private Path folder;
    private Shell shell;

    @BeforeEach
    void write() throws IOException {
        shell = new Shell(folder);
        shell.writeNet();
    }

    @Test
    @DisplayName("sums up a jar: signature, nodes, kernels, memory, classes")
    void summary() {
        Result result = shell.run("explain", "DIR/net.jar");
        assertThat(result.code()).isZero();
        assertThat(result.out().replaceAll("classes  \\d+ of \\d+", "classes  C of B")).isEqualTo("""
                @predict
                  in       x: f32[N,3]
                  state    w: f32[3,2]
                  state    b: f32[2]
                  out      y: f32[N,2]
                  graph    6 nodes traced, 6 after the passes
                  kernels  1
                  memory   0 scratch arrays, 0 bytes of constant size
                  classes  C of B bytes
                --stage trace|passes|kernels|java|memory|cuda shows each of these whole
                """);
    }

    @Test
    @DisplayName("shows the graph as it was written, from the text and from the jar alike")
    void trace() {
        assertThat(shell.run("explain", "DIR/net.sir", "--stage", "trace")).isEqualTo(new Result(0, Shell.NET, ""));
        assertThat(shell.run("explain", "DIR/net.jar", "--stage", "trace")).isEqualTo(new Result(0, Shell.NET, ""));
    }

    @Test
    @DisplayName("C2: shows the graph after the passes below the rules that fired, as a text that reads back")
    void passes() throws IOException {
        shell.write("one.sir", """
                graph @f(%x: f32[N]) {
                  %0: f32[] = constant {value=1.0}
                  %1: f32[N] = mul %x, %0
                  %2: f32[N] = neg %1
                  %3: f32[N] = neg %2
                  return y=%3
                }
                """);
        Result result = shell.run("explain", "DIR/one.sir", "--stage", "passes");
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).contains("// algebra: ").endsWith("graph @f(%x: f32[N]) {\n  return y=%x\n}\n");
        assertThat(Parser.parse(result.out()).nodes()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(ExplainCommand.Stage.class)
    @DisplayName("shows every stage")
    void everyStage(ExplainCommand.Stage stage) {
        Result result = shell.run("explain", "DIR/net.jar", "--stage", stage.name());
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains(switch (stage) {
            case trace, passes -> "= matmul %x, %w";
            case kernels -> "fold contract [3]";
            case java -> "for (int i0 = 0; i0 < N; i0++) {";
            case memory -> "s0    input    f32   [3*N]";
            case cuda -> "__global__ void";
        });
    }

    @Test
    @DisplayName("refuses stages and entry points that are not there")
    void refusals() {
        assertThat(shell.run("explain", "DIR/net.jar", "--entry", "train")).isEqualTo(
                new Result(1, "", "sinter: there is no entry point 'train'; there are predict\n"));
        assertThat(shell.run("explain", "DIR/net.jar", "--stage", "magic")).isEqualTo(new Result(2, "",
                "sinter explain: Invalid value for option '--stage': expected one of [trace, passes, kernels, java,"
                        + " memory, cuda] (case-insensitive) but was 'magic'\n'sinter explain --help' shows what can be"
                        + " given\n"));
    }
}
