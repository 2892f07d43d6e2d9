package dev.sinter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.cli.Shell.Result;
import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.io.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("U3: sinter compile")
final class CompileCommandTest {
    private static final String MODEL = """
            package app;

            import dev.sinter.Tensor;
            import dev.sinter.nn.Linear;
            import dev.sinter.nn.Module;

            public class Net extends Module {
                final Linear hidden = new Linear(3, 4);
                final Linear output = new Linear(4, 2);

                @Override
                public Tensor forward(Tensor x) {
                    return output.call(hidden.call(x).relu());
                }

                public static class Two extends Module {
                    public Tensor forward(Tensor a, Tensor b) {
                        return a.matmul(b);
                    }
                }

                public static class Sized extends Module {
                    public Sized(int size) {}
                }

                public static class Broken extends Module {
                    public Broken() {
                        throw new IllegalStateException("no luck");
                    }
                }
            }
            """;

    @TempDir private Path folder;
    private Shell shell;

    @BeforeEach
    void write() throws IOException {
        shell = new Shell(folder);
        shell.writeNet();
    }

    private void refused(String message, String... args) {
        assertThat(shell.run(args)).isEqualTo(new Result(1, "", message));
        assertThat(folder.resolve("out.jar")).doesNotExist();
    }

    private void misused(String message, String... args) {
        assertThat(shell.run(args)).isEqualTo(
                new Result(2, "", message + "\n'sinter compile --help' shows what can be given\n"));
        assertThat(folder.resolve("out.jar")).doesNotExist();
    }

    @Test
    @DisplayName("C9, C10: writes a jar and says how large it is; the same input gives the same bytes")
    void graph() throws IOException {
        Result result = shell.run("compile", "DIR/net.sir", "--weights", "DIR/w.safetensors", "--entry", "score",
                "-o", "DIR/out.jar");
        assertThat(result).isEqualTo(new Result(0, "DIR/out.jar: " + Files.size(folder.resolve("out.jar"))
                + " bytes, entry point score\n", ""));
        shell.run("compile", "DIR/net.sir", "--weights", "DIR/w.safetensors", "--entry", "score", "-o",
                "DIR/out2.jar");
        assertThat(shell.run("diff", "DIR/out.jar", "DIR/out2.jar").out()).contains("file     META-INF/MANIFEST.MF");
        shell.run("compile", "DIR/net.sir", "--weights", "DIR/w.safetensors", "-o", "DIR/sub.jar");
        byte[] once = Files.readAllBytes(folder.resolve("sub.jar"));
        shell.run("compile", "DIR/net.sir", "--weights", "DIR/w.safetensors", "-o", "DIR/sub.jar");
        assertThat(Files.readAllBytes(folder.resolve("sub.jar"))).isEqualTo(once);
    }

    @Test
    @DisplayName("C1: traces a model class and keeps its weights")
    void model() throws IOException {
        shell.javac("classes", "Net.java", MODEL);
        Result result = shell.run("compile", "--model", "app.Net", "--classpath", "DIR/classes", "--input",
                "x=f32[N,3]", "-o", "DIR/out.jar");
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).matches("DIR/out.jar: \\d+ bytes, entry point predict\n");
        assertThat(shell.run("run", "DIR/out.jar", "--input", "DIR/x.npy").out()).startsWith("y: f32[2,2] {");
        assertThat(shell.run("compile", "--model", "app.Net$Two", "--classpath", "DIR/classes", "--input", "a=f32[N,3]",
                "--input", "b=f32[3,K]", "--entry", "product", "-o", "DIR/out.jar").out())
                .endsWith("entry point product\n");
        assertThat(shell.run("explain", "DIR/out.jar").out())
                .startsWith("@product\n  in       a: f32[N,3]\n  in       b: f32[3,K]\n  out      y: f32[N,K]\n");
    }

    @Test
    @DisplayName("W: takes a model's weights from a file, and refuses a file that does not fit")
    void modelWithWeights() throws IOException {
        shell.javac("classes", "Net.java", MODEL);
        Map<String, Buffer> weights = new HashMap<>(
                Map.of("hidden.weight", Buffer.of(new float[12], 4, 3), "hidden.bias", Buffer.of(new float[4], 4),
                        "output.weight", Buffer.of(new float[8], 2, 4), "output.bias",
                        Buffer.of(new float[]{7, 8}, 2)));
        SafetensorsWriter.write(folder.resolve("net.safetensors"), weights, Map.of());
        String[] command = {"compile", "--model", "app.Net", "--classpath", "DIR/classes", "--input", "x=f32[N,3]",
            "--weights", "DIR/net.safetensors", "-o", "DIR/out.jar"};
        assertThat(shell.run(command).code()).isZero();
        assertThat(shell.run("run", "DIR/out.jar", "--input", "DIR/x.npy").out())
                .isEqualTo("y: f32[2,2] {7.0, 8.0, 7.0, 8.0}\n");
        Files.delete(folder.resolve("out.jar"));
        weights.remove("output.bias");
        weights.put("hidden.bias", Buffer.of(new float[5], 5));
        SafetensorsWriter.write(folder.resolve("net.safetensors"), weights, Map.of());
        refused("sinter: loadStateDict of Net: missing are [output.bias]; hidden.bias has shape [5], but [4] is"
                + " needed\n", command);
    }

    @Test
    @DisplayName("shows a model's mistake with the model's own line")
    void modelMistakes() throws IOException {
        shell.javac("classes", "Net.java", MODEL);
        assertThat(shell.run("compile", "--model", "app.Net", "--classpath", "DIR/classes", "--input", "x=f32[N,5]",
                "-o", "DIR/out.jar"))
                .satisfies(result -> assertThat(result.code()).isEqualTo(1))
                .satisfies(result -> assertThat(result.err()).contains("[N, 5] and [4, 3] do not fit")
                        .endsWith("\n  at Net.java:13 (app.Net.forward)\n"));
        refused("sinter: app.Net$Broken threw java.lang.IllegalStateException: no luck\n"
                + "  at Net.java:28 (app.Net$Broken.<init>)\n", "compile", "--model", "app.Net$Broken", "--classpath",
                "DIR/classes", "--input", "x=f32[N]", "-o", "DIR/out.jar");
        refused("sinter: app.Net$Sized has no constructor without parameters, which --model needs; extend it by a"
                + " class that gives them\n", "compile", "--model", "app.Net$Sized", "--classpath", "DIR/classes",
                "--input", "x=f32[N]", "-o", "DIR/out.jar");
        refused("sinter: app.Net has no forward of 2 tensors, which is what was given with --input\n", "compile",
                "--model", "app.Net", "--classpath", "DIR/classes", "--input", "x=f32[N]", "--input", "y=f32[N]", "-o",
                "DIR/out.jar");
        refused("sinter: there is no class app.Nut in DIR/classes; --classpath says where classes are, and a name has its package\n",
                "compile", "--model",
                "app.Nut", "--classpath", "DIR/classes", "--input", "x=f32[N]", "-o", "DIR/out.jar");
        refused("sinter: java.lang.String is no model: it does not extend dev.sinter.nn.Module\n", "compile", "--model",
                "java.lang.String", "--input", "x=f32[N]", "-o", "DIR/out.jar");
        refused("sinter: --classpath: there is no 'DIR/none'\n", "compile", "--model", "app.Net", "--classpath",
                "DIR/none", "--input", "x=f32[N]", "-o", "DIR/out.jar");
        refused("sinter: --input x=f32[N: a tensor type reads like f32[N,4], not 'f32[N'\n", "compile", "--model",
                "app.Net", "--classpath", "DIR/classes", "--input", "x=f32[N", "-o", "DIR/out.jar");
    }

    @Test
    @DisplayName("refuses weights that the graph does not have, or has otherwise")
    void weights() throws IOException {
        SafetensorsWriter.write(folder.resolve("v.safetensors"), Map.of("v", Buffer.of(new float[2], 2)), Map.of());
        refused("sinter: the weights have a tensor 'v', but @predict has no input of that name\n", "compile",
                "DIR/net.sir", "--weights", "DIR/v.safetensors", "-o", "DIR/out.jar");
        SafetensorsWriter.write(folder.resolve("v.safetensors"), Map.of("b", Buffer.of(new float[3], 3)), Map.of());
        refused("sinter: the entry point 'predict' needs b: f32[2], but the weights have it as f32[3]\n", "compile",
                "DIR/net.sir", "--weights", "DIR/v.safetensors", "-o", "DIR/out.jar");
    }

    @Test
    @DisplayName("refuses by name what is not there yet")
    void notThereYet() {
        refused("sinter: --numerics fast is not supported yet; strict is, and is the default\n", "compile",
                "DIR/net.sir", "--numerics", "fast", "-o", "DIR/out.jar");
        refused("sinter: --target cuda is not supported yet: a jar runs on the CPU;"
                + " 'sinter explain --stage cuda' shows the CUDA C of a graph\n", "compile", "DIR/net.sir", "--target",
                "cuda", "-o", "DIR/out.jar");
    }

    @Test
    @DisplayName("refuses a place that cannot be written to before it reads anything")
    void unwritable() {
        refused("sinter: cannot write DIR/no/out.jar: there is no folder DIR/no\n",
                "compile", "DIR/none.sir", "-o", "DIR/no/out.jar");
    }

    @Test
    @DisplayName("C9: whatever its jar is called, a model has a name that Java can start")
    void names() {
        for (String jar : new String[]{"java", "Java", "class", "1x", "true", "_", "a-b", "int", "net.v2"}) {
            assertThat(shell.run("compile", "DIR/net.sir", "--weights", "DIR/w.safetensors", "-o",
                    "DIR/" + jar + ".jar").err()).isEmpty();
            assertThat(shell.run("run", "DIR/" + jar + ".jar", "--input", "DIR/x.npy"))
                    .isEqualTo(new Result(0, "y: f32[2,2] {0.0, 4.0, 0.25, 0.0}\n", ""));
        }
    }

    @Test
    @DisplayName("does not write over what it reads")
    void overItself() throws IOException {
        Files.copy(folder.resolve("net.sir"), folder.resolve("text.jar"));
        Files.copy(folder.resolve("w.safetensors"), folder.resolve("w.jar"));
        assertThat(shell.run("compile", "DIR/text.jar", "-o", "DIR/./text.jar")).isEqualTo(new Result(2, "",
                "sinter compile: --out DIR/./text.jar would replace the file DIR/text.jar, which is read;"
                        + " name another one\n'sinter compile --help' shows what can be given\n"));
        assertThat(shell.run("compile", "DIR/net.sir", "--weights", "DIR/w.jar", "-o", "DIR/w.jar").code())
                .isEqualTo(2);
        assertThat(folder.resolve("w.jar")).hasSameBinaryContentAs(folder.resolve("w.safetensors"));
    }

    @Test
    @DisplayName("says that a folder is no file")
    void folders() throws IOException {
        Files.createDirectory(folder.resolve("some"));
        refused("sinter: 'DIR/some' is a folder; a .sir file is needed\n", "compile", "DIR/some", "-o", "DIR/out.jar");
        refused("sinter: cannot read DIR/some: it is a folder\n", "compile", "DIR/net.sir", "--weights", "DIR/some",
                "-o", "DIR/out.jar");
    }

    @Test
    @DisplayName("says wrong usage with exit code 2")
    void usage() {
        misused("sinter compile: Missing required option: '--out=OUT.jar'", "compile", "DIR/net.sir");
        misused("sinter compile: give either a graph (GRAPH.sir) or a model (--model CLASS)", "compile", "-o",
                "DIR/out.jar");
        misused("sinter compile: give either a graph (GRAPH.sir) or a model (--model CLASS)", "compile", "DIR/net.sir",
                "--model", "app.Net", "-o", "DIR/out.jar");
        misused("sinter compile: --model needs the types of its inputs, as in --input x=f32[N,1,28,28]", "compile",
                "--model", "app.Net", "-o", "DIR/out.jar");
        misused("sinter compile: --classpath and --input go with --model; a graph says its inputs itself", "compile",
                "DIR/net.sir", "--input", "x=f32[N]", "-o", "DIR/out.jar");
        misused("sinter compile: Invalid value for option '--out': the name of a jar ends in .jar, unlike 'DIR/out'",
                "compile", "DIR/net.sir", "-o", "DIR/out");
        misused("sinter compile: Invalid value for option '--target': 'tpu' is not one of cpu, cuda", "compile",
                "DIR/net.sir", "--target", "tpu", "-o", "DIR/out.jar");
    }
}
