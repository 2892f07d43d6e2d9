package dev.sinter.compiler.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.RandomStream;
import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.TrainingCheckpoint;
import dev.sinter.data.Batch;
import dev.sinter.data.DataLoader;
import dev.sinter.data.Dataset;
import dev.sinter.data.TensorDataset;
import dev.sinter.nn.BatchNorm1d;
import dev.sinter.nn.Dropout;
import dev.sinter.nn.Functional;
import dev.sinter.nn.Linear;
import dev.sinter.nn.ReLU;
import dev.sinter.nn.Sequential;
import dev.sinter.optim.Adam;
import dev.sinter.optim.CosineAnnealingLR;
import dev.sinter.random.Generator;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training whose process is killed goes on in another, bit for bit. */
class ResumeTest {
    private static final int STEPS = 20;
    private static final String SAVED = "saved";

    @TempDir Path folder;

    /** All that a training has: seven batches a round, the last one smaller, so that ten steps end within the second round. */
    private static final class Training {
        final Sequential model = new Sequential(new Linear(4, 16), new BatchNorm1d(16), new ReLU(), new Dropout(0.3),
                new Linear(16, 3));
        final Adam adam = new Adam(model.namedParameters(), 0.02, 0.9, 0.999, 1e-8, 0.01);
        final CosineAnnealingLR rate = new CosineAnnealingLR(adam, STEPS, 0);
        final Generator noise = new Generator(5);
        final DataLoader loader;
        Iterator<Batch> round;

        /** @param workers how many threads make batches, which is no part of the state */
        Training(int workers) {
            Generator made = new Generator(11);
            Tensor x = Sinter.randn(made, 50, 4);
            Dataset<List<Tensor>> examples = new TensorDataset(x, x.narrow(1, 0, 3).argmax(1))
                    .map((example, random) -> List.of(example.get(0).add(Sinter.randn(random, 4).mul(0.1)),
                            example.get(1)));
            loader = new DataLoader(examples, 8).shuffle(23).workers(workers);
            round = loader.iterator();
        }

        TrainingCheckpoint checkpoint() {
            return new TrainingCheckpoint().with("model", model).with("optimizer", adam).with("rate", rate)
                    .with("noise", noise).with("initial", Generator.shared()).with("dropout", RandomStream.shared())
                    .with("data", loader);
        }

        /** Ends where {@code from} began, in the middle of a round. */
        void load(Path file) throws IOException {
            assertThat(checkpoint().load(file)).containsExactly(Map.entry("step", 10L));
            round = loader.iterator();
        }

        void steps(int count) {
            for (int i = 0; i < count; i++) {
                if (!round.hasNext()) {
                    round = loader.iterator();
                }
                Batch batch = round.next();
                Tensor x = batch.get(0).add(Sinter.randn(noise, (int) batch.get(0).size(0), 4).mul(0.1));
                adam.zeroGrad();
                Functional.crossEntropy(model.call(x), batch.get(1)).backward();
                adam.step();
                rate.step();
            }
        }
    }

    /** {@code whole FILE}, {@code first FILE}: ten steps, the file, and then steps for ever; {@code second FILE RESULT}. */
    public static void main(String[] args) throws IOException {
        Sinter.manualSeed(1);
        Training training = new Training(args[0].equals("whole") ? 0 : 2);
        Path file = Path.of(args[1]);
        switch (args[0]) {
            case "whole" -> {
                training.steps(STEPS);
                training.checkpoint().save(file, Map.of("step", 20L));
            }
            case "first" -> {
                training.steps(10);
                training.checkpoint().save(file, Map.of("step", 10L));
                System.out.println(SAVED);
                while (true) {
                    training.steps(1);
                }
            }
            default -> {
                // What another process had drawn before must not matter.
                training.steps(3);
                training.load(file);
                training.steps(10);
                training.checkpoint().save(Path.of(args[2]), Map.of("step", 20L));
            }
        }
    }

    private static Process java(String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
                ResumeTest.class.getName());
        builder.command().addAll(List.of(arguments));
        return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private static void run(String... arguments) throws IOException, InterruptedException {
        Process process = java(arguments);
        try {
            assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    @DisplayName("W3: a process killed after its tenth step and another that goes on have the bits of twenty steps in one:"
            + " parameters, optimiser, scheduler, generators, dropout, place in the data, whose examples are random and made by workers")
    void killedAndResumed() throws IOException, InterruptedException {
        Path whole = folder.resolve("whole.safetensors");
        Path ten = folder.resolve("ten.safetensors");
        Path resumed = folder.resolve("resumed.safetensors");
        run("whole", whole.toString());
        Process first = java("first", ten.toString());
        try (BufferedReader out = new BufferedReader(
                new InputStreamReader(first.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(out.readLine()).isEqualTo(SAVED);
            first.destroyForcibly().waitFor();
        } finally {
            first.destroyForcibly();
        }
        run("second", ten.toString(), resumed.toString());
        Map<String, Tensor> expected = Sinter.load(whole);
        assertThat(expected.keySet()).contains("model/0.weight", "model/1.running_var", "optimizer/lr", "rate/step",
                "noise/state", "initial/state", "dropout/next", "data/given", "data/order", "numbers/step");
        Map<String, Tensor> actual = Sinter.load(resumed);
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, tensor) -> assertThat(actual.get(name).toBuffer().sameBits(tensor.toBuffer())).as(name)
                .isTrue());
        assertThat(Files.readAllBytes(resumed)).isEqualTo(Files.readAllBytes(whole));
        // The training does move: ten steps are not twenty.
        assertThat(Sinter.load(ten).get("model/0.weight").equal(expected.get("model/0.weight"))).isFalse();
        assertThat(expected.get("data/given").toLongArray()).containsExactly(20 - 14);
    }
}
