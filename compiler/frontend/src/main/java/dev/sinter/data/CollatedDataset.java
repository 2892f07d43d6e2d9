package dev.sinter.data;

import java.util.List;
import java.util.function.Function;

/** A dataset whose batches are made by a function of the user's. */
record CollatedDataset<T>(Dataset<T> from, Function<? super List<T>, ?> collation) implements Dataset<T> {
    @Override
    public int size() {
        return from.size();
    }

    @Override
    public T get(int i) {
        return from.get(i);
    }

    @Override
    public Batch batch(int[] indices) {
        return new Batch(collation.apply(Making.examples(from, indices)), indices.length);
    }
}
