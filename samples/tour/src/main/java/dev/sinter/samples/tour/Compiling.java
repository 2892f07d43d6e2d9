package dev.sinter.samples.tour;

import static dev.sinter.Sinter.manualSeed;
import static dev.sinter.Sinter.rand;
import static dev.sinter.Sinter.tensor;
import static dev.sinter.Sinter.trace;

import dev.sinter.CompiledFunction;
import dev.sinter.Parameter;
import dev.sinter.Tensor;
import dev.sinter.Trace;
import dev.sinter.compiler.cpu.CpuBackend;
import dev.sinter.compiler.driver.Exporter;
import dev.sinter.compiler.passes.Pipeline;
import dev.sinter.compiler.schedule.Schedule;
import dev.sinter.compiler.schedule.Scheduler;
import dev.sinter.data.Batch;
import dev.sinter.data.DataLoader;
import dev.sinter.data.StrokeDigits;
import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.io.Npy;
import dev.sinter.samples.digits.DigitsNet;
import dev.sinter.samples.digits.Training;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.IntStream;

/** From eager code to what is shipped. */
final class Compiling {
    static final List<Step> STEPS = List.of(
            new Step(31, "One program for every size of batch", Compiling::symbolicBatch),
            new Step(32, "A whole training step as one program", Compiling::trainingStep),
            new Step(33, "A jar that runs alone", page -> Folder.with(folder -> jar(page, folder))),
            new Step(34, "A mistake that javac finds", page -> Folder.with(folder -> mistake(page, folder))));

    private Compiling() {}

    private static DigitsNet net() {
        manualSeed(0);
        DigitsNet net = new DigitsNet(8);
        net.eval();
        return net;
    }

    private static void symbolicBatch(Page page) {
        DigitsNet net = net();
        Trace traced = trace(net, "x: f32[N,1,8,8]");
        page.show("traced.graph()", traced.graph());
        Pipeline.Outcome passes = Pipeline.current().explain(traced.graph());
        passes.steps().stream().filter(step -> !step.fired().isEmpty())
                .forEach(step -> page.show("what " + step.pass() + " changed", step.fired()));
        Schedule schedule = Scheduler.fusing().schedule(passes.graph());
        page.show("the last kernel as Java", CpuBackend.listings(schedule).getLast());
        CompiledFunction predict = traced.compile();
        for (long batch : new long[]{1, 7, 64}) {
            Tensor x = rand(batch, 1, 8, 8);
            page.show("predict.call(x) of " + batch + " images has eager code's bits",
                    predict.call(x).toBuffer().sameBits(net.call(x).toBuffer()));
        }
    }

    private static Training training() {
        manualSeed(0);
        return new Training(new DigitsNet(StrokeDigits.SIDE));
    }

    private static void trainingStep(Page page) {
        Training eager = training();
        Training compiled = training();
        CompiledFunction step = Trace.named("train")
                .with(compiled.net())
                .with("optimizer", compiled.optimizer())
                .input("images", "f32[N,1,28,28]")
                .input("labels", "i64[N]")
                .output("loss")
                .run(in -> List.of(compiled.step(in.get(0), in.get(1))))
                .compile();
        for (Batch batch : new DataLoader(StrokeDigits.generate(64, 1), 16)) {
            Tensor loss = step.call(batch.get(0), batch.get(1));
            page.show("step.call(images, labels)", loss);
            page.show("eager code's bits", eager.step(batch.get(0), batch.get(1)).toBuffer().sameBits(loss.toBuffer()));
        }
        page.show("the same weights", sameWeights(eager, compiled));
    }

    private static boolean sameWeights(Training a, Training b) {
        List<Parameter> others = b.net().parameters();
        return IntStream.range(0, others.size()).allMatch(
                i -> others.get(i).toBuffer().sameBits(a.net().parameters().get(i).toBuffer()));
    }

    private static void jar(Page page, Path folder) throws IOException {
        DigitsNet net = net();
        Path jar = folder.resolve("digits.jar");
        Path again = folder.resolve("again.jar");
        new Exporter("digits").entry(trace(net, "x: f32[N,1,8,8]")).write(jar);
        new Exporter("digits").entry(trace(net, "x: f32[N,1,8,8]")).write(again);
        page.show("both exports have the same bytes", Files.mismatch(jar, again) < 0);
        Buffer x = rand(3, 1, 8, 8).toBuffer();
        Npy.write(folder.resolve("x.npy"), x);
        Process process = Folder.java(folder,
                List.of("-jar", "digits.jar", "--input", "x=x.npy", "--output", "y=y.npy"));
        page.show("java -jar digits.jar --input x=x.npy --output y=y.npy", Folder.printed(process));
        page.show("y.npy has eager code's bits",
                Npy.read(folder.resolve("y.npy")).sameBits(net.call(tensor(x)).toBuffer()));
    }

    private static void mistake(Page page, Path folder) throws IOException {
        Path source = folder.resolve("Net.java");
        Files.writeString(source, """
                import dev.sinter.Model;
                import dev.sinter.Tensor;
                import dev.sinter.nn.Linear;
                import dev.sinter.nn.Module;

                @Model(inputs = "x: f32[N,784]")
                public class Net extends Module {
                    final Linear hidden = new Linear(784, 100);
                    final Linear output = new Linear(10, 100); // the wrong way round

                    @Override
                    public Tensor forward(Tensor x) {
                        return output.call(hidden.call(x).relu());
                    }
                }
                """);
        String path = System.getProperty("java.class.path");
        StringWriter printed = new StringWriter();
        PrintWriter out = new PrintWriter(printed);
        int exit = ToolProvider.findFirst("javac").orElseThrow().run(out, out, "--processor-path", path, "-cp", path,
                "-d",
                folder.toString(), source.toString());
        page.show("javac Net.java", printed.toString().replace(folder + File.separator, "") + "exit " + exit);
    }
}
