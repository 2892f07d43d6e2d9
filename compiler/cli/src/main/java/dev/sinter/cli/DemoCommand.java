package dev.sinter.cli;

import dev.sinter.CompiledFunction;
import dev.sinter.Scope;
import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.Trace;
import dev.sinter.compiler.driver.Exporter;
import dev.sinter.data.Batch;
import dev.sinter.data.DataLoader;
import dev.sinter.data.Dataset;
import dev.sinter.data.Digits;
import dev.sinter.data.StrokeDigits;
import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.io.AtomicFile;
import dev.sinter.runtime.io.Npy;
import dev.sinter.samples.digits.DigitsNet;
import dev.sinter.samples.digits.Training;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Everything once: trains on digits, compiles the step, exports a jar, and runs the jar in a JVM of its own. */
@Command(name = "demo", mixinStandardHelpOptions = true, description = "Trains a network on digits, compiles its training step, exports it as a jar and runs the jar alone.", footer = {
    "",
    "Without --data the digits are drawn from strokes. The jar stays in the folder of --out.",
    "Example: sinter demo --quick"
})
final class DemoCommand implements Callable<Integer> {
    private static final int BATCH = 64;
    private static final int STEPS = 5;
    /** Enough that the JVM has compiled both before the last. */
    private static final int ROUNDS = 20;

    @Option(names = "--quick", description = "fewer digits, for a first look") private boolean quick;

    @Option(names = "--data", paramLabel = "DIR", description = "a folder with IDX files (MNIST) or the optdigits tables") private @Nullable Path data;

    @Option(names = "--out", paramLabel = "DIR", description = "where digits.jar goes; else a folder sinter-demo for temporary files") private @Nullable Path out;

    @Spec
    @SuppressWarnings("NullAway.Init") private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter print = spec.commandLine().getOut();
        Path folder = Files
                .createDirectories(out == null ? Path.of(System.getProperty("java.io.tmpdir"), "sinter-demo") : out);
        Path jar = folder.resolve("digits.jar");
        AtomicFile.requireWritable(jar);

        Sinter.manualSeed(0);
        List<? extends Dataset> digits = data == null
                ? List.of(StrokeDigits.generate(quick ? 3000 : 6000, 1), StrokeDigits.generate(quick ? 1000 : 2000, 2))
                : Digits.open(data);
        Dataset train = digits.get(0);
        Dataset unseen = digits.get(1);
        int side = Math.toIntExact(train.get(0).get(0).size(-1));
        print.printf("1. Training on %d digits of %d by %d pixels, in ordinary eager Java (samples/digits)%n",
                train.size(), side, side);
        print.flush();
        Training training = new Training(new DigitsNet(side));
        boolean small = side < StrokeDigits.SIDE;
        training.fit(new DataLoader(train, small ? 32 : BATCH).shuffle(0).dropLast(),
                small ? quick ? 4 : 9 : quick ? 1 : 2);
        double accuracy = training.accuracy(unseen);
        print.printf(Locale.ROOT, "   %.2f %% of %d unseen digits are read right%n", 100 * accuracy, unseen.size());

        print.printf("%n2. The same training step, traced and compiled whole%n");
        print.flush();
        double faster = compareStep(print, train, side);

        print.printf("%n3. Export%n");
        Buffer image = unseen.get(0).get(0).unsqueeze(0).toBuffer();
        CompiledFunction predict = export(training, side, jar);
        long weights = entrySize(jar, ".safetensors");
        print.printf("   %s: %d KB, of which weights %d KB%n", jar, Files.size(jar) / 1024, weights / 1024);
        Buffer expected = predict.call(Sinter.tensor(image)).toBuffer();
        double latency = latency(predict, image);

        print.printf("%n4. The jar in a fresh JVM, with no other class path%n");
        print.flush();
        double first = runAlone(folder, jar, image, expected);
        print.printf("   the same bits as in this process%n%n");

        row(print, "accuracy on unseen digits", "%.2f %%".formatted(100 * accuracy));
        row(print, "compiled step against call by call", "%.1f times faster, same bits".formatted(faster));
        row(print, "digits.jar without weights", "%d KB".formatted((Files.size(jar) - weights) / 1024));
        row(print, "of which the runtime", "%d KB".formatted(runtimeSize(jar) / 1024));
        row(print, "fresh JVM to first prediction", "%.2f s".formatted(first));
        row(print, "latency per image, warm", "%.0f us".formatted(latency));
        print.flush();
        return 0;
    }

    private static void row(PrintWriter print, String what, String value) {
        print.printf("%-36s %s%n", what, value);
    }

    /** How many times faster the compiled step is than the same step call by call; the weights must come out the same. */
    private double compareStep(PrintWriter print, Dataset train, int side) {
        Batch batch = new DataLoader(train, BATCH).iterator().next();
        Training byCall = seeded(side);
        Training traced = seeded(side);
        long traceStart = System.nanoTime();
        CompiledFunction step = trace(traced, side).compile();
        print.printf("   traced and compiled in %d ms%n", (System.nanoTime() - traceStart) / 1_000_000);
        print.flush();
        Supplier<Tensor> slowly = () -> byCall.step(batch.get(0), batch.get(1));
        Supplier<Tensor> quickly = () -> step.call(batch.get(0), batch.get(1));
        double slow = Double.POSITIVE_INFINITY;
        double fast = Double.POSITIVE_INFINITY;
        for (int round = 0; round < ROUNDS; round++) {
            // In turn, and the best of each: what else the machine does then hits both.
            try (Scope _ = Sinter.immediately()) {
                slow = Math.min(slow, timePerStep(slowly));
            }
            fast = Math.min(fast, timePerStep(quickly));
        }
        byCall.net().stateDict().forEach((name, tensor) -> {
            Tensor other = Objects.requireNonNull(traced.net().stateDict().get(name));
            if (!tensor.toBuffer().sameBits(other.toBuffer())) {
                throw new IllegalStateException("the compiled step gave other bits for " + name);
            }
        });
        print.printf(Locale.ROOT,
                "   call by call %.2f ms, compiled %.2f ms a step of %d digits; all weights the same to the bit after %d steps%n",
                slow, fast, BATCH, ROUNDS * STEPS);
        return slow / fast;
    }

    private static Training seeded(int side) {
        Sinter.manualSeed(1);
        return new Training(new DigitsNet(side));
    }

    private static Trace trace(Training training, int side) {
        return Trace.named("train").with(training.net()).with("adam", training.optimizer())
                .input("x: f32[N,1,%d,%d]".formatted(side, side)).input("labels: i64[N]").output("loss")
                .run(in -> List.of(training.step(in.get(0), in.get(1))));
    }

    /** Milliseconds. */
    private static double timePerStep(Supplier<Tensor> step) {
        long start = System.nanoTime();
        for (int i = 0; i < STEPS; i++) {
            step.get().itemFloat();
        }
        return (System.nanoTime() - start) / 1e6 / STEPS;
    }

    /** Writes the jar and returns its default entry point as it runs in this process. */
    private static CompiledFunction export(Training training, int side, Path jar) throws IOException {
        training.net().eval();
        Trace predict = Trace.of(training.net(), "x: f32[N,1,%d,%d]".formatted(side, side));
        training.net().train();
        Trace train = trace(training, side);
        Map<String, Buffer> weights = new TreeMap<>();
        for (Trace trace : List.of(predict, train)) {
            trace.state().forEach((name, tensor) -> weights.put(name, tensor.toBuffer()));
        }
        new Exporter("digits").entry("predict", predict.graph()).entry("train", train.graph()).weights(weights)
                .write(jar);
        return predict.compile();
    }

    /** Microseconds per call with one image. */
    private static double latency(CompiledFunction predict, Buffer image) {
        Tensor input = Sinter.tensor(image);
        double best = Double.POSITIVE_INFINITY;
        for (int round = 0; round < 40; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < 100; i++) {
                predict.call(input);
            }
            best = Math.min(best, (System.nanoTime() - start) / 1e3 / 100);
        }
        return best;
    }

    /** Seconds from the start of a JVM until it has ended with the prediction written; the best of three. */
    private static double runAlone(Path folder, Path jar, Buffer image, Buffer expected)
            throws IOException, InterruptedException {
        Path input = folder.resolve("image.npy");
        Path output = folder.resolve("read.npy");
        Npy.write(input, image);
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", jar.toString()));
        command.addAll(List.of("--input", "x=" + input, "--output", output.toString()));
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < 3; i++) {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "CLASSPATH"));
            long start = System.nanoTime();
            Process process = builder.start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            best = Math.min(best, (System.nanoTime() - start) / 1e9);
            if (code != 0) {
                throw new UserError("the jar alone ended with " + code + ": " + printed.strip());
            }
            if (!Npy.read(output).sameBits(expected)) {
                throw new IllegalStateException("the jar alone gave other bits than this process");
            }
        }
        return best;
    }

    private static long entrySize(Path jar, String ending) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream().filter(entry -> entry.getName().endsWith(ending))
                    .mapToLong(JarEntry::getCompressedSize).sum();
        }
    }

    private static long runtimeSize(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream().filter(entry -> entry.getName().startsWith("dev/sinter/"))
                    .mapToLong(JarEntry::getCompressedSize).sum();
        }
    }
}
