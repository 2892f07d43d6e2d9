package dev.sinter.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("U2: the javac command with the processor on its path")
class JavacCommandTest {
    private static final String CLASS_PATH = System.getProperty("java.class.path");
    /** What javac says of every processor whose results are on the class path already. */
    private static final String KNOWN = "-Xlint:-processing";

    @TempDir Path folder;

    private boolean output = true;
    private int exit;

    /** Runs javac and returns what it prints, without the path of the folder. */
    private String javac(String... options) {
        List<String> all = new ArrayList<>(
                List.of("-Xlint:all,-path,-requires-automatic", "--processor-path", CLASS_PATH));
        if (output) {
            all.addAll(List.of("-d", folder.resolve("classes").toString()));
        }
        all.addAll(List.of(options));
        StringWriter printed = new StringWriter();
        PrintWriter out = new PrintWriter(printed);
        exit = ToolProvider.findFirst("javac").orElseThrow().run(out, out, all.toArray(String[]::new));
        return printed.toString().replace(folder.toString(), "");
    }

    private String write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, text).toString();
    }

    private Path classes(String file) {
        return folder.resolve("classes").resolve(file);
    }

    @Test
    @DisplayName("prints a mistake under the call, counts it, and ends with 1")
    void printsTheMistakeUnderTheCall() throws IOException {
        String source = write("shop/MatmulInner.java", Folder.text("bad", "MatmulInner"));
        assertThat(javac("-cp", CLASS_PATH, source)).isEqualTo("""
                /shop/MatmulInner.java:16: error: matmul: shapes [N, 784] and [10, 784] do not fit: axis 1 of the first is 784, \
                axis 0 of the second is 10; they must be equal
                        return scaled.relu().matmul(weight).relu(); // <-
                                            ^
                  in MatmulInner.forward(x: f32[N,784])
                1 error
                """);
        assertThat(exit).isEqualTo(1);
    }

    @Test
    @DisplayName("writes a program that runs from the class output")
    void writesAProgramThatRuns() throws Exception {
        assertThat(javac("-cp", CLASS_PATH, write("shop/Mlp.java", Folder.text("good", "Mlp")))).isEmpty();
        assertThat(exit).isZero();
        try (URLClassLoader loader = new URLClassLoader(new URL[]{classes("").toUri().toURL()})) {
            Object program = GoodModelsTest.make(loader, "shop.MlpProgram");
            assertThat((float[]) GoodModelsTest.call(program, "predict", (Object) new float[8])).hasSize(6);
        }
    }

    @Test
    @DisplayName("does not mistake the classes of an earlier compilation for those of this one")
    void earlierClasses() throws IOException {
        String source = write("shop/Mlp.java", Folder.text("good", "Mlp").replace("Linear(13, 3)", "Linear(12, 3)"));
        String withOutput = CLASS_PATH + File.pathSeparator + classes("");
        assertThat(javac("-cp", withOutput, source)).contains("[N, 13] and [3, 12] do not fit");
        write("shop/Mlp.java", Folder.text("good", "Mlp"));
        assertThat(javac("-cp", withOutput, KNOWN, source)).isEmpty();
        assertThat(exit).isZero();
    }

    @Test
    @DisplayName("traces models again that come as class files, as builds that compile only what changed give them")
    void modelsThatComeAsClassFiles() throws IOException {
        String model = write("src/shop/Net.java", """
                package shop;
                import dev.sinter.*;
                @Model(inputs = "x: f32[N,4]")
                public class Net extends dev.sinter.nn.Module {
                    final Tail tail = new Tail();
                    public Tensor forward(Tensor x) {
                        return tail.call(x);
                    }
                }
                """);
        String text = "package shop; class Tail extends dev.sinter.nn.Module {\n"
                + "public dev.sinter.Tensor forward(dev.sinter.Tensor x) {\nreturn x.sum(1); } }";
        String tail = write("src/shop/Tail.java", text);
        assertThat(javac("-cp", CLASS_PATH, model, tail)).isEmpty();
        byte[] before = Files.readAllBytes(classes("shop/net/Predict.class"));
        Files.delete(Path.of(model));
        write("src/shop/Tail.java", text.replace("sum(1)", "mean(1)"));
        String withOutput = CLASS_PATH + File.pathSeparator + classes("");
        assertThat(javac("-cp", withOutput, "-processor", ModelProcessor.class.getName(), KNOWN, tail, "shop.Net"))
                .isEmpty();
        assertThat(classes("shop/net/Predict.class")).exists();
        assertThat(Files.readAllBytes(classes("shop/net/Predict.class"))).isNotEqualTo(before);
        write("src/shop/Tail.java", text.replace("sum(1)", "sum(2)"));
        assertThat(javac("-cp", withOutput, "-processor", ModelProcessor.class.getName(), tail, "shop.Net"))
                .contains("Tail.java:3: error: sum: axis 2 is out of range");
    }

    @Test
    @DisplayName("compiles modules: those of the user see no more than the front end")
    void compilesModules() throws IOException {
        String module = write("src/module-info.java",
                "module shop { requires transitive dev.sinter.frontend; exports shop; }");
        String source = write("src/shop/Mlp.java",
                Folder.text("good", "Mlp").replace("    @Override", "    public Mlp() {}\n\n    @Override"));
        assertThat(javac("--module-path", CLASS_PATH, module, source)).isEmpty();
        assertThat(exit).isZero();
        assertThat(classes("shop/mlp/Predict.class")).exists();
    }

    @Test
    @DisplayName("checks models that read sources which are not to be compiled")
    void implicitSources() throws IOException {
        write("src/shop/Size.java", "package shop; class Size { static final int IN = 5; }");
        String source = write("src/shop/Mlp.java", Folder.text("good", "Mlp").replace("Linear(4,", "Linear(Size.IN,"));
        assertThat(javac("-cp", CLASS_PATH, "-sourcepath", folder.resolve("src").toString(), "-implicit:none", source))
                .contains("Mlp.java:15: error: linear: shapes [N, 4] and [13, 5] do not fit");
        assertThat(exit).isEqualTo(1);
    }

    @Test
    @DisplayName("says what to do where there is no folder for classes")
    void noFolderForClasses() throws IOException {
        output = false;
        String source = write("shop/Mlp.java", Folder.text("good", "Mlp"));
        assertThat(
                javac("-cp", CLASS_PATH, "-s", Files.createDirectories(folder.resolve("generated")).toString(), source))
                .isEqualTo("""
                        /shop/Mlp.java:8: warning: Mlp is neither checked nor compiled, since javac puts each class beside its \
                        source; give it a folder for classes with -d
                        @Model(inputs = "x: f32[N,4]")
                        ^
                        1 warning
                        """);
        assertThat(exit).isZero();
    }
}
