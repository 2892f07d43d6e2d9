package dev.sinter.data;

import dev.sinter.random.Generator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A number of examples: an image and its label, for instance.
 *
 * <pre>{@code
 * record Flower(Tensor measures, long kind) {}
 *
 * final class Flowers implements Dataset<Flower> {
 *     public int size() { return 150; }
 *     public Flower get(int i) { return ...; }
 * }
 *
 * for (Batch batch : new DataLoader(new Flowers(), 32).shuffle(0).workers(2)) {
 *     Tensor measures = batch.get("measures");
 * }
 * }</pre>
 *
 * <p>What an example may be, and what becomes of several, says {@link Collation}.
 *
 * @param <T> an example: a tensor, a number, a record, a map or a list of such
 */
public interface Dataset<T> {
    /** The examples of a list. */
    static <T> Dataset<T> of(List<T> examples) {
        return new ListDataset<>(List.copyOf(examples));
    }

    /** How many examples there are. */
    int size();

    /**
     * Example {@code i}: tensors without an axis for the batch. A loader with workers calls it from several threads at once. Random
     * numbers it takes from {@link Generator#shared}, which a loader gives each example anew. In a loader no gradients are recorded.
     */
    T get(int i);

    /**
     * Several examples at once, by {@link Collation}. A dataset that has a quicker way overrides it.
     *
     * @throws LoadingException with the number of the example that {@link #get} failed to give
     */
    default Batch batch(int[] indices) {
        return new Batch(Collation.of(Making.examples(this, indices)), indices.length);
    }

    /** This dataset with each example changed by {@code transform} whenever it is asked for. */
    default <R> Dataset<R> map(Function<? super T, ? extends R> transform) {
        return new MappedDataset<>(this, transform);
    }

    /** As {@link #map(Function)} with random numbers: in a loader they follow from its seed, the round and the example alone. */
    default <R> Dataset<R> map(BiFunction<? super T, Generator, ? extends R> transform) {
        return new MappedDataset<>(this, example -> transform.apply(example, Generator.shared()));
    }

    /** This dataset with batches made by {@code collation} from their examples, such as sequences padded to one length. */
    default Dataset<T> collate(Function<? super List<T>, ?> collation) {
        return new CollatedDataset<>(this, collation);
    }
}
