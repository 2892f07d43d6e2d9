package dev.sinter.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.Compiler;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.ProcessingEnvironment;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.TypeElement;
import javax.tools.JavaFileObject;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("U2: whatever the compilation")
class CompilationsTest {
    private static final JavaFileObject NET = Javacs.source("shop.Net", """
            package shop;
            import dev.sinter.*;
            import dev.sinter.nn.Module;
            @Model(inputs = "x: f32[N,4]")
            public class Net extends Module {
                final Tail tail = new Tail();
                public Tensor forward(Tensor x) {
                    return tail.call(x);
                }
            }
            """);
    private static final JavaFileObject TAIL = tail(4);

    @TempDir Path folder;

    private static JavaFileObject tail(int in) {
        return Javacs.source("shop.Tail", """
                package shop;
                import dev.sinter.*;
                import dev.sinter.nn.*;
                public class Tail extends dev.sinter.nn.Module {
                    final Linear last = new Linear(%d, 2);
                    enum Mode { PLAIN, RELU }
                    Mode mode = Mode.RELU;
                    public Tensor forward(Tensor x) {
                        Tensor y = switch (mode) {
                            case PLAIN -> x;
                            case RELU -> x.relu();
                        };
                        return last.call(y);
                    }
                }
                """.formatted(in));
    }

    @Test
    @DisplayName("a model waits for the classes that it needs, in whatever order they come")
    void modelWaitsForItsParts() {
        for (List<JavaFileObject> order : List.of(List.of(NET, TAIL), List.of(TAIL, NET))) {
            for (String policy : List.of("simple", "byfile", "bytodo")) {
                Compilation compilation = Javacs.compiler().withOptions("-Xlint:all", "-XDcompilePolicy=" + policy)
                        .compile(order);
                assertThat(Javacs.report(compilation)).isEmpty();
                assertThat(Javacs.classOutput(compilation)).containsKeys("shop/net/Predict.class",
                        "shop/net/weights.safetensors");
            }
        }
    }

    @Test
    @DisplayName("a mistake in another file is reported in that file")
    void mistakeInAnotherFile() {
        Compilation compilation = Javacs.compile(NET, tail(5));
        assertThat(Javacs.report(compilation)).isEqualTo("""
                error in line 13: linear: shapes [N, 4] and [2, 5] do not fit: the last axis of the input must be 5, the weight's last
                        return last.call(y);
                                   ^
                  in Net.forward(x: f32[N,4])
                """);
    }

    @Test
    @DisplayName("each of several models is compiled, or has its mistake reported")
    void severalModels() {
        JavaFileObject other = Javacs.source("shop.Other", """
                package shop;
                import dev.sinter.*;
                @Model(inputs = {"x: f32[4]", "axis: f32[]"}, entry = "sum")
                class Other extends dev.sinter.nn.Module {
                    public Tensor forward(Tensor x, Tensor axis) {
                        return x.sum(AXIS);
                    }
                }
                """.replace("AXIS", "7"));
        Compilation bad = Javacs.compile(other, NET, tail(5));
        assertThat(bad.errors()).hasSize(2);
        JavaFileObject good = Javacs.source("shop.Other", Javacs.text(other).replace("7", "0"));
        Compilation compilation = Javacs.compile(good, NET, TAIL);
        assertThat(Javacs.report(compilation)).isEmpty();
        assertThat(Javacs.classOutput(compilation)).containsKeys("shop/net/Predict.class", "shop/other/Sum.class")
                .doesNotContainKey("shop/other/weights.safetensors");
    }

    @Test
    @DisplayName("-proc:only writes the sources, and nothing is run")
    void procOnly() {
        Compilation compilation = Javacs.compiler().withOptions("-proc:only").compile(NET, TAIL);
        assertThat(Javacs.report(compilation)).isEmpty();
        assertThat(compilation.generatedSourceFile("shop.NetProgram")).isPresent();
        assertThat(Javacs.classOutput(compilation)).isEmpty();
    }

    @Test
    @DisplayName("-Asinter.trace=off leaves a program that says how to compile it")
    void traceOff() {
        Compilation compilation = Javacs.compiler().withOptions("-Asinter.trace=off").compile(NET, tail(5));
        assertThat(Javacs.report(compilation)).isEmpty();
        assertThatThrownBy(() -> make(compilation, "shop.NetProgram")).hasMessage("""
                Net has not been compiled: javac could not run it, or was told not to; 'sinter compile --model shop.Net \
                --classpath CLASSES --input x=f32[N,4] --entry predict -o Net.jar' compiles it now""");
    }

    @Test
    @DisplayName("what a constructor throws is a warning where it was thrown, with the command that compiles later")
    void constructorThrows() {
        Compilation compilation = Javacs.compile(Javacs.source("shop.Remote", """
                package shop;
                import dev.sinter.*;
                @Model(inputs = "x: f32[N,4]")
                class Remote extends dev.sinter.nn.Module {
                    Remote() {
                        java.util.Objects.requireNonNull(System.getProperty("no.such.property"), "no server");
                    }
                    public Tensor forward(Tensor x) {
                        return x;
                    }
                }
                """));
        assertThat(compilation.status()).isEqualTo(Compilation.Status.SUCCESS);
        assertThat(Javacs.report(compilation)).isEqualTo("""
                warning in line 6: Remote cannot be run inside javac, so it is neither checked nor compiled: it threw an exception: \
                java.lang.NullPointerException: no server
                        java.util.Objects.requireNonNull(System.getProperty("no.such.property"), "no server");
                                         ^
                  'sinter compile --model shop.Remote --classpath CLASSES --input x=f32[N,4] --entry predict -o Remote.jar' does the same later
                """);
    }

    @Test
    @DisplayName("a dependency that is missing at run time is a warning that names it")
    void dependencyIsMissing() throws IOException {
        Compilation library = Compiler.javac().compile(
                Javacs.source("lib.Scale",
                        "package lib; public class Scale { public static double of() { return Gone.of(); } }"),
                Javacs.source("lib.Gone", "package lib; class Gone { static double of() { return 2; } }"));
        Path half = Files.createDirectories(folder.resolve("lib"));
        Files.write(half.resolve("Scale.class"), Javacs.classOutput(library).get("lib/Scale.class"));
        List<File> classPath = Stream.concat(Stream.of(folder),
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator)).map(Path::of))
                .map(Path::toFile).toList();
        JavaFileObject scaled = Javacs.source("shop.Scaled", """
                package shop;
                import dev.sinter.*;
                @Model(inputs = "x: f32[N,4]")
                class Scaled extends dev.sinter.nn.Module {
                    public Tensor forward(Tensor x) {
                        return x.mul(lib.Scale.of());
                    }
                }
                """);
        Compilation compilation = Javacs.compiler().withClasspath(classPath).compile(scaled);
        assertThat(compilation.status()).isEqualTo(Compilation.Status.SUCCESS);
        assertThat(Javacs.report(compilation)).startsWith("""
                warning in line 6: Scaled cannot be run inside javac, so it is neither checked nor compiled: it misses something it needs: \
                java.lang.NoClassDefFoundError: lib/Gone
                        return x.mul(lib.Scale.of());
                                              ^
                """);
        Files.write(half.resolve("Gone.class"), Javacs.classOutput(library).get("lib/Gone.class"));
        assertThat(Javacs.report(Javacs.compiler().withClasspath(classPath).compile(scaled))).isEmpty();
    }

    @Test
    @DisplayName("a model may extend what another processor generates in the same round")
    void superclassIsGenerated() {
        JavaFileObject model = Javacs.source("shop.Late", """
                package shop;
                import dev.sinter.*;
                @Model(inputs = "x: f32[N,4]")
                @Deprecated
                class Late extends Base {
                    public Tensor forward(Tensor x) {
                        return x.neg();
                    }
                }
                """);
        Compilation compilation = Compiler.javac().withProcessors(new ModelProcessor(), new BaseProcessor())
                .compile(model);
        assertThat(Javacs.report(compilation)).isEmpty();
        assertThat(Javacs.classOutput(compilation)).containsKey("shop/late/Predict.class");
    }

    @Test
    @DisplayName("an error of javac's own is the only one")
    void javacsOwnErrorIsTheOnlyOne() {
        JavaFileObject broken = Javacs.source("shop.Broken", "package shop; class Broken { int i = \"\"; }");
        Compilation compilation = Javacs.compile(NET, tail(5), broken);
        assertThat(compilation.errors()).hasSize(1);
        assertThat(compilation.errors().get(0).getMessage(null)).contains("incompatible types");
        assertThat(compilation.warnings()).isEmpty();
    }

    @Test
    @DisplayName("javac is found behind a build tool's wrapper")
    void wrapper() {
        Compilation compilation = Compiler.javac().withProcessors(new WrappedProcessor(Wrapper::new)).compile(NET,
                tail(5));
        assertThat(compilation.errors()).hasSize(1);
    }

    @Test
    @DisplayName("a compiler that is not javac gets the sources, and a warning")
    void notJavac() {
        Compilation compilation = Compiler.javac().withProcessors(new WrappedProcessor(environment -> {
            Wrapper wrapper = new Wrapper(environment);
            return (ProcessingEnvironment) Proxy.newProxyInstance(CompilationsTest.class.getClassLoader(),
                    new Class<?>[]{ProcessingEnvironment.class},
                    (proxy, method, arguments) -> method.invoke(wrapper, arguments));
        })).compile(NET, tail(5));
        assertThat(Javacs.report(compilation))
                .startsWith("warning nowhere: models are traced inside javac only, and this compiler is none (")
                .endsWith("'sinter compile --model' does it later\n");
    }

    private static Object make(Compilation compilation, String name) throws Throwable {
        try {
            return Javacs.load(compilation).loadClass(name).getConstructor().newInstance();
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }

    /** The processor in an environment that a build tool wrapped. */
    @SupportedAnnotationTypes("dev.sinter.Model")
    private static final class WrappedProcessor extends AbstractProcessor {
        private final ModelProcessor inner = new ModelProcessor();
        private final UnaryOperator<ProcessingEnvironment> wrap;

        WrappedProcessor(UnaryOperator<ProcessingEnvironment> wrap) {
            this.wrap = wrap;
        }

        @Override
        public SourceVersion getSupportedSourceVersion() {
            return SourceVersion.latestSupported();
        }

        @Override
        public synchronized void init(ProcessingEnvironment environment) {
            inner.init(wrap.apply(environment));
        }

        @Override
        public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
            return inner.process(annotations, round);
        }
    }

    /** Generates {@code shop.Base}. */
    @SupportedAnnotationTypes("java.lang.Deprecated")
    private static final class BaseProcessor extends AbstractProcessor {
        @Override
        public SourceVersion getSupportedSourceVersion() {
            return SourceVersion.latestSupported();
        }

        @Override
        public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
            if (!annotations.isEmpty()) {
                try (Writer out = processingEnv.getFiler().createSourceFile("shop.Base").openWriter()) {
                    out.write("package shop; abstract class Base extends dev.sinter.nn.Module {}");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return false;
        }
    }
}
