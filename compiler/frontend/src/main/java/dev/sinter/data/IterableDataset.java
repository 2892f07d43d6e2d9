package dev.sinter.data;

import dev.sinter.random.Generator;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Examples that come one after the other, perhaps without end: lines of a file, messages of a stream. Each round of a loader asks for a new
 * iterator; with workers they take turns at it, in the order of the batches. An iterator that is {@link AutoCloseable} is closed when it
 * has ended or the round is closed.
 *
 * @param <T> an example; see {@link Dataset}
 */
public interface IterableDataset<T> extends Iterable<T> {
    /** This dataset with each example changed by {@code transform}; a loader's workers do that side by side. */
    default <R> IterableDataset<R> map(Function<? super T, ? extends R> transform) {
        return new MappedIterable<>(this, transform);
    }

    /** As {@link #map(Function)} with random numbers: in a loader they follow from its seed, the round and the example's number alone. */
    default <R> IterableDataset<R> map(BiFunction<? super T, Generator, ? extends R> transform) {
        return new MappedIterable<>(this, example -> transform.apply(example, Generator.shared()));
    }
}
