package dev.sinter.data;

import java.util.ArrayList;
import java.util.List;

/**
 * The examples of several datasets, one after the other.
 *
 * @param <T> an example
 */
public final class ConcatDataset<T> implements Dataset<T> {
    private final List<Dataset<T>> parts;

    public ConcatDataset(List<? extends Dataset<T>> parts) {
        this.parts = List.copyOf(parts);
    }

    @SafeVarargs
    public ConcatDataset(Dataset<T>... parts) {
        List<Dataset<T>> all = new ArrayList<>();
        for (Dataset<T> part : parts) {
            all.add(part);
        }
        this.parts = all;
    }

    @Override
    public int size() {
        return parts.stream().mapToInt(Dataset::size).reduce(0, Math::addExact);
    }

    @Override
    public T get(int i) {
        int within = i;
        for (Dataset<T> part : parts) {
            if (within >= 0 && within < part.size()) {
                return part.get(within);
            }
            within -= part.size();
        }
        throw new IndexOutOfBoundsException("example " + i + " of datasets of " + size() + " together");
    }
}
