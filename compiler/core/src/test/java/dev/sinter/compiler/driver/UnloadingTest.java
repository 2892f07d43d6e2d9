package dev.sinter.compiler.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.nn.Linear;
import dev.sinter.optim.SGD;
import java.lang.management.ClassLoadingMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class UnloadingTest {
    /** The programs that the front end keeps, and the evaluations that hold on to one each. */
    private static final int KEPT = 2 * 1024;
    private static final int GRAPHS = KEPT + 1000;

    @Test
    @DisplayName("U1: programs that have not been used for long are unloaded, however many graphs a process computes")
    void bounded() throws InterruptedException {
        ClassLoadingMXBean classes = ManagementFactory.getClassLoadingMXBean();
        long before = classes.getUnloadedClassCount();
        for (int size = 1; size <= GRAPHS; size++) {
            Tensor x = Sinter.ones(size).add(1).mul(3);
            assertThat(x.toFloatArray()[size - 1]).isEqualTo(6);
        }
        // Each program is a class and one per kernel.
        long expected = GRAPHS - KEPT;
        for (int i = 0; i < 20 && classes.getUnloadedClassCount() - before < expected; i++) {
            System.gc();
            Thread.sleep(50);
        }
        assertThat(classes.getUnloadedClassCount() - before).isGreaterThanOrEqualTo(expected);
    }

    @Test
    @DisplayName("U1: a loop that never looks at a value does not grow")
    void unseen() {
        Runtime runtime = Runtime.getRuntime();
        Tensor x = Sinter.zeros(1000);
        for (int step = 0; step < 20_000; step++) {
            x.add_(1);
        }
        System.gc();
        long before = runtime.totalMemory() - runtime.freeMemory();
        for (int step = 0; step < 100_000; step++) {
            x.add_(1);
        }
        System.gc();
        long after = runtime.totalMemory() - runtime.freeMemory();
        assertThat(after - before).as("bytes kept for 100,000 steps more").isLessThan(16 << 20);
        assertThat(x.toFloatArray()[999]).isEqualTo(120_000);
    }

    @Test
    @DisplayName("U1: a training loop that never looks at a value neither grows nor compiles, and computes what one that looks does")
    void unseenTraining() {
        ClassLoadingMXBean classes = ManagementFactory.getClassLoadingMXBean();
        Training unseen = new Training();
        unseen.steps(20_000);
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        long before = runtime.totalMemory() - runtime.freeMemory();
        long loaded = classes.getTotalLoadedClassCount();
        unseen.steps(100_000);
        System.gc();
        assertThat(runtime.totalMemory() - runtime.freeMemory() - before).as("bytes kept for 100,000 steps more")
                .isLessThan(4 << 20);
        assertThat(classes.getTotalLoadedClassCount() - loaded).as("classes made for 100,000 steps more")
                .isLessThan(100);
        Training seen = new Training();
        for (int step = 0; step < 120_000; step++) {
            seen.steps(1).toFloatArray();
        }
        assertThat(seen.layer.weight.toFloatArray()).containsExactly(unseen.layer.weight.toFloatArray());
    }

    /** A layer fitted to noise, with momentum. */
    private static final class Training {
        private final Linear layer;
        private final SGD optimizer;
        private final Tensor x;
        private final Tensor y;

        Training() {
            Sinter.manualSeed(0);
            layer = new Linear(8, 4);
            optimizer = new SGD(layer.parameters(), 0.01, 0.9);
            x = Sinter.randn(16, 8);
            y = Sinter.randn(16, 4);
        }

        /** The loss before the last of so many steps. */
        Tensor steps(int count) {
            Tensor loss = x;
            for (int step = 0; step < count; step++) {
                optimizer.zeroGrad();
                loss = layer.forward(x).tanh().sub(y).square().mean();
                loss.backward();
                optimizer.step();
            }
            return loss;
        }
    }
}
