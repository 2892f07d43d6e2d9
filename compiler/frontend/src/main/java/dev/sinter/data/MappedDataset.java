package dev.sinter.data;

import java.util.function.Function;

/** A dataset whose examples are changed whenever they are asked for. */
record MappedDataset<T, R>(Dataset<T> from, Function<? super T, ? extends R> transform) implements Dataset<R> {
    @Override
    public int size() {
        return from.size();
    }

    @Override
    public R get(int i) {
        return transform.apply(from.get(i));
    }
}
