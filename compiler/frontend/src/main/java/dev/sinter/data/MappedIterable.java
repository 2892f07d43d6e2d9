package dev.sinter.data;

import java.util.Iterator;
import java.util.function.Function;

/** Examples that are changed when they come. */
record MappedIterable<T, R>(IterableDataset<T> from, Function<? super T, ? extends R> transform)
        implements
            IterableDataset<R> {
    @Override
    public Iterator<R> iterator() {
        Iterator<T> examples = from.iterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return examples.hasNext();
            }

            @Override
            public R next() {
                return transform.apply(examples.next());
            }
        };
    }
}
