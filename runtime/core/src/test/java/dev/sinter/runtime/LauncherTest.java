package dev.sinter.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.runtime.io.Npy;
import dev.sinter.runtime.io.Npz;
import dev.sinter.runtime.io.Safetensors;
import dev.sinter.runtime.io.SafetensorsWriter;
import dev.sinter.types.DType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherTest {
    @TempDir Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Artifact model = new HandWritten.Model();

    @BeforeEach
    void inputs() throws IOException {
        Npy.write(folder.resolve("x.npy"), Buffer.of(new float[]{1, 2, 3, 4}, 2, 2));
        Npy.write(folder.resolve("rate.npy"), Buffer.of(new float[]{5}));
    }

    /** Runs with {@code @} in front of each file's name standing for the folder. */
    private int run(String... args) {
        out.reset();
        err.reset();
        String[] full = Stream.of(args).map(arg -> arg.replace("@", folder + "/")).toArray(String[]::new);
        return Launcher.run(model, full, new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8).replace(folder + "/", "@");
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8).replace(folder + "/", "@").strip();
    }

    private void refuses(int code, String message, String... args) throws IOException {
        List<Path> before = files();
        assertThat(run(args)).as(String.join(" ", args)).isEqualTo(code);
        String usage = code == Launcher.USAGE ? "\n--help shows what can be given" : "";
        assertThat(err()).isEqualTo(message + usage);
        assertThat(out()).isEmpty();
        assertThat(files()).isEqualTo(before);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.sorted().toList();
        }
    }

    @Test
    void readsFilesAndWritesFiles() throws IOException {
        assertThat(run("--input", "x=@x.npy", "--output", "y=@y.npy")).isZero();
        assertThat(out() + err()).isEmpty();
        assertThat(Npy.read(folder.resolve("y.npy")).floats()).containsExactly(0, 10.5f, 5, 22.5f);
        assertThat(run("--input=x=@x.npy", "--output=y=@again.npy", "--entry=predict")).isZero();
        assertThat(folder.resolve("again.npy")).hasSameBinaryContentAs(folder.resolve("y.npy"));
    }

    @Test
    void needsNoNamesWhereThereIsOneOfAKind() throws IOException {
        assertThat(run("--input", "@x.npy", "--output", "@y.npy")).isZero();
        assertThat(Npy.read(folder.resolve("y.npy")).floats()).containsExactly(0, 10.5f, 5, 22.5f);
    }

    @Test
    void showsTheOutputsWhenTheyGoNowhere() {
        assertThat(run("--input", "@x.npy")).isZero();
        assertThat(out()).isEqualTo("y: f32[2,2] {0.0, 10.5, 5.0, 22.5}" + System.lineSeparator());
    }

    @Test
    void takesNamedTensorsFromArchives() throws IOException {
        Map<String, Buffer> tensors = Map.of("x", Npy.read(folder.resolve("x.npy")), "rate",
                Npy.read(folder.resolve("rate.npy")));
        Npz.write(folder.resolve("in.npz"), tensors);
        SafetensorsWriter.write(folder.resolve("in.safetensors"), tensors, Map.of());
        for (String file : new String[]{"@in.npz", "@in.safetensors"}) {
            assertThat(run("--entry", "nudge", "--input", file, "--output", "@out.npz", "--output", "b=@out.npz"))
                    .isZero();
            Map<String, Buffer> outputs = Npz.read(folder.resolve("out.npz"));
            assertThat(outputs).containsOnlyKeys("mean", "b");
            assertThat(outputs.get("b").floats()).containsExactly(0, 15.5f);
        }
        assertThat(run("--input", "x=@in.npz", "--output", "@y.safetensors")).isZero();
        assertThat(Safetensors.read(folder.resolve("y.safetensors"))).containsOnlyKeys("y");
    }

    @Test
    void keepsTheStateOnRequestAndBeginsWithItAgain() throws IOException {
        String[] step = {"--entry", "nudge", "--input", "x=@x.npy", "--input", "rate=@rate.npy", "--output",
            "@mean.npy"};
        assertThat(
                run(Stream.concat(Stream.of(step), Stream.of("--save-state", "@s.safetensors")).toArray(String[]::new)))
                .isZero();
        assertThat(err()).isEmpty();
        assertThat(run("--input", "@x.npy", "--state", "@s.safetensors", "--output", "@y.npy")).isZero();
        assertThat(Npy.read(folder.resolve("y.npy")).floats()).containsExactly(7, 25.5f, 15, 37.5f);
        assertThat(run(step)).isZero();
        assertThat(err()).isEqualTo("the run has changed the state, which is now lost; --save-state FILE keeps it");
    }

    @Test
    void helpShowsTheEntriesAndAnExample() {
        assertThat(run("--help")).isZero();
        assertThat(out()).startsWith("model: a compiled model\n").endsWith("""
                Entries:
                  predict(x: f32[N,K], state w: f32[K,M], state b: f32[M]) -> y: f32[N,M]
                  nudge(x: f32[N,M], rate: f32[], state b: f32[M]) -> mean: f32[M], new b: f32[M]

                Example:
                  java -jar model.jar --input x=x.npy --output y=y.npy
                """);
    }

    @Test
    void refusesArgumentsThatMakeNoSense() throws IOException {
        String signature = "it is predict(x: f32[N,K], state w: f32[K,M], state b: f32[M]) -> y: f32[N,M]";
        refuses(2, "predict needs the input x: f32[N,K]; give it with --input x=FILE");
        refuses(2, "there is no option '--speed'", "--speed", "9");
        refuses(2, "there is no option 'x.npy'", "x.npy");
        refuses(2, "--input needs a value", "--input");
        refuses(2, "--entry is given twice", "--entry", "predict", "--entry", "nudge");
        refuses(2, "model has no entry 'train'; it has predict, nudge", "--entry", "train");
        refuses(2, "predict has no input 'z'; " + signature, "--input", "z=@x.npy");
        refuses(2, "predict has no output 'z'; " + signature, "--input", "@x.npy", "--output", "z=@y.npy");
        refuses(2, "the input x is given twice", "--input", "@x.npy", "--input", "x=@x.npy");
        refuses(2, "the output y is given two files", "--output", "y=@y.npy", "--output", "@z.npy");
        refuses(2, "the name of a file is missing", "--input", "x=");
        refuses(2, "the name of a file of tensors ends in .npy, .npz or .safetensors, unlike '@x.txt'", "--input",
                "x=@x.txt");
        refuses(2, "nudge has 2 inputs; say for which @x.npy is, as in --input NAME=@x.npy", "--entry", "nudge",
                "--input", "@x.npy");
        refuses(2,
                "an .npy file holds one tensor, but @o.npy is for [mean, b]; name one of them, as in --output NAME=FILE, or use .npz or .safetensors",
                "--entry", "nudge", "--output", "@o.npy", "--output", "b=@o.npy");
        refuses(2, "a state is a .safetensors file, unlike '@s.npz'", "--input", "@x.npy", "--save-state", "@s.npz");
    }

    @Test
    void writesNoFileTwiceHoweverItIsSpelt() throws IOException {
        String all = "; name one of them, as in --output NAME=FILE, or use .npz or .safetensors";
        refuses(2, "an .npy file holds one tensor, but @o.npy is for [mean, b]" + all, "--entry", "nudge", "--output",
                "mean=@o.npy", "--output", "b=@./o.npy");
        Files.createDirectory(folder.resolve("sub"));
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("sub"));
        refuses(2, "an .npy file holds one tensor, but @sub/o.npy is for [mean, b]" + all, "--entry", "nudge",
                "--output", "mean=@sub/o.npy", "--output", "b=@link/../link/o.npy");
        Npz.write(folder.resolve("o.npz"), Map.of());
        Files.createSymbolicLink(folder.resolve("alias.npy"), folder.resolve("o.npz"));
        refuses(2, "@o.npz and @alias.npy are one file, which has one format", "--entry", "nudge", "--output",
                "mean=@o.npz", "--output", "b=@alias.npy");
        assertThat(
                run("--entry", "nudge", "--input", "x=@x.npy", "--input", "rate=@rate.npy", "--output", "mean=@o.npz",
                        "--output", "b=@sub/../o.npz"))
                .isZero();
        assertThat(Npz.read(folder.resolve("o.npz"))).containsOnlyKeys("mean", "b");
    }

    @Test
    void replacesNothingThatItReadsOrWrites() throws IOException {
        SafetensorsWriter.write(folder.resolve("in.safetensors"), Map.of("x", Npy.read(folder.resolve("x.npy"))),
                Map.of());
        refuses(2, "--output y=@./x.npy would replace the file that --input x=@x.npy reads; name another one",
                "--input", "x=@x.npy", "--output", "y=@./x.npy");
        refuses(2, "--save-state @in.safetensors would replace the file that --input @in.safetensors reads;"
                + " name another one", "--input", "@in.safetensors", "--save-state", "@in.safetensors");
        refuses(2, "--save-state @./o.safetensors would replace the file that --output y=@o.safetensors writes;"
                + " name another one", "--input", "@x.npy", "--output", "y=@o.safetensors", "--save-state",
                "@./o.safetensors");
        assertThat(run("--input", "@x.npy", "--save-state", "@s.safetensors")).isZero();
        refuses(2, "--output y=@s.safetensors would replace the file that --state @s.safetensors reads;"
                + " name another one", "--input", "@x.npy", "--state", "@s.safetensors", "--output",
                "y=@s.safetensors");
        // A state goes on in its own file.
        assertThat(run("--entry", "nudge", "--input", "x=@x.npy", "--input", "rate=@rate.npy", "--state",
                "@s.safetensors", "--save-state", "@s.safetensors")).isZero();
    }

    private static Artifact failing(Supplier<RuntimeException> failure) {
        return new HandWritten.Model() {
            @Override
            protected Executable create(String entry) {
                return new Program("entry predict\ninput x f32[N,M]\noutput y f32[]\nstep s 1 1\n") {
                    @Override
                    protected void step(int step, long lo, long hi) {
                        throw failure.get();
                    }
                };
            }
        };
    }

    @Test
    void saysInOneSentenceThatTheProgramIsAtFault() throws IOException {
        model = failing(() -> new ArrayIndexOutOfBoundsException("Index 9 out of bounds for length 4"));
        assertThat(run("--input", "@x.npy")).isEqualTo(1);
        assertThat(err()).startsWith("predict: this is a fault of the compiled program, not of what was given: "
                + "java.lang.ArrayIndexOutOfBoundsException: Index 9 out of bounds for length 4 at ").hasLineCount(1);
        model = failing(() -> {
            throw new NoClassDefFoundError("net/Predict_3");
        });
        refuses(1,
                "the classes of model do not fit together (java.lang.NoClassDefFoundError: net/Predict_3); the jar is"
                        + " damaged, or another version of the runtime comes before it on the class path",
                "--input", "@x.npy");
        model = failing(() -> {
            throw new ExceptionInInitializerError(new IllegalArgumentException("sinter.threads: 'x'"));
        });
        refuses(1, "sinter.threads: 'x'", "--input", "@x.npy");
        model = failing(() -> new IndexOutOfBoundsException("the index 3 points outside"));
        refuses(1, "predict: the index 3 points outside", "--input", "@x.npy");
    }

    @Test
    void refusesFilesThatAreNotAsNeeded() throws IOException {
        refuses(1, "cannot read @none.npy: there is no such file", "--input", "@none.npy", "--output", "@y.npy");
        Files.createDirectory(folder.resolve("sub.npy"));
        refuses(1, "cannot read @sub.npy: it is a folder", "--input", "@sub.npy", "--output", "@y.npy");
        Files.writeString(folder.resolve("text.npy"), "not an array");
        refuses(1, "@text.npy is malformed at byte 0: an .npy file begins with \\x93NUMPY", "--input", "@text.npy",
                "--output", "@y.npy");
        Npy.write(folder.resolve("d.npy"), Buffer.zeros(DType.F64, 2, 2));
        refuses(1, "predict: the input x is f64[2,2], but f32[N,K] is needed: its elements are f64 instead of f32",
                "--input", "@d.npy", "--output", "@y.npy");
        Npz.write(folder.resolve("two.npz"), Map.of("p", Buffer.zeros(DType.F32), "q", Buffer.zeros(DType.F32)));
        run("--input", "x=@two.npz");
        assertThat(err()).startsWith("@two.npz has no tensor 'x'; it has [");
    }

    @Test
    void saysThatAnOutputCannotBeWrittenBeforeItComputes() throws IOException {
        model = new Artifact() {
            @Override
            public String name() {
                return "never";
            }

            @Override
            public List<String> entries() {
                return List.of("predict");
            }

            @Override
            protected Executable create(String entry) {
                return new Program(
                        "entry predict\ninput x f32[N,M]\noutput y bf16[N,M]\noutput z f32[]\nstep s 1 1\n") {
                    @Override
                    protected void step(int step, long lo, long hi) {
                        throw new AssertionError("computed");
                    }
                };
            }

            @Override
            protected InputStream resource(String name) {
                return null;
            }
        };
        refuses(1, "cannot write @none/z.npy: there is no folder @none", "--input", "@x.npy", "--output",
                "z=@none/z.npy");
        Files.createDirectory(folder.resolve("z.npy"));
        refuses(1, "cannot write @z.npy: it is a folder", "--input", "@x.npy", "--output", "z=@z.npy");
        refuses(1, "cannot write @none/s.safetensors: there is no folder @none", "--input", "@x.npy", "--save-state",
                "@none/s.safetensors");
        refuses(2, "the output y is bf16[N,M], which .npz cannot hold; use .safetensors", "--input", "@x.npy",
                "--output", "@o.npz");
    }
}
