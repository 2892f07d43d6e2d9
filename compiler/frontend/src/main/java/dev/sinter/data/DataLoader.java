package dev.sinter.data;

import dev.sinter.Stateful;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.random.Generator;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Batches of a dataset, once through per {@code for} loop. Each setting gives another loader.
 *
 * <pre>{@code
 * for (Batch batch : new DataLoader(digits, 64).shuffle(7)) {
 *     Tensor images = batch.get(0);
 * }
 * }</pre>
 *
 * <p>Its state is its place in the round that was begun last: a loader with the same settings that loads it goes on with the batch after,
 * in the same order.
 */
public final class DataLoader implements Iterable<Batch>, Stateful {
    private final Dataset dataset;
    private final int batchSize;
    private final @Nullable Generator order;
    private final boolean dropsLast;
    private final Place place;

    public DataLoader(Dataset dataset, int batchSize) {
        this(dataset, batchSize, null, false);
    }

    private DataLoader(Dataset dataset, int batchSize, @Nullable Generator order, boolean dropsLast) {
        if (batchSize < 1) {
            throw new Diagnostic("DataLoader: a batch has 1 example or more, not " + batchSize);
        }
        this.dataset = dataset;
        this.batchSize = batchSize;
        this.order = order;
        this.dropsLast = dropsLast;
        this.place = new Place(order, () -> size());
    }

    /** In random order, another one each time; the orders follow from the seed. */
    public DataLoader shuffle(long seed) {
        return shuffle(new Generator(seed));
    }

    /** In random orders, drawn from the generator whenever a loop begins. */
    public DataLoader shuffle(Generator generator) {
        return new DataLoader(dataset, batchSize, generator, dropsLast);
    }

    /** Without the last batch where it is smaller than the others. */
    public DataLoader dropLast() {
        return new DataLoader(dataset, batchSize, order, true);
    }

    /** Refused for now: batches are made by the thread that asks for them. */
    public DataLoader workers(int count) {
        if (count != 0) {
            throw new Diagnostic("DataLoader: worker threads are not supported yet; leave workers at 0");
        }
        return this;
    }

    /** How many batches one loop sees. */
    public int size() {
        return dropsLast ? dataset.size() / batchSize : Math.ceilDiv(dataset.size(), batchSize);
    }

    public Dataset dataset() {
        return dataset;
    }

    @Override
    public Iterator<Batch> iterator() {
        int[] examples = place.begin(dataset.size());
        int count = size();
        int first = place.given();
        return new Iterator<>() {
            private int next = first;

            @Override
            public boolean hasNext() {
                return next < count;
            }

            @Override
            public Batch next() {
                if (next >= count) {
                    throw new NoSuchElementException("the loader has given all its " + count + " batches");
                }
                int from = next++ * batchSize;
                Batch batch = new Batch(
                        dataset.batch(Arrays.copyOfRange(examples, from, Math.min(from + batchSize, examples.length))));
                place.give(next);
                return batch;
            }
        };
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
