package dev.sinter.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.random.Generator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Datasets made of others, and the order in which their examples come. */
class DatasetsTest {
    /** The numbers from {@code start} on. */
    private record Numbers(int start, int size) implements Dataset<Integer> {
        @Override
        public Integer get(int i) {
            if (i < 0 || i >= size) {
                throw new IndexOutOfBoundsException(i);
            }
            return start + i;
        }
    }

    private static long[] all(Iterable<Batch> loader) {
        List<long[]> parts = new ArrayList<>();
        loader.forEach(batch -> parts.add(batch.get(0).toLongArray()));
        return parts.stream().flatMapToLong(Arrays::stream).toArray();
    }

    private static long[] all(Dataset<?> dataset) {
        return all(new DataLoader(dataset, 4));
    }

    @Test
    @DisplayName("L1: subsets, concatenations, stacks and maps of datasets")
    void combined() {
        assertThat(all(new Subset<>(new Numbers(10, 5), 4, 0, 0))).containsExactly(14, 10, 10);
        ConcatDataset<Integer> both = new ConcatDataset<>(new Numbers(10, 3), new Numbers(0, 0), new Numbers(50, 2));
        assertThat(all(both)).containsExactly(10, 11, 12, 50, 51);
        assertThat(both.size()).isEqualTo(5);
        assertThatThrownBy(() -> both.get(5)).isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("example 5 of datasets of 5 together");
        assertThatThrownBy(() -> both.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(all(new Numbers(0, 4).map(i -> i * i))).containsExactly(0, 1, 4, 9);
        Map<String, Dataset<?>> columns = new LinkedHashMap<>();
        columns.put("x", new Numbers(0, 3));
        columns.put("y", new Numbers(5, 3).map(i -> i / 2.0));
        Batch batch = new DataLoader(new StackDataset(columns), 3).iterator().next();
        assertThat(batch.get("x").toLongArray()).containsExactly(0, 1, 2);
        assertThat(batch.get("y").toDoubleArray()).containsExactly(2.5, 3, 3.5);
        assertThatThrownBy(() -> new StackDataset(Map.of("a", new Numbers(0, 3), "b", new Numbers(0, 4))))
                .isInstanceOf(Diagnostic.class).hasMessageContaining("the same size");
        TensorDataset three = new TensorDataset(Sinter.arange(4), Sinter.zeros(4, 2), Sinter.ones(4));
        assertThat(three.get(1)).hasSize(3);
        assertThat(new DataLoader(three, 4).iterator().next().tensors()).hasSize(3);
    }

    @Test
    @DisplayName("L2: batches can be put together by a function: sequences padded to one length")
    void collate() {
        Dataset<Tensor> ragged = new Numbers(1, 4).map(i -> Sinter.arange(i));
        Dataset<Tensor> padded = ragged.collate(rows -> {
            int longest = rows.stream().mapToInt(row -> (int) row.size(0)).max().orElse(0);
            return Sinter.stack(rows.stream()
                    .map(row -> Sinter.cat(List.of(row, Sinter.full(new long[]{longest - row.size(0)}, -1L)), 0))
                    .toList(), 0);
        });
        for (int workers : new int[]{0, 2}) {
            List<long[]> rows = new ArrayList<>();
            new DataLoader(padded, 2).workers(workers).forEach(batch -> rows.add(batch.get(0).toLongArray()));
            assertThat(rows.get(0)).containsExactly(0, -1, 0, 1);
            assertThat(rows.get(1)).containsExactly(0, 1, 2, -1, 0, 1, 2, 3);
        }
    }

    @Test
    @DisplayName("L1: a random split deals by PyTorch's permutation, in counts or in fractions whose remainder goes to the first parts")
    void split() {
        // torch.randperm(10) after manual_seed(0).
        List<Subset<Integer>> parts = Subset.randomSplit(new Numbers(0, 10), new Generator(0), 3, 7);
        assertThat(all(parts.get(0))).containsExactly(4, 1, 7);
        assertThat(all(parts.get(1))).containsExactly(5, 3, 9, 0, 8, 6, 2);
        Sinter.manualSeed(0);
        assertThat(all(Subset.randomSplit(new Numbers(0, 10), 0.5, 0.5).get(1))).containsExactly(9, 0, 8, 6, 2);
        assertThat(sizes(10, 0.3, 0.3, 0.4)).containsExactly(3, 3, 4);
        assertThat(sizes(30, 0.3, 0.3, 0.4)).containsExactly(9, 9, 12);
        assertThat(sizes(11, 0.5, 0.5)).containsExactly(6, 5);
        assertThat(sizes(5, 1.0 / 3, 1.0 / 3, 1.0 / 3)).containsExactly(2, 2, 1);
        assertThatThrownBy(() -> sizes(10, 0.5, 0.6)).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("add up to 1.1");
        assertThatThrownBy(() -> Subset.randomSplit(new Numbers(0, 10), new Generator(0), 11, -1))
                .isInstanceOf(Diagnostic.class);
    }

    private static int[] sizes(int count, double... fractions) {
        return Subset.randomSplit(new Numbers(0, count), new Generator(1), fractions).stream().mapToInt(Subset::size)
                .toArray();
    }

    /** {@code n} numbers dealt by the words that come: each place is given one of those left, by the remainder of a word. */
    private static long[] dealt(Generator words, int n) {
        List<Long> left = new ArrayList<>();
        for (long i = 0; i < n; i++) {
            left.add(i);
        }
        for (int i = 0; i < n - 1; i++) {
            int other = i + (int) (Integer.toUnsignedLong(words.bits32()) % (n - i));
            Long moved = left.set(other, left.get(i));
            left.set(i, moved);
        }
        return left.stream().mapToLong(Long::longValue).toArray();
    }

    @Test
    @DisplayName("L2: shuffling draws as PyTorch's loader: 64 bits for the round, then a permutation; one more at the round's end")
    void shuffled() {
        Generator words = new Generator(3);
        DataLoader loader = new DataLoader(new Numbers(0, 9), 4).shuffle(3);
        for (int round = 0; round < 3; round++) {
            words.bits64();
            assertThat(all(loader)).containsExactly(dealt(words, 9));
            dealt(words, 9);
        }
        // Without a generator, the shared one gives a seed of its own for the order.
        Sinter.manualSeed(7);
        Generator shared = new Generator(7);
        DataLoader unseeded = new DataLoader(new Numbers(0, 9), 4).shuffle();
        for (int round = 0; round < 2; round++) {
            shared.bits64();
            assertThat(all(unseeded)).containsExactly(dealt(new Generator(shared.bits64()), 9));
        }
    }

    @Test
    @DisplayName("L2: samplers: in order, at random with and without replacement, of a subset, and batches of one's own")
    void samplers() {
        DataLoader plain = new DataLoader(new Numbers(0, 10), 4);
        assertThat(all(plain.sampler(new SequentialSampler(10)))).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        DataLoader repeated = plain.sampler(new RandomSampler(10, true, 33)).generator(new Generator(4));
        assertThat(repeated.size()).isEqualTo(9);
        Generator words = new Generator(4);
        words.bits64();
        assertThat(all(repeated)).containsExactly(
                IntStream.range(0, 33).mapToLong(i -> Integer.toUnsignedLong(words.bits32()) % 10).toArray());
        long[] twice = all(plain.sampler(new RandomSampler(10, false, 25)).generator(new Generator(4)));
        for (int start : new int[]{0, 10}) {
            assertThat(Arrays.stream(twice, start, start + 10).sorted().toArray()).containsExactly(0, 1, 2, 3, 4, 5, 6,
                    7, 8, 9);
        }
        assertThat(Arrays.stream(twice, 20, 25).distinct().count()).isEqualTo(5);
        long[] some = all(plain.sampler(new SubsetRandomSampler(9, 3, 5)).generator(new Generator(4)));
        assertThat(some).containsExactlyInAnyOrder(9, 3, 5);
        DataLoader own = new DataLoader(new Numbers(0, 10),
                BatchSampler.of(new SequentialSampler(10), 3, true));
        assertThat(own.size()).isEqualTo(3);
        assertThat(all(own)).hasSize(9);
        assertThatThrownBy(() -> own.shuffle(1)).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("shuffle and a BatchSampler are both given");
        assertThatThrownBy(() -> plain.shuffle(1).sampler(new RandomSampler(10))).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("the sampler alone says what the order is");
        assertThatThrownBy(() -> plain.workers(-1))
                .hasMessage("DataLoader: the number of workers is 0 or more, not -1");
        assertThatThrownBy(() -> plain.prefetch(0)).hasMessageContaining("1 batch ahead or more, not 0");
        assertThatThrownBy(() -> new DataLoader(new Numbers(0, 10), 0))
                .hasMessageContaining("1 example or more, not 0");
    }

    @Test
    @DisplayName("L2: weighted examples come as often as their weights say, and without replacement each at most once")
    void weighted() {
        double[] weights = {0, 1, 3, 0, 6, 0};
        int draws = 100_000;
        int[] counts = new int[6];
        for (int i : new WeightedRandomSampler(weights, draws).order(new Generator(11))) {
            counts[i]++;
        }
        for (int i = 0; i < 6; i++) {
            double expected = draws * weights[i] / 10;
            // Five standard deviations of a binomial count.
            assertThat(Math.abs(counts[i] - expected)).isLessThanOrEqualTo(
                    5 * Math.sqrt(expected * (1 - weights[i] / 10)));
        }
        int first = 0;
        int pairs = 20_000;
        Generator random = new Generator(12);
        for (int i = 0; i < pairs; i++) {
            int[] pair = new WeightedRandomSampler(weights, 2, false).order(random);
            assertThat(pair).doesNotHaveDuplicates().hasSize(2);
            first += pair[0] == 4 && pair[1] == 2 ? 1 : 0;
        }
        // First the one of weight 6 among 10, then the one of weight 3 among the remaining 4.
        assertThat((double) first / pairs).isBetween(0.6 * 0.75 - 0.02, 0.6 * 0.75 + 0.02);
        assertThatThrownBy(() -> new WeightedRandomSampler(weights, 4, false)).isInstanceOf(Diagnostic.class)
                .hasMessage(
                        "WeightedRandomSampler: 4 examples cannot be drawn without replacement from 3 of positive weight");
        assertThatThrownBy(() -> new WeightedRandomSampler(new double[]{1, -1}, 4))
                .hasMessageContaining("example 1 is -1.0");
    }
}
