package dev.sinter.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WorkerTeamTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void doesEachUnitOnce(int threads) {
        try (WorkerTeam team = new WorkerTeam(threads)) {
            for (int units : new int[]{0, 1, 2, 3, 7, 64, 65, 999, 100_000}) {
                for (int grain : new int[]{1, 3, 64, 1000, 1_000_000}) {
                    AtomicIntegerArray count = new AtomicIntegerArray(units);
                    team.run((step, lo, hi) -> {
                        assertThat(step).isEqualTo(42);
                        assertThat(lo).isLessThan(hi);
                        for (long i = lo; i < hi; i++) {
                            count.incrementAndGet((int) i);
                        }
                    }, 42, units, grain);
                    for (int i = 0; i < units; i++) {
                        assertThat(count.get(i)).isEqualTo(1);
                    }
                }
            }
        }
    }

    @Test
    void oneThreadIsAPlainCall() {
        try (WorkerTeam team = new WorkerTeam(1)) {
            List<Thread> threads = new ArrayList<>();
            team.run((step, lo, hi) -> threads.add(Thread.currentThread()), 0, 1_000_000, 1);
            assertThat(threads).containsExactly(Thread.currentThread());
        }
    }

    @Test
    void letsSeveralThreadsTakePart() {
        try (WorkerTeam team = new WorkerTeam(3)) {
            Set<Thread> threads = ConcurrentHashMap.newKeySet();
            CountDownLatch all = new CountDownLatch(3);
            team.run((step, lo, hi) -> {
                if (threads.add(Thread.currentThread())) {
                    all.countDown();
                    await(all);
                }
            }, 0, 100, 1);
            assertThat(threads).hasSize(3).allMatch(thread -> thread == Thread.currentThread() || thread.isDaemon());
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void seesWhatTheStepBeforeWrote() {
        try (WorkerTeam team = new WorkerTeam(3)) {
            int[] values = new int[4096];
            WorkerTeam.Task addLeft = (step, lo, hi) -> {
                // Each step reads what other threads may have written in the step before.
                int shift = step % 2 == 0 ? 2048 : -2048;
                int start = step % 2 == 0 ? 0 : 2048;
                for (int i = start + (int) lo; i < start + hi; i++) {
                    values[i] = values[i + shift] + 1;
                }
            };
            for (int step = 0; step < 50_000; step++) {
                team.run(addLeft, step, 2048, 16);
            }
            assertThat(values).startsWith(49_999).endsWith(50_000).containsOnly(49_999, 50_000);
        }
    }

    @Test
    void wakesParkedWorkers() throws InterruptedException {
        try (WorkerTeam team = new WorkerTeam(2)) {
            for (int round = 0; round < 20; round++) {
                Thread.sleep(3);
                CountDownLatch both = new CountDownLatch(2);
                team.run((step, lo, hi) -> {
                    both.countDown();
                    await(both);
                }, 0, 2, 1);
            }
        }
    }

    @Test
    void throwsTheWorkersExceptionAfterAllHaveFinishedAndGoesOn() {
        try (WorkerTeam team = new WorkerTeam(3)) {
            for (int round = 0; round < 200; round++) {
                AtomicInteger inside = new AtomicInteger();
                Thread caller = Thread.currentThread();
                CountDownLatch workerThrows = new CountDownLatch(1);
                assertThatThrownBy(() -> team.run((step, lo, hi) -> {
                    inside.incrementAndGet();
                    try {
                        if (Thread.currentThread() != caller) {
                            workerThrows.countDown();
                            throw new ArithmeticException("worker");
                        }
                        await(workerThrows);
                    } finally {
                        inside.decrementAndGet();
                    }
                }, 0, 12, 1)).isInstanceOf(ArithmeticException.class).hasMessage("worker");
                assertThat(inside).hasValue(0);
            }
            AtomicLong units = new AtomicLong();
            team.run((step, lo, hi) -> units.addAndGet(hi - lo), 0, 1000, 1);
            assertThat(units).hasValue(1000);
        }
    }

    @Test
    void throwsTheCallersOwnExceptionAndErrorsToo() {
        try (WorkerTeam team = new WorkerTeam(2)) {
            assertThatThrownBy(() -> team.run((step, lo, hi) -> {
                throw new StackOverflowError("deep");
            }, 0, 10, 1)).isInstanceOf(StackOverflowError.class);
        }
    }

    @Test
    void runsANestedStepOnTheThreadThatAsks() {
        try (WorkerTeam team = new WorkerTeam(3)) {
            AtomicLong units = new AtomicLong();
            team.run((outer, outerLo, outerHi) -> {
                Thread asking = Thread.currentThread();
                team.run((step, lo, hi) -> {
                    assertThat(Thread.currentThread()).isSameAs(asking);
                    units.addAndGet(hi - lo);
                }, 1, 100, 1);
            }, 0, 12, 1);
            assertThat(units.get() % 100).isZero();
            assertThat(units.get()).isPositive();
        }
    }

    @Test
    void servesSeveralCallersAtOnce() throws InterruptedException {
        try (WorkerTeam team = new WorkerTeam(3)) {
            List<Thread> callers = new ArrayList<>();
            AtomicInteger right = new AtomicInteger();
            for (int caller = 0; caller < 3; caller++) {
                callers.add(new Thread(() -> {
                    AtomicLong sum = new AtomicLong();
                    for (int round = 0; round < 2000; round++) {
                        sum.set(0);
                        team.run((step, lo, hi) -> sum.addAndGet((lo + hi - 1) * (hi - lo) / 2), 0, 300, 7);
                        right.addAndGet(sum.get() == 299 * 150 ? 1 : 0);
                    }
                }));
            }
            callers.forEach(Thread::start);
            for (Thread caller : callers) {
                caller.join();
            }
            assertThat(right).hasValue(6000);
        }
    }

    @Test
    void allocatesNothingPerStepInAnyThread() {
        try (WorkerTeam team = new WorkerTeam(3)) {
            long[] sink = new long[100_000];
            WorkerTeam.Task task = (step, lo, hi) -> {
                for (int i = (int) lo; i < hi; i++) {
                    sink[i] += i;
                }
            };
            long least = Long.MAX_VALUE;
            for (int round = 0; round < 50; round++) {
                long before = Allocation.ofAllThreads();
                long counting = Allocation.ofAllThreads() - before;
                for (int i = 0; i < 100; i++) {
                    team.run(task, 0, sink.length, 1000);
                }
                least = Math.min(least, Allocation.ofAllThreads() - before - 2 * counting);
            }
            // The counting itself allocates a little, not always the same; a hundred steps of 16 bytes would show.
            assertThat(least).isLessThan(1600);
        }
    }

    @Test
    void runsOnTheCallerAfterItIsClosed() {
        WorkerTeam team = new WorkerTeam(4);
        team.run((step, lo, hi) -> {}, 0, 100, 1);
        team.close();
        List<Thread> threads = new ArrayList<>();
        team.run((step, lo, hi) -> threads.add(Thread.currentThread()), 0, 100, 1);
        assertThat(threads).containsExactly(Thread.currentThread());
    }

    @Test
    void readsItsSizeFromASystemProperty() {
        assertThat(WorkerTeam.threadsFrom(" 3 ")).isEqualTo(3);
        assertThat(WorkerTeam.threadsFrom(null)).isEqualTo(Runtime.getRuntime().availableProcessors());
        for (String wrong : new String[]{"0", "-1", "two", "", "1025", "99999999999"}) {
            assertThatThrownBy(() -> WorkerTeam.threadsFrom(wrong)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the system property sinter.threads is '" + wrong
                            + "'; it must be a whole number from 1 to 1024");
        }
        assertThatThrownBy(() -> new WorkerTeam(0)).hasMessage("a worker team has 1 to 1024 threads, not 0");
        assertThat(WorkerTeam.shared()).isSameAs(WorkerTeam.shared());
    }
}
