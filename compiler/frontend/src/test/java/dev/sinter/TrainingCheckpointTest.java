package dev.sinter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.ir.Diagnostic;
import dev.sinter.nn.Linear;
import dev.sinter.nn.Module;
import dev.sinter.nn.Sequential;
import dev.sinter.nn.Tanh;
import dev.sinter.optim.Adam;
import dev.sinter.optim.CosineAnnealingLR;
import dev.sinter.random.Generator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training that is saved and goes on. */
class TrainingCheckpointTest {
    @TempDir Path folder;

    /** A training whose inputs are random. */
    private static final class Training {
        final Module model = new Sequential(new Linear(3, 5), new Tanh(), new Linear(5, 1));
        final Adam adam = new Adam(model.namedParameters(), 0.05, 0.9, 0.999, 1e-8, 0.01);
        final CosineAnnealingLR rate = new CosineAnnealingLR(adam, 20, 0);
        final Generator random = new Generator(3);

        void steps(int count) {
            for (int i = 0; i < count; i++) {
                Tensor x = Sinter.randn(random, 8, 3);
                adam.zeroGrad();
                model.call(x).sub(x.square().sum(1).unsqueeze(1)).square().mean().backward();
                adam.step();
                rate.step();
            }
        }

        TrainingCheckpoint checkpoint() {
            return new TrainingCheckpoint().with("model", model).with("optimizer", adam).with("rate", rate).with(
                    "random",
                    random);
        }
    }

    @Test
    @DisplayName("W3: ten steps, a checkpoint, and ten steps of another training that loads it give the bits of twenty steps")
    void resumes() throws IOException {
        Path file = folder.resolve("ten.safetensors");
        Sinter.manualSeed(1);
        Training whole = new Training();
        whole.steps(20);
        Sinter.manualSeed(1);
        Training first = new Training();
        first.steps(10);
        first.checkpoint().save(file, Map.of("step", 10L));
        Training second = new Training();
        assertThat(second.checkpoint().load(file)).containsExactly(Map.entry("step", 10L));
        second.steps(10);
        whole.model.stateDict().forEach((name, tensor) -> assertThat(
                second.model.stateDict().get(name).toBuffer().sameBits(tensor.toBuffer())).as(name).isTrue());
        whole.adam.stateDict().forEach((name, tensor) -> assertThat(
                second.adam.stateDict().get(name).toBuffer().sameBits(tensor.toBuffer())).as(name).isTrue());
    }

    @Test
    @DisplayName("W3: a checkpoint of which one part does not fit leaves all parts as they were")
    void allOrNothing() throws IOException {
        Path file = folder.resolve("unfit.safetensors");
        Training saved = new Training();
        saved.steps(1);
        saved.checkpoint().save(file, Map.of());
        Map<String, Tensor> tensors = new LinkedHashMap<>(Sinter.load(file));
        tensors.put("random/state", Sinter.tensor(new int[]{1, 2, 3}));
        Sinter.save(file, tensors);
        Training training = new Training();
        training.steps(2);
        Tensor weight = training.model.stateDict().get("0.weight").clone();
        assertThatThrownBy(() -> training.checkpoint().load(file)).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("TrainingCheckpoint " + file + ": a generator's state has 625 numbers");
        assertThat(training.model.stateDict().get("0.weight").equal(weight)).isTrue();
        assertThat(training.rate.steps()).isEqualTo(2);
    }

    @Test
    @DisplayName("W3: a checkpoint of other parts is refused with what is missing and what is unexpected")
    void otherParts() throws IOException {
        Path file = folder.resolve("other.safetensors");
        Training training = new Training();
        new TrainingCheckpoint().with("net", training.model).save(file, Map.of());
        assertThatThrownBy(() -> training.checkpoint().load(file)).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("missing are [random, model, optimizer, rate], unexpected are [net]");
    }
}
