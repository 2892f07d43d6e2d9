package dev.sinter.data;

import java.util.List;

/** The examples of a list. */
record ListDataset<T>(List<T> examples) implements Dataset<T> {
    @Override
    public int size() {
        return examples.size();
    }

    @Override
    public T get(int i) {
        return examples.get(i);
    }
}
