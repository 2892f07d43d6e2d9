package dev.sinter.compiler.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
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
}
