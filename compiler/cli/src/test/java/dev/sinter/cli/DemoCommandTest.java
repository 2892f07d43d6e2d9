package dev.sinter.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sinter.Sinter;
import dev.sinter.cli.Shell.Result;
import dev.sinter.data.DataLoader;
import dev.sinter.data.Progress;
import dev.sinter.samples.digits.DigitsNet;
import dev.sinter.samples.digits.Training;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("U1, U3: sinter demo")
final class DemoCommandTest {
    @TempDir private Path folder;
    private Shell shell;

    @BeforeEach
    void begin() {
        shell = new Shell(folder);
    }

    @Test
    @DisplayName("trains, compiles, exports, runs the jar in a fresh JVM with the same bits, and sums up")
    void all() {
        Result result = shell.run("demo", "--quick", "--out", "DIR/out");
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        Matcher matcher = Pattern.compile("""
                everything is written to DIR/out
                3000 generated digits to learn from, 1000 others to test with

                1\\. Eager Java learns digits
                DigitsNet\\(
                .*
                training 46/46  \\d+/s  loss \\d\\.\\d{4}
                (\\d\\d\\.\\d\\d) % of 1000 unseen digits are read right

                2\\. The training step, compiled
                \\d+ nodes became \\d+ kernels; traced and compiled in \\d+\\.\\d\\d s
                after 10 steps it has the bits of eager code: in each loss and in 41 tensors of weights and optimizer
                a step of 64 digits: call by call .* ms

                3\\. A jar
                digits\\.jar: entry points predict and train; compressed bytes: \\{graphs=\\d+, program=\\d+, .*\\}

                4\\. The jar in a fresh JVM
                java -jar digits\\.jar --input x=unseen\\.npy --output y=logits\\.npy
                  1000 predictions, to the bit those of this process
                java -jar digits\\.jar --entry train .* --save-state trained\\.safetensors
                  a training step, to the bit that of this process: the loss and 41 tensors

                accuracy on unseen digits           \\1 %
                compiled training step              .* ms, .* times faster than call by call
                size of digits\\.jar                  \\d+ KB, without weights (\\d+) KB
                of which the runtime                \\d+ KB
                fresh JVM to first prediction       \\d+\\.\\d\\d s, start and end of the JVM included, best of 3
                latency per image, warm             \\d+\\.\\d{3} ms one at a time, \\d+\\.\\d{3} ms 64 at a time

                next: java -jar DIR/out/digits\\.jar --help, or sinter explain DIR/out/digits\\.jar
                """, Pattern.DOTALL).matcher(result.out());
        assertThat(matcher.matches()).as(result.out()).isTrue();
        assertThat(Double.parseDouble(matcher.group(1))).isGreaterThanOrEqualTo(97);
        assertThat(Integer.parseInt(matcher.group(2))).isLessThan(400);
        assertThat(shell.run("explain", "DIR/out/digits.jar").out()).startsWith("@predict\n");
    }

    @Test
    @DisplayName("L4: its network reads at least 97 % of optdigits' test file")
    void optdigits() throws IOException {
        Path shared = Path.of(System.getProperty("sinter.shared", "../shared")).resolve("data/optdigits");
        assumeTrue(Files.isDirectory(shared), "the optdigits files are not there: " + shared.toAbsolutePath());
        DemoData data = DemoData.of(shared, false);
        Sinter.manualSeed(0);
        Training training = new Training(new DigitsNet(data.side()));
        DataLoader batches = new DataLoader(data.train(), data.batch()).shuffle(0).dropLast();
        try (Progress progress = new Progress("training", batches.size() * data.epochs(),
                new PrintStream(OutputStream.nullOutputStream()), false)) {
            training.fit(batches, data.epochs(), progress);
        }
        assertThat(training.accuracy(data.unseen())).isGreaterThanOrEqualTo(0.97);
    }

    private void refused(String message, String... args) {
        assertThat(shell.run(args)).isEqualTo(new Result(1, "", message));
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    @DisplayName("refuses data that are missing, malformed or of no use, before it writes anything")
    void wrongData() throws IOException {
        refused("sinter: --data: there is no folder 'DIR/none'\n", "demo", "--data", "DIR/none", "--out", "DIR/out");
        Path data = Files.createDirectory(folder.resolve("data"));
        refused("sinter: no digits in 'DIR/data': looked for optdigits.tra and optdigits.tes, and for"
                + " train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and"
                + " t10k-labels-idx1-ubyte, with or without .gz\n", "demo", "--data", "DIR/data", "--out", "DIR/out");
        String digit = "0,".repeat(64) + "7\n";
        Files.writeString(data.resolve("optdigits.tra"), digit.repeat(80) + "1,2\n");
        Files.writeString(data.resolve("optdigits.tes"), digit);
        refused("sinter: optdigits.tra is malformed at byte 10400: line 81 has 2 numbers; 65 are needed\n", "demo",
                "--data", "DIR/data", "--out", "DIR/out");
        Files.writeString(data.resolve("optdigits.tra"), digit.repeat(3));
        refused("sinter: there are 3 digits from DIR/data to learn from and 1 to test with; at least 64 and 1 are"
                + " needed\n", "demo", "--data", "DIR/data", "--out", "DIR/out");
    }

    @Test
    @DisplayName("refuses a place that it cannot write to before it trains")
    void wrongPlace() throws IOException {
        Files.writeString(folder.resolve("file"), "");
        assertThat(shell.run("demo", "--quick", "--out", "DIR/file"))
                .isEqualTo(new Result(1, "",
                        "sinter: --out: 'DIR/file' is a file; a folder is needed\n"));
        assertThat(shell.run("demo", "--quick", "--out", "DIR/file/below").err())
                .startsWith("sinter: the folder DIR/file/below cannot be written to (")
                .endsWith("); name another one with --out\n").hasLineCount(1);
    }
}
