package dev.sinter.data;

import dev.sinter.Stateful;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.random.Generator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Batches of a dataset, once through per {@code for} loop. Each setting gives another loader.
 *
 * <pre>{@code
 * for (Batch batch : new DataLoader(digits, 64).shuffle(7).workers(2)) {
 *     Tensor images = batch.get(0);
 * }
 * }</pre>
 *
 * <p>The batches are the same whatever the number of workers. The order of a round, and a seed for the random numbers of its examples,
 * are drawn when a loop begins, in the order of PyTorch's stream: from the loader's generator, or from {@link Generator#shared} where it
 * has none.
 *
 * <p>A loop may be left at any time. Its state is its place in the round that was begun last: a loader with the same settings that loads
 * it goes on with the batch after, in the same order.
 */
public final class DataLoader implements Iterable<Batch>, Stateful {
    private final Source source;
    private final Settings settings;
    private final Place place;
    private final @Nullable Workers workers;
    private @Nullable Round latest;

    /** Where examples come from. */
    private record Source(@Nullable Dataset<?> dataset, @Nullable IterableDataset<?> stream) {
        Dataset<?> numbered(String what) {
            if (dataset == null) {
                throw new Diagnostic("DataLoader: " + what
                        + " is not possible for an IterableDataset, whose examples come in their own order and without a count");
            }
            return dataset;
        }
    }

    /**
     * @param batchSize how many examples are in a batch, 0 where {@code batches} says so
     * @param isShuffled whether the order is random and nobody has given a sampler
     */
    private record Settings(int batchSize, boolean dropsLast, boolean isShuffled, @Nullable Sampler sampler,
            @Nullable BatchSampler batches, @Nullable Generator generator, int workers, int prefetch) {
        BatchSampler batches(Dataset<?> dataset) {
            if (batches != null) {
                return batches;
            }
            return BatchSampler.of(sampler != null
                    ? sampler
                    : isShuffled ? new RandomSampler(dataset.size()) : new SequentialSampler(dataset.size()), batchSize,
                    dropsLast);
        }

        Place.Kind kind() {
            return isShuffled || sampler instanceof RandomSampler
                    ? Place.Kind.SHUFFLED
                    : batches == null && (sampler == null || sampler instanceof SequentialSampler)
                            ? Place.Kind.FIXED
                            : Place.Kind.DRAWN;
        }
    }

    /** Batches of so many examples, in the dataset's order. */
    public DataLoader(Dataset<?> dataset, int batchSize) {
        this(new Source(dataset, null), new Settings(batchSize, false, false, null, null, null, 0, 2));
    }

    /** Batches of so many examples as they come. */
    public DataLoader(IterableDataset<?> dataset, int batchSize) {
        this(new Source(null, dataset), new Settings(batchSize, false, false, null, null, null, 0, 2));
    }

    /** Batches of the examples that the sampler chooses. */
    public DataLoader(Dataset<?> dataset, BatchSampler batches) {
        this(new Source(dataset, null), new Settings(0, false, false, null, batches, null, 0, 2));
    }

    private DataLoader(Source source, Settings settings) {
        if (settings.batchSize < 1 && settings.batches == null) {
            throw new Diagnostic("DataLoader: a batch has 1 example or more, not " + settings.batchSize);
        }
        this.source = source;
        this.settings = settings;
        Dataset<?> dataset = source.dataset;
        this.place = new Place(settings.generator, dataset == null ? null : new Later(settings, dataset),
                settings.kind());
        this.workers = settings.workers == 0 ? null : new Workers(settings.workers);
    }

    /** Asks for the dataset's size only when a round begins: it may grow. */
    private record Later(Settings settings, Dataset<?> dataset) implements BatchSampler {
        @Override
        public int size() {
            return settings.batches(dataset).size();
        }

        @Override
        public List<int[]> batches(Generator random) {
            return settings.batches(dataset).batches(random);
        }
    }

    private DataLoader with(Settings other) {
        return new DataLoader(source, other);
    }

    /** In random order, another one each time; the orders follow from the seed. */
    public DataLoader shuffle(long seed) {
        return shuffle(new Generator(seed));
    }

    /** In random orders, drawn from the generator whenever a loop begins. */
    public DataLoader shuffle(Generator generator) {
        return shuffle().generator(generator);
    }

    /** In random orders, which follow from {@link dev.sinter.Sinter#manualSeed} where the loader has no generator. */
    public DataLoader shuffle() {
        source.numbered("shuffle");
        ownBatches("shuffle");
        if (settings.sampler != null) {
            throw new Diagnostic(
                    "DataLoader: shuffle and sampler are both given; the sampler alone says what the order is");
        }
        return with(new Settings(settings.batchSize, settings.dropsLast, true, null, null, settings.generator,
                settings.workers, settings.prefetch));
    }

    /** With the examples that the sampler chooses, in its order. */
    public DataLoader sampler(Sampler sampler) {
        source.numbered("sampler");
        ownBatches("sampler");
        if (settings.isShuffled) {
            throw new Diagnostic(
                    "DataLoader: shuffle and sampler are both given; the sampler alone says what the order is");
        }
        return with(new Settings(settings.batchSize, settings.dropsLast, false, sampler, null, settings.generator,
                settings.workers, settings.prefetch));
    }

    private void ownBatches(String what) {
        if (settings.batches != null) {
            throw new Diagnostic(
                    "DataLoader: " + what + " and a BatchSampler are both given; the BatchSampler alone says"
                            + " which examples are in which batch");
        }
    }

    /** With random numbers from this generator, those of the order and those of the examples. */
    public DataLoader generator(Generator generator) {
        return with(new Settings(settings.batchSize, settings.dropsLast, settings.isShuffled, settings.sampler,
                settings.batches, generator, settings.workers, settings.prefetch));
    }

    /** Without the last batch where it is smaller than the others. */
    public DataLoader dropLast() {
        ownBatches("dropLast");
        return with(new Settings(settings.batchSize, true, settings.isShuffled, settings.sampler, null,
                settings.generator, settings.workers, settings.prefetch));
    }

    /** With batches made ahead by so many threads; 0 has them made by the thread that asks for them. */
    public DataLoader workers(int count) {
        if (count < 0) {
            throw new Diagnostic("DataLoader: the number of workers is 0 or more, not " + count);
        }
        return with(new Settings(settings.batchSize, settings.dropsLast, settings.isShuffled, settings.sampler,
                settings.batches, settings.generator, count, settings.prefetch));
    }

    /** With at most so many batches for each worker that are made, or being made, before they are asked for; 2 unless said otherwise. */
    public DataLoader prefetch(int batches) {
        if (batches < 1) {
            throw new Diagnostic("DataLoader: each worker makes 1 batch ahead or more, not " + batches);
        }
        return with(new Settings(settings.batchSize, settings.dropsLast, settings.isShuffled, settings.sampler,
                settings.batches, settings.generator, settings.workers, batches));
    }

    /** How many batches one loop sees. */
    public int size() {
        source.numbered("size()");
        return place.count();
    }

    public Dataset<?> dataset() {
        return source.numbered("dataset()");
    }

    /** Begins a round, or goes on with the one whose place was loaded. */
    @Override
    public Round iterator() {
        Round before = latest;
        if (before != null) {
            before.makeWay();
        }
        Place.Drawn drawn = place.begin();
        int first = place.given();
        Making making = new Making(drawn.seed());
        Dataset<?> dataset = source.dataset;
        IterableDataset<?> stream = source.stream;
        Supply supply = dataset != null || stream == null
                ? new NumberedSupply(dataset(), drawn.batches())
                : making.run(() -> new StreamSupply(stream, settings.batchSize, settings.dropsLast, first, making));
        Round round = new Round(supply, making, workers, settings.workers * settings.prefetch, first,
                count -> place.give(drawn, count));
        latest = round;
        return round;
    }

    /** The batches of one round by number. */
    private record NumberedSupply(Dataset<?> dataset, List<int[]> batches) implements Supply {
        @Override
        public int count() {
            return batches.size();
        }

        @Override
        public Batch make(int number) {
            return dataset.batch(batches.get(number));
        }
    }

    /** Which batch is next, and what the order of the present round and of those to come follows from. */
    @Override
    public Map<String, Tensor> stateDict() {
        return place.stateDict();
    }

    /** The next loop goes on from there; after it come whole rounds again. */
    @Override
    public void loadStateDict(Map<String, Tensor> saved) {
        place.loadStateDict(saved);
    }
}
