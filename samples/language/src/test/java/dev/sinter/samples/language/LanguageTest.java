package dev.sinter.samples.language;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.CompiledFunction;
import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.data.Batch;
import dev.sinter.random.Generator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LanguageTest {
    private static final int STEPS = 150;

    private static Training training(Text text, int steps) {
        Sinter.manualSeed(0);
        return Training.of(new LanguageModel(text.characters(), 32, 32, 2, 2), steps);
    }

    @Test
    @DisplayName("U1, N5: a transformer learns a text: the loss falls under a schedule, and it writes more of the text")
    void learns() throws IOException {
        Path file = Path.of(System.getProperty("sinter.shared", "../shared"), "data", "text", "input.txt");
        Assumptions.assumeTrue(Files.exists(file), () -> file + " is not there");
        Text text = new Text(Files.readString(file));
        Training training = training(text, STEPS);
        CompiledFunction step = training.compile();
        Generator generator = new Generator(0);
        double last = 0;
        for (int i = 0; i < STEPS; i++) {
            Batch batch = text.batch(generator, 16, 32);
            double loss = step.call(batch.get(0), batch.get(1)).itemDouble();
            if (i == 0) {
                // 65 equally probable characters are log(65) = 4.17.
                assertThat(loss).isBetween(4.0, 4.7);
            }
            last += i >= STEPS - 20 ? loss / 20 : 0;
            training.schedule().step();
        }
        // The frequencies of characters alone give 3.3.
        assertThat(last).isLessThan(3);
        assertThat(training.optimizer().learningRate()).isBetween(2e-4, 2.1e-4);
        training.model().eval();
        String written = text.decode(training.model().continued(text.encode("A"), 40, 5, generator));
        assertThat(written).hasSize(41).startsWith("A");
        assertThat(written.chars().distinct().count()).isGreaterThan(4);
    }

    @Test
    @DisplayName("C1: the step compiled has the bits of the eager one, the rates of the schedule included")
    void sameBits() {
        Text text = new Text("to be, or not to be, that is the question: whether 'tis nobler in the mind to suffer");
        Training eager = training(text, 10);
        Training compiled = training(text, 10);
        CompiledFunction step = compiled.compile();
        Generator generator = new Generator(0);
        for (int i = 0; i < 3; i++) {
            Batch batch = text.batch(generator, 3, 32);
            Tensor loss = eager.step(batch.get(0), batch.get(1));
            assertThat(step.call(batch.get(0), batch.get(1)).toBuffer().sameBits(loss.toBuffer())).isTrue();
            eager.schedule().step();
            compiled.schedule().step();
        }
        eager.model().stateDict().forEach((name, weight) -> assertThat(
                compiled.model().stateDict().get(name).toBuffer().sameBits(weight.toBuffer())).as(name).isTrue());
    }
}
