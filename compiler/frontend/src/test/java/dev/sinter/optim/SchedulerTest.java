package dev.sinter.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sinter.Parameter;
import dev.sinter.Sinter;
import dev.sinter.ir.Diagnostic;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Schedulers against plain loops, which multiply from step to step where the scheduler has a closed form. */
class SchedulerTest {
    private static final double RATE = 0.4;

    private static SGD optimizer() {
        return new SGD(List.of(new Parameter(Sinter.zeros(1))), RATE);
    }

    private static void check(Function<Optimizer, LRScheduler> made, IntToDoubleFunction expected) {
        SGD sgd = optimizer();
        LRScheduler scheduler = made.apply(sgd);
        for (int step = 0; step < 30; step++) {
            assertThat(sgd.learningRate()).as("step %d", step).isCloseTo(expected.applyAsDouble(step), within(1e-14));
            if (step < 29) {
                scheduler.step();
            }
        }
    }

    @Test
    @DisplayName("N5: step, multi-step, exponential, constant, lambda and polynomial schedulers")
    void multiplied() {
        double[] rate = {RATE};
        check(o -> new StepLR(o, 4, 0.5), step -> rate[0] *= step > 0 && step % 4 == 0 ? 0.5 : 1);
        rate[0] = RATE;
        check(o -> new MultiStepLR(o, List.of(3, 9), 0.5), step -> rate[0] *= step == 3 || step == 9 ? 0.5 : 1);
        rate[0] = RATE;
        check(o -> new ExponentialLR(o, 0.9), step -> rate[0] *= step == 0 ? 1 : 0.9);
        check(o -> new ConstantLR(o, 0.25, 5), step -> step < 5 ? RATE / 4 : RATE);
        check(o -> new LambdaLR(o, step -> 1.0 / (step + 1)), step -> RATE / (step + 1));
        rate[0] = RATE;
        check(o -> new PolynomialLR(o, 10, 2), step -> {
            if (step > 0 && step <= 10) {
                rate[0] *= Math.pow((1 - step / 10.0) / (1 - (step - 1) / 10.0), 2);
            }
            return rate[0];
        });
        rate[0] = RATE / 5;
        check(o -> new LinearLR(o, 0.2, 1, 8), step -> rate[0] += step > 0 && step <= 8 ? RATE * 0.1 : 0);
    }

    @Test
    @DisplayName("N5: cosine schedulers, with and without restarts")
    void cosines() {
        double[] rate = {RATE};
        check(o -> new CosineAnnealingLR(o, 29, 0.01), step -> {
            if (step > 0) {
                double ratio = (1 + Math.cos(Math.PI * step / 29)) / (1 + Math.cos(Math.PI * (step - 1) / 29));
                rate[0] = ratio * (rate[0] - 0.01) + 0.01;
            }
            return rate[0];
        });
        int[] cycle = {0, 4};
        check(o -> new CosineAnnealingWarmRestarts(o, 4, 2, 0.01), step -> {
            if (step > 0 && ++cycle[0] == cycle[1]) {
                cycle[0] = 0;
                cycle[1] *= 2;
            }
            return 0.01 + 0.39 * (1 + Math.cos(Math.PI * cycle[0] / cycle[1])) / 2;
        });
    }

    @Test
    @DisplayName("N5: one cycle rises to the greatest rate and falls to the last, and refuses a step too many")
    void oneCycle() {
        check(o -> new OneCycleLR(o, 1, 30, 0.3, 10, 100, true),
                step -> step <= 8 ? 0.1 + 0.9 * step / 8 : 1 - 0.999 * (step - 8) / 21);
        check(o -> new OneCycleLR(o, 1, 30), step -> step <= 8
                ? 1 - 0.96 * Math.pow(Math.cos(Math.PI * step / 16), 2)
                : 4e-6 + (1 - 4e-6) * Math.pow(Math.cos(Math.PI * (step - 8) / 42), 2));
        OneCycleLR short1 = new OneCycleLR(optimizer(), 1, 10);
        for (int step = 0; step < 9; step++) {
            short1.step();
        }
        assertThatThrownBy(short1::step).isInstanceOf(Diagnostic.class).hasMessageContaining("0 to 9");
    }

    @Test
    @DisplayName("N5: schedulers follow one another; their steps are saved and loaded")
    void sequence() {
        Function<Optimizer, LRScheduler> made = o -> new SequentialLR(o,
                List.of(new LinearLR(o, 0.1, 1, 4), new ExponentialLR(o, 0.5)), List.of(4));
        check(made, step -> step < 4 ? RATE * (0.1 + 0.9 * step / 4) : RATE * Math.pow(0.5, step - 4));
        LRScheduler first = made.apply(optimizer());
        for (int step = 0; step < 6; step++) {
            first.step();
        }
        SGD sgd = optimizer();
        LRScheduler second = made.apply(sgd);
        second.loadStateDict(first.stateDict());
        assertThat(sgd.learningRate()).isCloseTo(RATE / 4, within(1e-15));
        assertThatThrownBy(() -> second.loadStateDict(Map.of())).isInstanceOf(Diagnostic.class);
    }

    @Test
    @DisplayName("N5: a plateau lowers the rate after patience has run out, and waits while it cools")
    void plateau() {
        SGD sgd = optimizer();
        ReduceLROnPlateau plateau = new ReduceLROnPlateau(sgd, 0.5, 2, 1e-4, 1, 0.15);
        double[] losses = {3, 2, 2, 2, 1.9999, 2, 2, 2, 2, 1, 1, 1, 1, 1};
        double[] rates = {4, 4, 4, 4, 2, 2, 2, 2, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5};
        for (int i = 0; i < losses.length; i++) {
            plateau.step(losses[i]);
            assertThat(sgd.learningRate()).as("step %d", i).isCloseTo(rates[i] / 10, within(1e-15));
        }
    }
}
