package dev.sinter.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * The examples of several iterable datasets, one after the other; each is begun when the one before it has ended.
 *
 * @param <T> an example
 */
public final class ChainDataset<T> implements IterableDataset<T> {
    private final List<IterableDataset<T>> parts;

    public ChainDataset(List<? extends IterableDataset<T>> parts) {
        this.parts = List.copyOf(parts);
    }

    @SafeVarargs
    public ChainDataset(IterableDataset<T>... parts) {
        List<IterableDataset<T>> all = new ArrayList<>();
        for (IterableDataset<T> part : parts) {
            all.add(part);
        }
        this.parts = all;
    }

    @Override
    public Iterator<T> iterator() {
        return new Chain<>(parts.iterator());
    }

    /** Closes each part's iterator when it has ended, and the present one when it is closed itself. */
    private static final class Chain<T> implements Iterator<T>, AutoCloseable {
        private final Iterator<IterableDataset<T>> parts;
        private Iterator<T> present = Collections.emptyIterator();

        Chain(Iterator<IterableDataset<T>> parts) {
            this.parts = parts;
        }

        @Override
        public boolean hasNext() {
            while (!present.hasNext()) {
                close();
                if (!parts.hasNext()) {
                    return false;
                }
                present = parts.next().iterator();
            }
            return true;
        }

        @Override
        public T next() {
            if (!hasNext()) {
                throw new NoSuchElementException("the last of the datasets has ended");
            }
            return present.next();
        }

        @Override
        public void close() {
            Iterator<T> ended = present;
            present = Collections.emptyIterator();
            if (ended instanceof AutoCloseable closeable) {
                try {
                    closeable.close();
                } catch (Exception e) {
                    throw LoadingException.ofClosing(e);
                }
            }
        }
    }
}
