package dev.sinter.cli;

import dev.sinter.CompiledFunction;
import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.Trace;
import dev.sinter.compiler.driver.Compilation;
import dev.sinter.compiler.driver.Compiler;
import dev.sinter.compiler.driver.Exporter;
import dev.sinter.data.Batch;
import dev.sinter.data.DataLoader;
import dev.sinter.data.Progress;
import dev.sinter.runtime.Artifact;
import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.Entry;
import dev.sinter.runtime.io.AtomicFile;
import dev.sinter.runtime.io.Npy;
import dev.sinter.runtime.io.Safetensors;
import dev.sinter.samples.digits.DigitsNet;
import dev.sinter.samples.digits.Training;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What {@code sinter demo} does, chapter by chapter. */
final class Demo {
    /** The steps after which eager and compiled training must agree in every bit. */
    private static final int COMPARED_STEPS = 10;
    private static final String JAR = "digits.jar";

    private final PrintStream out;
    private final Path folder;
    private final boolean quick;
    private final Map<String, String> summary = new LinkedHashMap<>();

    Demo(PrintStream out, Path folder, boolean quick) {
        this.out = out;
        this.folder = folder;
        this.quick = quick;
    }

    void run(@Nullable Path given) throws IOException, InterruptedException {
        DemoData data = DemoData.of(given, quick);
        say("everything is written to " + writable(folder));
        say(data.train().size() + " " + data.origin() + " to learn from, " + data.unseen().size()
                + " others to test with");
        Training training = train(data);
        compileStep(data);
        Path jar = export(training, data.side());
        runElsewhere(training, data);
        latency(jar, data);
        out.println();
        summary.forEach((what, value) -> say(what + " ".repeat(36 - what.length()) + value));
        out.println();
        say("next: java -jar " + jar + " --help, or sinter explain " + jar);
    }

    /** The folder, made if it is not there; refused before anything is computed where nothing can be written to it. */
    private static Path writable(Path folder) throws IOException {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new UserError("--out: '" + folder + "' is a file; a folder is needed");
        }
        try {
            Files.createDirectories(folder);
            AtomicFile.requireWritable(folder.resolve(JAR));
        } catch (IOException e) {
            throw new UserError("the folder " + folder + " cannot be written to (" + Messages.of(e)
                    + "); name another one with --out", e);
        }
        return folder;
    }

    private void say(String line) {
        out.println(line);
    }

    /** The number with so many digits after the point. */
    private static String fixed(double number, int digits) {
        return BigDecimal.valueOf(number).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
    }

    private void chapter(String title) {
        out.println();
        out.println(title);
    }

    private static Training fresh(int side) {
        Sinter.manualSeed(0);
        return new Training(new DigitsNet(side));
    }

    /** Chapter 1: the network learns, eagerly. */
    private Training train(DemoData data) throws IOException {
        chapter("1. Eager Java learns digits");
        Training training = fresh(data.side());
        say(training.net().toString());
        DataLoader batches = new DataLoader(data.train(), data.batch()).shuffle(0).dropLast();
        boolean terminal = out == System.out
                && Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
        try (Progress progress = new Progress("training", batches.size() * data.epochs(), out, terminal)) {
            training.fit(batches, data.epochs(), progress);
        }
        String accuracy = fixed(100 * training.accuracy(data.unseen()), 2) + " %";
        say(accuracy + " of " + data.unseen().size() + " unseen digits are read right");
        summary.put("accuracy on unseen digits", accuracy);
        return training;
    }

    private static Trace traceStep(Training training, int side) {
        return Trace.named("train").with(training.net()).with("optimizer", training.optimizer())
                .input("x", "f32[N,1," + side + "," + side + "]").input("target", "i64[N]").output("loss")
                .run(in -> List.of(training.step(in.get(0), in.get(1))));
    }

    /** Chapter 2: forward, backward and update as one program; the same bits, sooner. */
    private void compileStep(DemoData data) {
        chapter("2. The training step, compiled");
        Training eager = fresh(data.side());
        Training together = fresh(data.side());
        long start = System.nanoTime();
        Trace trace = traceStep(together, data.side());
        CompiledFunction step = trace.compile();
        double seconds = (System.nanoTime() - start) * 1e-9;
        Compilation compilation = Compiler.strict().compile(trace.graph(), "dev.sinter.program.Demo", Set.of());
        say(trace.graph().nodes().size() + " nodes became " + compilation.schedule().steps().size()
                + " kernels; traced and compiled in " + fixed(seconds, 2) + " s");
        List<Batch> batches = first(data, COMPARED_STEPS);
        for (Batch batch : batches) {
            Buffer loss = eager.step(batch.get(0), batch.get(1)).toBuffer();
            requireSame("the loss", loss, step.call(batch.get(0), batch.get(1)).toBuffer());
        }
        Map<String, Buffer> expected = state(eager);
        state(together).forEach((name, value) -> requireSame(name, Objects.requireNonNull(expected.get(name)), value));
        say("after " + batches.size() + " steps it has the bits of eager code: in each loss and in " + expected.size()
                + " tensors of weights and optimizer");
        Batch batch = batches.get(0);
        Training stepped = fresh(data.side());
        double[] each = new Stopwatch(quick ? 1.6 : 10, quick ? 0.9 : 4).seconds(
                () -> {
                    try (var _ = Sinter.immediately()) {
                        stepped.step(batch.get(0), batch.get(1)).itemFloat();
                    }
                },
                () -> eager.step(batch.get(0), batch.get(1)).itemFloat(),
                () -> step.call(batch.get(0), batch.get(1)).itemFloat());
        say("a step of " + data.batch() + " digits: call by call (immediately) " + fixed(1e3 * each[0], 2)
                + " ms, as eager code runs " + fixed(1e3 * each[1], 2) + " ms, compiled " + fixed(1e3 * each[2], 2)
                + " ms");
        summary.put("compiled training step", fixed(1e3 * each[2], 2) + " ms, " + fixed(each[0] / each[2], 1)
                + " times faster than call by call");
    }

    private static List<Batch> first(DemoData data, int count) {
        List<Batch> batches = new ArrayList<>();
        for (Batch batch : new DataLoader(data.train(), data.batch()).dropLast()) {
            if (batches.size() < count) {
                batches.add(batch);
            }
        }
        return batches;
    }

    /** The weights, and under a prefix what the optimizer keeps. */
    private static Map<String, Buffer> state(Training training) {
        Map<String, Buffer> state = new LinkedHashMap<>();
        training.net().stateDict().forEach((name, tensor) -> state.put(name, tensor.toBuffer()));
        training.optimizer().stateDict().forEach((name, tensor) -> state.put("optimizer." + name, tensor.toBuffer()));
        return state;
    }

    private static void requireSame(String what, Buffer expected, Buffer came) {
        if (!came.sameBits(expected)) {
            throw new UserError(
                    "this is a fault in sinter: " + what + " should be " + expected + ", but is " + came);
        }
    }

    /** Chapter 3: prediction and training step, with the weights, as a jar. */
    private Path export(Training training, int side) throws IOException {
        chapter("3. A jar");
        training.net().eval();
        Trace predict = Trace.of(training.net(), "x: f32[N,1," + side + "," + side + "]");
        Trace train = traceStep(training, side);
        Path jar = folder.resolve(JAR);
        new Exporter("digits").entry(predict).entry(train).write(jar);
        Map<String, Long> sizes = sizes(jar);
        long weight = sizes.getOrDefault("weights", 0L);
        say(JAR + ": entry points predict and train; compressed bytes: " + sizes);
        summary.put("size of digits.jar", kilobytes(Files.size(jar)) + ", without weights "
                + kilobytes(Files.size(jar) - weight));
        summary.put("of which the runtime", kilobytes(sizes.getOrDefault("runtime", 0L)));
        return jar;
    }

    /** How many bytes each part of the jar takes in it. */
    private static Map<String, Long> sizes(Path jar) throws IOException {
        try (JarFile files = new JarFile(jar.toFile())) {
            return files.stream().collect(Collectors.groupingBy(file -> part(file.getName()), TreeMap::new,
                    Collectors.summingLong(JarEntry::getCompressedSize)));
        }
    }

    private static String part(String file) {
        return file.startsWith("dev/sinter/")
                ? "runtime"
                : file.endsWith(".class") ? "program" : file.endsWith(Artifact.WEIGHTS) ? "weights" : "graphs";
    }

    private static String kilobytes(long bytes) {
        return Math.ceilDiv(bytes, 1000) + " KB";
    }

    /** Chapter 4: the jar alone, in a JVM of its own, has the bits of this one. */
    private void runElsewhere(Training training, DemoData data) throws IOException, InterruptedException {
        chapter("4. The jar in a fresh JVM");
        FreshJvm jvm = new FreshJvm(folder, JAR);
        Batch unseen = data.unseen().batch(IntStream.range(0, data.unseen().size()).toArray());
        Npy.write(folder.resolve("unseen.npy"), unseen.get(0).toBuffer());
        Npy.write(folder.resolve("one.npy"), data.unseen().batch(new int[]{0}).get(0).toBuffer());
        jvm.run("--input", "x=unseen.npy", "--output", "y=logits.npy");
        Tensor logits = Sinter.noGrad(() -> training.net().call(unseen.get(0)));
        requireSame("logits.npy", logits.toBuffer(), Npy.read(folder.resolve("logits.npy")));
        say("java -jar " + JAR + " --input x=unseen.npy --output y=logits.npy");
        say("  " + unseen.get(0).size(0) + " predictions, to the bit those of this process");
        int times = quick ? 3 : 7;
        double first = Double.POSITIVE_INFINITY;
        for (int i = 0; i < times; i++) {
            first = Math.min(first, jvm.run("--input", "x=one.npy", "--output", "y=one-logits.npy"));
        }
        summary.put("fresh JVM to first prediction",
                fixed(first, 2) + " s, start and end of the JVM included, best of " + times);
        trainElsewhere(jvm, training, first(data, 1).get(0));
    }

    private void trainElsewhere(FreshJvm jvm, Training training, Batch batch)
            throws IOException, InterruptedException {
        Npy.write(folder.resolve("x.npy"), batch.get(0).toBuffer());
        Npy.write(folder.resolve("target.npy"), batch.get(1).toBuffer());
        jvm.run("--entry", "train", "--input", "x=x.npy", "--input", "target=target.npy", "--output", "loss=loss.npy",
                "--save-state", "trained.safetensors");
        requireSame("loss.npy", training.step(batch.get(0), batch.get(1)).toBuffer(),
                Npy.read(folder.resolve("loss.npy")));
        Map<String, Buffer> saved = Safetensors.read(folder.resolve("trained.safetensors"));
        Map<String, Buffer> here = state(training);
        saved.forEach((name, value) -> requireSame(name, Objects.requireNonNull(here.get(name)), value));
        say("java -jar " + JAR + " --entry train ... --save-state trained.safetensors");
        say("  a training step, to the bit that of this process: the loss and " + saved.size() + " tensors");
    }

    /** What a call takes when the JVM has warmed up. */
    private void latency(Path jar, DemoData data) throws IOException {
        Artifact artifact = ModelFile.open(jar).artifact();
        Entry predict = artifact.entry("predict", artifact.initialState());
        int several = Math.min(64, data.train().size());
        Stopwatch stopwatch = new Stopwatch(quick ? 0.5 : 1.5, quick ? 0.5 : 1);
        double one = stopwatch.seconds(call(predict, data, 1))[0];
        double many = stopwatch.seconds(call(predict, data, several))[0];
        summary.put("latency per image, warm", fixed(1e3 * one, 3) + " ms one at a time, "
                + fixed(1e3 * many / several, 3) + " ms " + several + " at a time");
    }

    private static Runnable call(Entry entry, DemoData data, int count) {
        int[] numbers = IntStream.range(0, count).toArray();
        @Nullable Buffer[] arguments = {data.train().batch(numbers).get(0).toBuffer()};
        @Nullable Buffer[] results = new Buffer[1];
        return () -> entry.call(arguments, results);
    }
}
