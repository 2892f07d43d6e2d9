package dev.sinter.data;

import dev.sinter.ir.Diagnostic;
import java.util.LinkedHashMap;
import java.util.Map;

/** Several datasets of one size side by side: example {@code i} is a map of their examples {@code i} by name. */
public final class StackDataset implements Dataset<Map<String, Object>> {
    private final Map<String, Dataset<?>> parts;

    /** @param parts the datasets by name, in the order of the names */
    public StackDataset(Map<String, ? extends Dataset<?>> parts) {
        this.parts = new LinkedHashMap<>(parts);
        if (parts.isEmpty() || parts.values().stream().mapToInt(Dataset::size).distinct().count() > 1) {
            throw new Diagnostic("StackDataset: one or more datasets of the same size are needed, not of the sizes "
                    + this.parts.values().stream().map(Dataset::size).toList());
        }
    }

    @Override
    public int size() {
        return parts.values().iterator().next().size();
    }

    @Override
    public Map<String, Object> get(int i) {
        Map<String, Object> example = new LinkedHashMap<>();
        parts.forEach((name, part) -> example.put(name, part.get(i)));
        return example;
    }
}
