package dev.sinter.compiler.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.ir.Graph;
import dev.sinter.ir.text.Parser;
import dev.sinter.runtime.Artifact;
import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.io.Npy;
import dev.sinter.types.DType;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExporterTest {
    private static final Graph PREDICT = Parser.parse("""
            graph @predict(%x: f32[N,3], %w: f32[3,2], %b: f32[2]) {
              %0: f32[N,2] = matmul %x, %w
              %1: f32[N,2] = add %0, %b
              %2: f32[N,2] = relu %1
              return y=%2
            }
            """);
    private static final Graph TRAIN = Parser.parse("""
            graph @train(%x: f32[N,3], %b: f32[2]) {
              %0: f32[3] = reduce %x {kind=sum, axes=[0]}
              %1: f32[2] = slice %0 {starts=[0], sizes=[2], steps=[1]}
              %2: f32[2] = add %b, %1
              %3: f32[] = reduce %2 {kind=sum, axes=[0]}
              return total=%3, b=%2
            }
            """);
    private static final Map<String, Buffer> WEIGHTS = Map.of("w", Buffer.of(new float[]{1, -1, 2, 0.5f, -3, 4}, 3, 2),
            "b", Buffer.of(new float[]{0.25f, -8}, 2));

    @TempDir private Path folder;

    private Path export(String name) throws IOException {
        Path jar = folder.resolve(name);
        new Exporter("net").entry("predict", PREDICT).entry("train", TRAIN).weights(WEIGHTS).write(jar);
        return jar;
    }

    /** Exit code and everything that the JVM printed. */
    private String java(String home, List<String> args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(home + "/bin/java"));
        command.addAll(args);
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().remove("JDK_JAVA_OPTIONS");
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + " " + output;
    }

    /** This JDK, and any JDK 17 that is installed beside it. */
    private static List<String> homes() {
        List<String> homes = new ArrayList<>(List.of(System.getProperty("java.home")));
        File[] neighbours = new File(System.getProperty("java.home")).getParentFile().listFiles();
        for (File neighbour : neighbours == null ? new File[0] : neighbours) {
            if (neighbour.getName().contains("17") && new File(neighbour, "bin/java").canExecute()) {
                homes.add(neighbour.getPath());
            }
        }
        return homes;
    }

    @Test
    @DisplayName("C9: a jar runs alone on this JDK and on JDK 17, with and without the vector module, and prints nothing")
    void jarRunsAlone() throws Exception {
        Path jar = export("net.jar");
        Npy.write(folder.resolve("x.npy"), Buffer.of(new float[]{1, 2, 3, -1, 0.5f, 0}, 2, 3));
        for (String home : homes()) {
            for (List<String> flags : List.of(List.<String>of(), List.of("-Xint"), List.of("-Dsinter.vector=off"))) {
                List<String> args = new ArrayList<>(flags);
                args.addAll(List.of("-jar", jar.toString(), "--input", "x=x.npy", "--output", "y=y.npy"));
                assertThat(java(home, args)).isEqualTo("0 ");
                assertThat(Npy.read(folder.resolve("y.npy")).sameBits(Buffer.of(new float[]{0, 4, 0.25f, 0}, 2, 2)))
                        .isTrue();
            }
        }
    }

    @Test
    @DisplayName("C8, C9: a jar with a loop and a branch inside runs alone on this JDK and on JDK 17")
    void loopsRunAlone() throws Exception {
        Path jar = folder.resolve("loops.jar");
        new Exporter("loops").entry("grow", Parser.parse("""
                graph @grow(%x: f32[T,2]) {
                  %0: f32[] = constant {value=0.0}
                  %1: f32[2] = expand %0
                  %2: f32[T,2] = scan %1, %x {body={graph @step(%c: f32[2], %e: f32[2]) {
                    %0: f32[] = reduce %e {kind=sum, axes=[0]}
                    %1: f32[] = constant {value=0.0}
                    %2: bool[] = gt %0, %1
                    %3: f32[2] = cond %2, %c, %e {then={graph @add(%c: f32[2], %e: f32[2]) {
                      %0: f32[2] = add %c, %e
                      return %0 }}, else={graph @sub(%c: f32[2], %e: f32[2]) {
                      %0: f32[2] = sub %c, %e
                      return %0 }}, result=0}
                    return c=%3, y=%3 }}, carries=1, sequences=1, length=T, reverse=false, result=1}
                  return y=%2
                }
                """)).write(jar);
        Npy.write(folder.resolve("x.npy"), Buffer.of(new float[]{1, 2, -3, 1, 0.5f, 0}, 3, 2));
        for (String home : homes()) {
            assertThat(java(home, List.of("-jar", jar.toString(), "--input", "x=x.npy", "--output", "y=y.npy")))
                    .isEqualTo("0 ");
            assertThat(Npy.read(folder.resolve("y.npy")).sameBits(Buffer.of(new float[]{1, 2, 4, 1, 4.5f, 1}, 3, 2)))
                    .isTrue();
        }
    }

    @Test
    @DisplayName("T8, C9: a jar that sorts rows and sums along them runs alone on this JDK and on JDK 17")
    void rowsRunAlone() throws Exception {
        Path jar = folder.resolve("rows.jar");
        new Exporter("rows").entry("rows", Parser.parse("""
                graph @rows(%x: f32[N,M]) {
                  %0: i64[N,M] = argsort %x {axis=1, descending=true}
                  %1: f32[N,M] = gather %x, %0 {axis=1}
                  %2: f32[N,M] = accumulate %1 {kind=sum, axis=1, backwards=false}
                  return y=%2
                }
                """)).write(jar);
        Npy.write(folder.resolve("x.npy"), Buffer.of(new float[]{1, 4, 2, -1, 0.5f, 8}, 2, 3));
        for (String home : homes()) {
            assertThat(java(home, List.of("-jar", jar.toString(), "--input", "x=x.npy", "--output", "y=y.npy")))
                    .isEqualTo("0 ");
            assertThat(
                    Npy.read(folder.resolve("y.npy")).sameBits(Buffer.of(new float[]{4, 6, 7, 8, 8.5f, 7.5f}, 2, 3)))
                    .isTrue();
        }
    }

    @Test
    @DisplayName("C9: an entry point that updates state saves it, and the next call goes on from there")
    void stateIsKept() throws Exception {
        Path jar = export("net.jar");
        Npy.write(folder.resolve("x.npy"), Buffer.of(new float[]{1, 2, 3}, 1, 3));
        String home = System.getProperty("java.home");
        assertThat(java(home, List.of("-jar", jar.toString(), "--entry", "train", "--input", "x=x.npy", "--output",
                "total=t.npy", "--save-state", "s.safetensors"))).isEqualTo("0 ");
        assertThat(Npy.read(folder.resolve("t.npy")).sameBits(Buffer.of(DType.F32, new float[]{-4.75f}))).isTrue();
        assertThat(java(home, List.of("-jar", jar.toString(), "--entry", "train", "--state", "s.safetensors", "--input",
                "x=x.npy", "--output", "total=t.npy"))).startsWith("0 ");
        assertThat(Npy.read(folder.resolve("t.npy")).sameBits(Buffer.of(DType.F32, new float[]{-1.75f}))).isTrue();
    }

    @Test
    @DisplayName("C10: the same graphs and weights give the same bytes")
    void exportIsReproducible() throws Exception {
        assertThat(export("a.jar")).hasSameBinaryContentAs(export("b.jar"));
    }

    @Test
    @DisplayName("C9: the jar is small: under 400 KB with the runtime")
    void jarIsSmall() throws Exception {
        assertThat(Files.size(export("net.jar"))).isLessThan(400_000);
    }

    private static Graph scale(String entry, int factor) {
        return Parser.parse("""
                graph @%s(%%x: f32[N]) {
                  %%0: f32[] = constant {value=%d}
                  %%1: f32[N] = mul %%x, %%0
                  return y=%%1
                }
                """.formatted(entry, factor));
    }

    @Test
    @DisplayName("C9: entry points keep apart however much their names are alike, and get the same classes each time")
    void entriesOfLikeNames() throws Exception {
        List<String> names = List.of("predict", "predictEntry", "Predict", "PREDICT", "net", "Net", "netEntry",
                "predict_0", "predict_", "Predict0");
        Path[] jars = {folder.resolve("a.jar"), folder.resolve("b.jar")};
        for (Path jar : jars) {
            Exporter exporter = new Exporter("net");
            for (int i = 0; i < names.size(); i++) {
                exporter.entry(names.get(i), scale(names.get(i), i + 2));
            }
            exporter.write(jar);
        }
        assertThat(jars[0]).hasSameBinaryContentAs(jars[1]);
        try (URLClassLoader loader = new URLClassLoader(new URL[]{jars[0].toUri().toURL()},
                Artifact.class.getClassLoader())) {
            Artifact net = (Artifact) loader.loadClass("net.Net").getConstructor().newInstance();
            for (int i = 0; i < names.size(); i++) {
                Buffer y = net.entry(names.get(i), net.initialState())
                        .call(Map.of("x", Buffer.of(new float[]{1}, 1))).get("y");
                assertThat(y.floats()).as(names.get(i)).containsExactly(i + 2);
            }
        }
    }

    @Test
    @DisplayName("C9: a name that Java keeps for itself is refused before a jar is made that cannot start")
    void namesOfJava() {
        for (String name : List.of("java", "Java", "class", "Class", "int", "true", "NULL")) {
            assertThatThrownBy(() -> new Exporter(name)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("no model can have the name '" + name + "', as its classes are in the package '"
                            + name.toLowerCase(Locale.ROOT) + "', which Java keeps for itself");
        }
        assertThatThrownBy(() -> new Exporter("1x")).hasMessage(
                "the name of a model is a letter followed by letters, digits and underscores, not '1x'");
    }

    @Test
    void weightsOfAnotherShapeAreRefusedBeforeAnythingIsWritten() {
        Path jar = folder.resolve("bad.jar");
        assertThatThrownBy(() -> new Exporter("net").entry("predict", PREDICT)
                .weights(Map.of("w", Buffer.of(new float[6], 2, 3))).write(jar))
                .hasMessage("the entry point 'predict' needs w: f32[3,2], but the weights have it as f32[2,3]");
        assertThat(jar).doesNotExist();
    }
}
