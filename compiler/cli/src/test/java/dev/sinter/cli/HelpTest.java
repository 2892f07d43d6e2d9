package dev.sinter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.cli.Shell.Result;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@DisplayName("U3: help and wrong usage")
final class HelpTest {
    @TempDir private Path folder;

    @Test
    @DisplayName("the first help names every command and where to begin")
    void first() {
        Result result = new Shell(folder).run("--help");
        assertThat(result.code()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).isEqualTo("""
                Usage: sinter [-hV] COMMAND
                A tensor compiler for the JVM: eager Java in, plain class files out.
                  -h, --help      Show this help message and exit.
                  -V, --version   Print version information and exit.
                Commands:
                  demo     Trains a network on handwritten digits, compiles it, and runs the jar in a fresh JVM.
                  compile  Compiles a graph, or a model class, to a jar that runs alone.
                  run      Runs a jar that 'sinter compile' wrote, or a graph, once.
                  explain  Shows what becomes of a graph, stage by stage.
                  diff     Compares two jars.
                  doctor   Says what this machine offers, and what to do about what is missing.
                  fuzz     Holds the compiler against its interpreter with random graphs.

                Begin with 'sinter demo --quick': it trains a network on digits, compiles it and runs the jar.
                'sinter COMMAND --help' explains a command, with an example.

                Exit code: 0 success, 1 a mistake in what was given (one message says which), 2 wrong usage.
                """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "compile", "run", "explain", "diff", "doctor", "fuzz"})
    @DisplayName("the help of every command has examples, and each of them is accepted")
    void examples(String command) {
        Result result = new Shell(folder).run(command, "--help");
        assertThat(result.code()).isZero();
        List<String> examples = result.out().lines().map(String::strip)
                .map(line -> line.replaceFirst("^Example: ", "")).filter(line -> line.startsWith("sinter " + command))
                .toList();
        assertThat(examples).isNotEmpty();
        for (String example : examples) {
            String[] words = example.replaceFirst("  .*", "").split(" ");
            CommandLine.ParseResult parsed = Main.commandLine(System.out, System.err)
                    .parseArgs(Arrays.copyOfRange(words, 1, words.length));
            assertThat(parsed.subcommand().commandSpec().name()).isEqualTo(command);
        }
        assertThat(result.out().lines()).allMatch(line -> line.length() <= 100);
    }

    @Test
    @DisplayName("wrong usage is one message and where to look, with exit code 2")
    void wrongUsage() {
        Shell shell = new Shell(folder);
        assertThat(shell.run()).isEqualTo(new Result(2, "",
                "sinter: a command is needed: demo, compile, run, explain, diff, doctor, fuzz\n"
                        + "'sinter --help' shows what can be given\n"));
        assertThat(shell.run("explian", "x")).isEqualTo(new Result(2, "",
                "sinter: Unmatched arguments from index 0: 'explian', 'x'\nDid you mean: sinter explain?\n"));
        assertThat(shell.run("doctor", "--loud")).isEqualTo(new Result(2, "",
                "sinter doctor: Unknown option: '--loud'\n'sinter doctor --help' shows what can be given\n"));
    }

    @Test
    @DisplayName("the version is one line")
    void version() {
        assertThat(new Shell(folder).run("--version")).isEqualTo(new Result(0, "sinter 0.1.0\n", ""));
    }
}
