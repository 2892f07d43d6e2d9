package dev.sinter.samples.tour;

import static dev.sinter.Sinter.load;
import static dev.sinter.Sinter.manualSeed;
import static dev.sinter.Sinter.map;
import static dev.sinter.Sinter.noGrad;
import static dev.sinter.Sinter.rand;
import static dev.sinter.Sinter.save;
import static dev.sinter.Sinter.tensor;
import static dev.sinter.Sinter.trace;
import static dev.sinter.Sinter.zeros;

import dev.sinter.CompiledFunction;
import dev.sinter.Tensor;
import dev.sinter.compiler.driver.Exporter;
import dev.sinter.models.vision.ResNet;
import dev.sinter.nn.Linear;
import dev.sinter.nn.Module;
import dev.sinter.nn.Sequential;
import dev.sinter.nn.Tanh;
import dev.sinter.runtime.io.FormatException;
import dev.sinter.runtime.io.Npy;
import dev.sinter.types.DType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** What has been learnt, in files, in jars, and in another process. */
final class Weights {
    static final List<Step> STEPS = List.of(
            new Step(28, "State dicts in files", page -> Folder.with(folder -> files(page, folder))),
            new Step(29, "ResNet-18, from seed to jar", page -> Folder.with(folder -> resnet(page, folder))),
            new Step(30, "Two processes share a tensor", page -> Folder.with(folder -> shared(page, folder))));

    private Weights() {}

    private static Sequential net() {
        return new Sequential(new Linear(4, 8), new Tanh(), new Linear(8, 3));
    }

    private static void files(Page page, Path folder) throws IOException {
        manualSeed(0);
        Sequential net = net();
        Tensor x = rand(2, 4);
        Tensor y = net.call(x);
        for (String name : List.of("net.safetensors", "net.npz", "net.pth", "net.h5")) {
            Path file = folder.resolve(name);
            save(file, net.stateDict());
            Sequential again = net();
            again.loadStateDict(load(file));
            page.show("again.loadStateDict(load(\"" + name + "\")): the same bits",
                    again.call(x).toBuffer().sameBits(y.toBuffer()));
        }
        Map<String, Tensor> wrong = new LinkedHashMap<>(net.stateDict());
        wrong.remove("0.bias");
        wrong.put("2.weight", zeros(3, 9));
        wrong.put("fc.weight", zeros(1));
        save(folder.resolve("wrong.pth"), wrong);
        Map<String, Tensor> loaded = load(folder.resolve("wrong.pth"));
        page.refused("net.loadStateDict(load(\"wrong.pth\"))", () -> {
            net.loadStateDict(loaded);
            return "loaded";
        });
        Files.write(folder.resolve("evil.pth"), evil());
        try {
            page.show("load(\"evil.pth\")", load(folder.resolve("evil.pth")));
        } catch (FormatException e) {
            page.show("load(\"evil.pth\")", e.reason());
        }
    }

    /** What {@code torch.save} writes for an object that says it is made by calling {@code os.system}. */
    private static byte[] evil() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setMethod(ZipOutputStream.DEFLATED);
            zip.setLevel(0);
            zip.putNextEntry(new ZipEntry("archive/data.pkl"));
            zip.write("\u0080\u0002cos\nsystem\nX\u0007\0\0\0whoami;\u0085R.".getBytes(StandardCharsets.ISO_8859_1));
        }
        return bytes.toByteArray();
    }

    private static void resnet(Page page, Path folder) throws IOException {
        Path recorded = Path.of(System.getProperty("sinter.shared", "../shared"), "data", "torchvision-expected",
                "resnet18.csv");
        if (!Files.exists(recorded)) {
            throw new Missing("the outputs that torchvision records are not in " + recorded);
        }
        manualSeed(0);
        Module resnet = ResNet.resnet18(50);
        resnet.eval();
        Tensor x = rand(1, 3, 224, 224);
        Tensor y = noGrad(() -> resnet.call(x));
        page.show("resnet.call(x) is what torchvision records, to 1e-5 of its largest", closeTo(y, recorded));
        Path file = folder.resolve("resnet18.pth");
        save(file, resnet.stateDict());
        Module again = ResNet.resnet18(50);
        again.eval();
        again.loadStateDict(load(file));
        page.show("saved and loaded: the same bits", same(noGrad(() -> again.call(x)), y));
        CompiledFunction compiled = trace(again, "x: f32[N,3,224,224]").compile();
        page.show("compiled: the same bits", same(compiled.call(x), y));
        new Exporter("resnet").entry(trace(again, "x: f32[N,3,224,224]")).write(folder.resolve("resnet.jar"));
        Npy.write(folder.resolve("x.npy"), x.toBuffer());
        page.show("java -jar resnet.jar --input x=x.npy --output y=y.npy", Folder.printed(
                Folder.java(folder, List.of("-jar", "resnet.jar", "--input", "x=x.npy", "--output", "y=y.npy"))));
        page.show("exported: the same bits", same(tensor(Npy.read(folder.resolve("y.npy"))), y));
    }

    private static boolean closeTo(Tensor y, Path recorded) throws IOException {
        List<Double> expected = Files.readAllLines(recorded).stream().map(Double::valueOf).toList();
        double largest = expected.stream().mapToDouble(Math::abs).max().orElseThrow();
        float[] actual = y.reshape(-1).toFloatArray();
        boolean isClose = actual.length == expected.size();
        for (int i = 0; isClose && i < actual.length; i++) {
            isClose = Math.abs(actual[i] - expected.get(i)) <= 1e-5 * largest;
        }
        return isClose;
    }

    private static boolean same(Tensor a, Tensor b) {
        return a.toBuffer().sameBits(b.toBuffer());
    }

    private static void shared(Page page, Path folder) throws IOException {
        Tensor loss = map(folder.resolve("loss"), DType.F32);
        Tensor step = map(folder.resolve("step"), DType.I64);
        Tensor seen = map(folder.resolve("seen"), DType.I64);
        Process trainer = Folder.java(Path.of("").toAbsolutePath(),
                List.of("-cp", System.getProperty("java.class.path"), Trainer.class.getName(), folder.toString()));
        float[] losses = new float[Trainer.LOOKS];
        for (int look = 0; look < losses.length; look++) {
            long looks = look;
            Trainer.await(() -> step.item().longValue() > looks || !trainer.isAlive());
            losses[look] = loss.item().floatValue();
            seen.add_(1);
        }
        String printed = Folder.printed(trainer);
        page.show("the other process trained", printed);
        page.show("loss.item(), while it trained", List.of(losses[0], losses[losses.length - 1]).toString());
        page.show("the last is what it printed", printed.startsWith("loss " + losses[losses.length - 1] + "\n"));
    }
}
