package dev.sinter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.cli.Shell.Result;
import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.io.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("U3: sinter run")
final class RunCommandTest {
    private static final Buffer EXPECTED = Buffer.of(new float[]{0, 4, 0.25f, 0}, 2, 2);

    @TempDir private Path folder;
    private Shell shell;

    @BeforeEach
    void write() throws IOException {
        shell = new Shell(folder);
        shell.writeNet();
    }

    @Test
    @DisplayName("runs a jar: files in, files out, nothing printed")
    void jar() throws IOException {
        assertThat(shell.run("run", "DIR/net.jar", "--input", "x=DIR/x.npy", "--output", "y=DIR/y.npy"))
                .isEqualTo(new Result(0, "", ""));
        assertThat(Npy.read(folder.resolve("y.npy")).sameBits(EXPECTED)).isTrue();
    }

    @Test
    @DisplayName("runs a graph and shows its outputs in short")
    void graph() throws IOException {
        shell.write("w.npy", Buffer.of(new float[]{1, -1, 2, 0.5f, -3, 4}, 3, 2));
        shell.write("b.npy", Buffer.of(new float[]{0.25f, -8}, 2));
        assertThat(shell.run("run", "DIR/net.sir", "--input", "x=DIR/x.npy", "--input", "w=DIR/w.npy", "--input",
                "b=DIR/b.npy")).isEqualTo(new Result(0, "y: f32[2,2] {0.0, 4.0, 0.25, 0.0}\n", ""));
    }

    private void refused(String message, String... args) {
        String[] all = new String[args.length + 2];
        all[0] = "run";
        all[1] = "DIR/net.jar";
        System.arraycopy(args, 0, all, 2, args.length);
        assertThat(shell.run(all)).isEqualTo(new Result(1, "", message));
        assertThat(folder.resolve("y.npy")).doesNotExist();
    }

    @Test
    @DisplayName("names the input, what came and what is needed, and writes nothing")
    void wrongInputs() throws IOException {
        shell.write("wide.npy", Buffer.of(new float[8], 2, 4));
        shell.write("flat.npy", Buffer.of(new float[3], 3));
        shell.write("whole.npy", Buffer.of(new int[6], 2, 3));
        refused("predict: the input x is f32[2,4], but f32[N,3] is needed: dimension 1 is 4 instead of 3\n",
                "--input", "x=DIR/wide.npy", "--output", "y=DIR/y.npy");
        refused("predict: the input x is f32[3], but f32[N,3] is needed: it has rank 1 instead of 2\n",
                "--input", "x=DIR/flat.npy", "--output", "y=DIR/y.npy");
        refused("predict: the input x is i32[2,3], but f32[N,3] is needed: its elements are i32 instead of f32\n",
                "--input", "x=DIR/whole.npy", "--output", "y=DIR/y.npy");
        refused("cannot read DIR/none.npy: there is no such file\n", "--input", "x=DIR/none.npy", "--output",
                "y=DIR/y.npy");
    }

    @Test
    @DisplayName("refuses a place that cannot be written to before it reads or computes anything")
    void unwritableOutput() throws IOException {
        refused("cannot write DIR/no/y.npy: there is no folder DIR/no\n", "--input", "x=DIR/none.npy", "--output",
                "y=DIR/no/y.npy");
        Files.createDirectory(folder.resolve("some.npy"));
        refused("cannot write DIR/some.npy: it is a folder\n", "--input", "x=DIR/none.npy", "--output",
                "y=DIR/some.npy");
    }

    @Test
    @DisplayName("says wrong usage with exit code 2: names, options, endings")
    void usage() {
        assertThat(shell.run("run", "DIR/net.jar"))
                .isEqualTo(new Result(2, "", "predict needs the input x: f32[N,3]; give it with --input x=FILE\n"
                        + "--help shows what can be given\n"));
        assertThat(shell.run("run", "DIR/net.jar", "--input", "z=DIR/x.npy").err()).isEqualTo(
                "predict has no input 'z'; it is predict(x: f32[N,3], state w: f32[3,2], state b: f32[2])"
                        + " -> y: f32[N,2]\n--help shows what can be given\n");
        assertThat(shell.run("run", "DIR/net.jar", "--input", "x=DIR/x.npy", "--output", "y=DIR/y.txt").err())
                .isEqualTo("the name of a file of tensors ends in .npy, .npz or .safetensors, unlike 'DIR/y.txt'\n"
                        + "--help shows what can be given\n");
        assertThat(shell.run("run", "DIR/net.jar", "--entry", "train", "--input", "x=DIR/x.npy"))
                .isEqualTo(new Result(2, "", "net has no entry 'train'; it has predict\n"
                        + "--help shows what can be given\n"));
        assertThat(shell.run("run"))
                .isEqualTo(new Result(2, "", "sinter run: Missing required parameter: 'FILE'\n"
                        + "'sinter run --help' shows what can be given\n"));
    }

    @Test
    @DisplayName("refuses what is neither jar nor graph, and names it")
    void wrongFiles() throws IOException {
        assertThat(shell.run("run", "DIR/none.sir")).isEqualTo(
                new Result(1, "", "sinter: there is no file 'DIR/none.sir'\n"));
        assertThat(shell.run("run", "DIR/x.npy")).isEqualTo(
                new Result(1, "", "sinter: DIR/x.npy is no graph: it is not UTF-8 text\n"));
        Files.createDirectory(folder.resolve("some"));
        assertThat(shell.run("run", "DIR/some")).isEqualTo(
                new Result(1, "", "sinter: 'DIR/some' is a folder; a .jar or a .sir file is needed\n"));
        shell.write("bad.sir", "graph @f(%x: f32[N]) {\n  %0: f32[M] = exp %x\n  return %0\n}\n");
        assertThat(shell.run("run", "DIR/bad.sir").err()).startsWith("sinter: DIR/bad.sir:2:").hasLineCount(1);
        shell.write("text.jar", "no jar");
        assertThat(shell.run("run", "DIR/text.jar").err())
                .isEqualTo(
                        "sinter: DIR/text.jar is damaged, or no jar: a zip archive ends with its directory, and there is none\n");
    }

    @Test
    @DisplayName("says what only the elements can tell: a division by zero, an index that points nowhere")
    void wrongElements() throws IOException {
        shell.write("div.sir",
                "graph @div(%x: i32[N], %y: i32[N]) {\n  %0: i32[N] = div %x, %y\n  return %0\n}\n");
        shell.write("take.sir", "graph @pick(%x: f32[N,3], %i: i64[M]) {\n  %0: f32[M,3] = take %x, %i {axis=0}\n"
                + "  return %0\n}\n");
        shell.write("i.npy", Buffer.of(new int[]{1, 0}, 2));
        shell.write("l.npy", Buffer.of(new long[]{0, 7}, 2));
        assertThat(shell.run("run", "DIR/div.sir", "--input", "x=DIR/i.npy", "--input", "y=DIR/i.npy"))
                .isEqualTo(new Result(1, "", "div: an integer is divided by zero\n"));
        assertThat(shell.run("run", "DIR/take.sir", "--input", "x=DIR/x.npy", "--input", "i=DIR/l.npy")).isEqualTo(
                new Result(1, "", "pick: the index 7 points outside of an axis of size 2; 0 to 1 is allowed\n"));
    }
}
