package dev.sinter.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.random.Generator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches made by threads of their own are those of the loop's thread, and nothing stays behind. */
@Timeout(120)
class WorkersTest {
    private static <T> Dataset<T> dataset(int size, IntFunction<T> get) {
        return new Dataset<>() {
            @Override
            public int size() {
                return size;
            }

            @Override
            public T get(int i) {
                return get.apply(i);
            }
        };
    }

    private static List<float[]> values(Iterable<Batch> loader) {
        List<float[]> values = new ArrayList<>();
        for (Batch batch : loader) {
            values.add(batch.get(0).toFloat().toFloatArray());
        }
        return values;
    }

    private static void assertEqual(List<float[]> actual, List<float[]> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.size(); i++) {
            assertThat(actual.get(i)).as("batch %d", i).isEqualTo(expected.get(i));
        }
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream().filter(each -> each.getName().startsWith("sinter-data-"))
                .count();
    }

    @AfterEach
    void assertNoThreads() throws InterruptedException {
        for (int i = 0; i < 400 && threads() > 0; i++) {
            Thread.sleep(50);
        }
        assertThat(threads()).isZero();
    }

    /** An example that takes an unequal time, is computed by tensor operations and depends on random numbers. */
    private static Tensor noisy(int i, Generator random) {
        Thread.yield();
        if (i % 7 == 0) {
            sleep(2);
        }
        return Sinter.randn(3).mul(0.5).add(Sinter.arange(3).add(i)).add(random.uniformFloat());
    }

    private static void sleep(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    @DisplayName("L2: the same batches whatever the number of workers, with random transforms, for several rounds")
    void sameBatches(int workers) {
        Dataset<Tensor> random = dataset(50, i -> i).map(WorkersTest::noisy);
        DataLoader none = new DataLoader(random, 8).shuffle(3);
        DataLoader some = new DataLoader(random, 8).shuffle(3).workers(workers);
        List<float[]> first = values(none);
        assertEqual(values(some), first);
        List<float[]> second = values(none);
        assertThat(second.get(0)).isNotEqualTo(first.get(0));
        assertEqual(values(some), second);
        // The shared generator decides where the loader has none; what examples draw does not count.
        DataLoader unseeded = new DataLoader(random, 8).shuffle();
        Sinter.manualSeed(5);
        List<float[]> third = values(unseeded);
        float[] after = Sinter.rand(3).toFloatArray();
        Sinter.manualSeed(5);
        assertEqual(values(unseeded.workers(workers)), third);
        assertThat(Sinter.rand(3).toFloatArray()).isEqualTo(after);
    }

    @Test
    @DisplayName("L2: an example's random numbers follow from the round's seed and its number, not from the batch it is in")
    void randomNumbersOfAnExample() {
        Dataset<Float> random = dataset(12, i -> Generator.shared().uniformFloat());
        List<float[]> small = values(new DataLoader(random, 3).generator(new Generator(1)));
        List<float[]> large = values(new DataLoader(random, 12).generator(new Generator(1)).workers(2));
        assertThat(large.get(0)).startsWith(small.get(0)).endsWith(small.get(3));
        assertThat(IntStream.range(0, 12).mapToObj(i -> large.get(0)[i]).distinct()).hasSize(12);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    @DisplayName("L2: what an example throws reaches the loop after the batches before it, with its cause and its number")
    void failure(int workers) {
        IOException reason = new IOException("no such file");
        Dataset<Integer> failing = dataset(20, i -> {
            if (i == 13) {
                throw new UncheckedIOException(reason);
            }
            return i;
        });
        List<Long> seen = new ArrayList<>();
        Round round = new DataLoader(failing, 4).workers(workers).iterator();
        assertThatThrownBy(() -> round.forEachRemaining(batch -> {
            for (long each : batch.get(0).toLongArray()) {
                seen.add(each);
            }
        })).isInstanceOfSatisfying(LoadingException.class, e -> {
            assertThat(e.index()).isEqualTo(13);
            assertThat(e.batch()).isEqualTo(3);
            assertThat(e.getCause()).isInstanceOf(UncheckedIOException.class).hasCause(reason);
        }).hasMessage("DataLoader: batch 3: example 13 could not be made:"
                + " java.io.UncheckedIOException: java.io.IOException: no such file")
                .satisfies(e -> assertThat(e.getStackTrace()).anyMatch(
                        frame -> frame.getClassName().startsWith(WorkersTest.class.getName())));
        assertThat(seen).hasSize(12);
        assertThat(round.hasNext()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    @DisplayName("L2: examples that do not fit together are a failure of their batch")
    void unequal(int workers) {
        Dataset<Tensor> ragged = dataset(6, i -> Sinter.zeros(i < 4 ? 2 : 3));
        assertThatThrownBy(() -> values(new DataLoader(new Subset<>(ragged, 0, 1, 4, 2), 2).workers(workers)))
                .isInstanceOfSatisfying(LoadingException.class, e -> assertThat(e.index()).isEqualTo(-1))
                .hasMessageStartingWith("DataLoader: batch 1 could not be put together: ")
                .hasMessageContaining("examples of different types: f32[3] and f32[2]");
    }

    @Test
    @DisplayName("L2: the numbers of examples that fail are those of the loader's dataset")
    void numbersOfSubsets() {
        Dataset<Integer> failing = dataset(9, i -> {
            throw new IllegalStateException("broken");
        });
        assertThatThrownBy(() -> values(new DataLoader(new Subset<>(failing, 7, 5), 2)))
                .isInstanceOfSatisfying(LoadingException.class, e -> assertThat(e.index()).isZero());
        assertThatThrownBy(() -> values(new DataLoader(new TensorDataset(Sinter.zeros(3)), new Fixed(0, 4))))
                .isInstanceOfSatisfying(LoadingException.class, e -> assertThat(e.index()).isEqualTo(4))
                .hasMessageContaining("example 4 of a dataset of 3");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    @DisplayName("L2: batches carry no gradients, whoever makes them, and the loop's own mode stays as it was")
    void noGradients(int workers) {
        Tensor w = Sinter.ones(2).requiresGrad_();
        Dataset<Tensor> weighted = Dataset.of(List.of(1, 2)).map(i -> w.mul(i)).collate(rows -> Sinter.stack(rows, 0));
        for (Batch batch : new DataLoader(weighted, 2).workers(workers)) {
            assertThat(batch.get(0).requiresGrad()).isFalse();
            assertThat(batch.get(0).toFloatArray()).containsExactly(1, 1, 2, 2);
        }
        assertThat(Sinter.isGradEnabled()).isTrue();
    }

    /** Batches of one example each. */
    private record Fixed(int... examples) implements BatchSampler {
        @Override
        public int size() {
            return examples.length;
        }

        @Override
        public List<int[]> batches(Generator random) {
            return Arrays.stream(examples).mapToObj(i -> new int[]{i}).toList();
        }
    }

    @Test
    @DisplayName("L2: workers make so many batches ahead and no more")
    void bounded() throws InterruptedException {
        AtomicInteger made = new AtomicInteger();
        Dataset<Integer> counting = dataset(1000, i -> made.incrementAndGet());
        Iterator<Batch> round = new DataLoader(counting, 1).workers(2).prefetch(3).iterator();
        assertThat(made.get()).isZero();
        round.next();
        for (int i = 0; i < 1000 && made.get() < 6; i++) {
            Thread.sleep(10);
        }
        Thread.sleep(100);
        // Six were asked for when the first was; nothing more is asked for until the next one is.
        assertThat(made.get()).isEqualTo(6);
    }

    @Test
    @DisplayName("L2: a thousand rounds with four workers, most of them left early, leave no thread and no memory behind")
    void leftEarly() {
        Random random = new Random(1);
        Dataset<float[]> large = dataset(64, i -> new float[16_384]);
        DataLoader loader = new DataLoader(large, 4).shuffle(0).workers(4);
        long before = bytesUsed();
        for (int epoch = 0; epoch < 1000; epoch++) {
            int last = random.nextInt(20);
            int seen = 0;
            for (Batch batch : loader) {
                assertThat(batch.size()).isEqualTo(4);
                if (seen++ == last) {
                    break;
                }
            }
            if (epoch % 5 == 0) {
                // Loaders that are forgotten with their rounds.
                new DataLoader(large, 4).workers(4).iterator().next();
            }
            if (epoch % 100 == 99) {
                assertThat(bytesUsed() - before).as("bytes more after round %d", epoch).isLessThan(64_000_000);
            }
        }
    }

    private static long bytesUsed() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    @DisplayName("L2: a closed round makes nothing more; two rounds of one loader may be gone through in turns")
    void closed() {
        AtomicInteger made = new AtomicInteger();
        Dataset<Integer> slow = dataset(100, i -> {
            sleep(20);
            made.incrementAndGet();
            return i;
        });
        try (Round round = new DataLoader(slow, 10).workers(2).iterator()) {
            round.next();
        }
        int soon = made.get();
        sleep(100);
        assertThat(made.get()).isLessThanOrEqualTo(soon + 2);
        DataLoader loader = new DataLoader(dataset(10, i -> (float) i), 3).workers(2);
        List<float[]> alone = values(loader);
        for (Batch outer : loader) {
            assertEqual(values(loader), alone);
            assertThat(outer.get(0).toFloatArray()).isEqualTo(alone.get((int) outer.get(0).toFloatArray()[0] / 3));
        }
    }

    @Test
    @DisplayName("L2: a loop that is interrupted while it waits ends, and the thread stays interrupted")
    void interrupted() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        Dataset<Integer> stuck = dataset(10, i -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return i;
        });
        AtomicReference<Throwable> seen = new AtomicReference<>();
        AtomicReference<Boolean> isInterrupted = new AtomicReference<>();
        Thread loop = new Thread(() -> {
            try {
                values(new DataLoader(stuck, 2).workers(2));
            } catch (LoadingException e) {
                seen.set(e);
                isInterrupted.set(Thread.currentThread().isInterrupted());
            }
        });
        loop.start();
        Thread.sleep(50);
        loop.interrupt();
        loop.join(60_000);
        assertThat(seen.get()).hasMessage("DataLoader: interrupted while waiting for batch 0")
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(isInterrupted.get()).isTrue();
        never.countDown();
    }

    private static IterableDataset<Integer> upTo(int end) {
        return () -> IntStream.range(0, end).iterator();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 5})
    @DisplayName("L1: examples that come one after the other give the same batches whatever the number of workers")
    void iterable(int workers) {
        IterableDataset<Tensor> random = new ChainDataset<>(upTo(20), upTo(9)).map(WorkersTest::noisy);
        Supplier<DataLoader> loader = () -> new DataLoader(random, 4).generator(new Generator(9));
        List<float[]> expected = values(loader.get());
        assertThat(expected).hasSize(8);
        assertThat(expected.get(7)).hasSize(3);
        assertEqual(values(loader.get().workers(workers)), expected);
        assertEqual(values(loader.get().workers(workers).dropLast()), expected.subList(0, 7));
        assertThatThrownBy(() -> new DataLoader(random, 4).size())
                .hasMessageStartingWith("DataLoader: size() is not possible for an IterableDataset");
        assertThatThrownBy(() -> new DataLoader(random, 4).shuffle(1)).hasMessageContaining("shuffle is not possible");
        IterableDataset<Integer> endless = () -> IntStream.iterate(0, i -> i + 1).iterator();
        int seen = 0;
        for (Batch batch : new DataLoader(endless, 2).workers(workers)) {
            assertThat(batch.get(0).toLongArray()).containsExactly(2L * seen, 2L * seen + 1);
            if (++seen == 50) {
                break;
            }
        }
        IterableDataset<Integer> failing = () -> IntStream.range(0, 10).map(i -> 6 / (7 - i)).iterator();
        assertThatThrownBy(() -> values(new DataLoader(failing, 3).workers(workers)))
                .hasMessage(
                        "DataLoader: batch 2: example 7 could not be made: java.lang.ArithmeticException: / by zero");
    }

    /** Counts those that are open. */
    private static final class Counted implements Iterator<Integer>, AutoCloseable {
        private final AtomicInteger open;
        private int next;

        Counted(AtomicInteger open) {
            this.open = open;
            open.incrementAndGet();
        }

        @Override
        public boolean hasNext() {
            return next < 10;
        }

        @Override
        public Integer next() {
            return next++;
        }

        @Override
        public void close() {
            open.decrementAndGet();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    @DisplayName("L1: an iterator that can be closed is, at its end and with its round")
    void closes(int workers) {
        AtomicInteger open = new AtomicInteger();
        IterableDataset<Integer> counted = () -> new Counted(open);
        assertThat(values(new DataLoader(counted, 3).workers(workers))).hasSize(4);
        assertThat(open.get()).isZero();
        try (Round round = new DataLoader(counted, 3).workers(workers).iterator()) {
            round.next();
        }
        for (int i = 0; i < 1000 && open.get() > 0; i++) {
            sleep(10);
        }
        assertThat(open.get()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    @DisplayName("W3: a loader that loads another's place goes on within the round, with the same examples and random numbers")
    void resumed(int workers) {
        Dataset<Tensor> random = dataset(40, i -> i).map(WorkersTest::noisy);
        List<Supplier<DataLoader>> kinds = List.of(
                () -> new DataLoader(random, 6),
                () -> new DataLoader(random, 6).shuffle(),
                () -> new DataLoader(random, 6).shuffle(4),
                () -> new DataLoader(random, 6).sampler(new WeightedRandomSampler(new double[]{1, 2, 3}, 30)),
                () -> new DataLoader(random, 6).sampler(new SubsetRandomSampler(1, 5, 9, 2, 7, 8, 20, 30))
                        .generator(new Generator(2)),
                () -> new DataLoader(upTo(40).map(WorkersTest::noisy), 6),
                () -> new DataLoader(upTo(40).map(WorkersTest::noisy), 6).generator(new Generator(3)));
        for (int kind = 0; kind < kinds.size(); kind++) {
            Sinter.manualSeed(8);
            DataLoader whole = kinds.get(kind).get().workers(workers);
            whole.iterator().next();
            Iterator<Batch> round = whole.iterator();
            round.next();
            Map<String, Tensor> state = whole.stateDict();
            int[] shared = Generator.shared().state();
            List<float[]> rest = new ArrayList<>();
            round.forEachRemaining(batch -> rest.add(batch.get(0).toFloatArray()));
            List<float[]> after = values(whole);

            Sinter.manualSeed(99);
            DataLoader other = kinds.get(kind).get().workers(workers);
            other.iterator().next();
            other.loadStateDict(state);
            Generator.shared().restore(shared);
            assertThat(rest).as("kind %d", kind).isNotEmpty();
            assertEqual(values(other), rest);
            assertEqual(values(other), after);
        }
        for (int kind = 0; kind < kinds.size(); kind++) {
            // Begun, but nothing given yet.
            Sinter.manualSeed(8);
            DataLoader whole = kinds.get(kind).get().workers(workers);
            Iterator<Batch> round = whole.iterator();
            Map<String, Tensor> state = whole.stateDict();
            int[] shared = Generator.shared().state();
            List<float[]> all = new ArrayList<>();
            all.add(round.next().get(0).toFloatArray());
            // To load what is there already changes nothing.
            whole.loadStateDict(whole.stateDict());
            round.forEachRemaining(batch -> all.add(batch.get(0).toFloatArray()));
            List<float[]> after = values(whole);
            DataLoader other = kinds.get(kind).get().workers(workers);
            other.loadStateDict(state);
            Generator.shared().restore(shared);
            assertEqual(values(other), all);
            assertEqual(values(other), after);
            assertThat(whole.stateDict().get("given").toLongArray()).containsExactly(-1);
        }
        assertThatThrownBy(() -> kinds.get(0).get().loadStateDict(kinds.get(1).get().stateDict()))
                .hasMessageContaining("was one shuffled and the other not?");
    }
}
