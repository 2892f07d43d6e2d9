package dev.sinter.samples.digits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.CompiledFunction;
import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.Trace;
import dev.sinter.data.Batch;
import dev.sinter.data.DataLoader;
import dev.sinter.data.StrokeDigits;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TrainingTest {
    @Test
    @DisplayName("L4, U1: eager training learns generated digits")
    void learns() {
        Sinter.manualSeed(0);
        Training training = new Training(new DigitsNet(StrokeDigits.SIDE));
        training.fit(new DataLoader(StrokeDigits.generate(1600, 1), 32).shuffle(0).dropLast(), 2);
        assertThat(training.accuracy(StrokeDigits.generate(512, 2))).isGreaterThan(0.93);
    }

    @Test
    @DisplayName("C1: the training step compiled as one graph gives the same bits as the eager one, and as immediately()")
    void sameBits() {
        Training eager = training();
        Training compiled = training();
        Training stepwise = training();
        CompiledFunction step = Trace.named("train")
                .with(compiled.net())
                .with("optimizer", compiled.optimizer())
                .input("images", "f32[N,1,8,8]")
                .input("labels", "i64[N]")
                .output("loss")
                .run(in -> List.of(compiled.step(in.get(0), in.get(1))))
                .compile();
        int steps = 0;
        for (Batch batch : new DataLoader(StrokeDigits.generate(12, 3), 4)) {
            Tensor images = batch.get(0).slice(2, 2, 26, 3).slice(3, 2, 26, 3);
            Tensor loss = eager.step(images, batch.get(1));
            assertThat(step.call(images, batch.get(1)).toBuffer().sameBits(loss.toBuffer())).isTrue();
            try (var _ = Sinter.immediately()) {
                assertThat(stepwise.step(images, batch.get(1)).toBuffer().sameBits(loss.toBuffer())).isTrue();
            }
            steps++;
        }
        assertThat(steps).isEqualTo(3);
        eager.net().stateDict().forEach((name, weight) -> {
            assertThat(compiled.net().stateDict().get(name).toBuffer().sameBits(weight.toBuffer())).as(name).isTrue();
            assertThat(stepwise.net().stateDict().get(name).toBuffer().sameBits(weight.toBuffer())).as(name).isTrue();
        });
    }

    private static Training training() {
        Sinter.manualSeed(5);
        return new Training(new DigitsNet(8));
    }
}
