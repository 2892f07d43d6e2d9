package dev.sinter.data;

import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Some examples at once, each part of them stacked along a new first axis; {@link Collation} says how.
 *
 * @param value what the examples became: a tensor, a list, a map, a record, or whatever a function given to {@link Dataset#collate} gave
 * @param size  how many examples
 */
public record Batch(Object value, int size) {
    /** Part {@code part} of examples that are lists; of records and maps in their order. A batch of single tensors has one part. */
    public Tensor get(int part) {
        List<?> parts = value instanceof List<?> list ? list : List.copyOf(byName().values());
        if (part < 0 || part >= parts.size()) {
            throw new Diagnostic("Batch: there is no part " + part + " of " + parts.size());
        }
        return tensor(part, parts.get(part));
    }

    /** The part of this name, of examples that are records or maps. */
    public Tensor get(String name) {
        Map<?, ?> parts = byName();
        Object part = parts.get(name);
        if (part == null) {
            throw new Diagnostic("Batch: there is no part '" + name + "'"
                    + (value instanceof List<?> || value instanceof Tensor
                            ? "; the parts have no names, ask for get(0)"
                            : " among " + parts.keySet()));
        }
        return tensor(name, part);
    }

    private static Tensor tensor(Object name, Object part) {
        if (part instanceof Tensor tensor) {
            return tensor;
        }
        throw new Diagnostic("Batch: part " + name + " is no tensor but a " + kind(part)
                + "; value() has everything");
    }

    private static String kind(Object part) {
        return switch (part) {
            case List<?> _ -> "list";
            case Map<?, ?> _ -> "map";
            default -> part.getClass().getSimpleName();
        };
    }

    private Map<?, ?> byName() {
        return switch (value) {
            case Map<?, ?> map -> map;
            case Record record -> Records.parts(record);
            default -> Map.of(0, value);
        };
    }

    /** All tensors, those within other parts as well, in their order. */
    public List<Tensor> tensors() {
        List<Tensor> all = new ArrayList<>();
        collect(value, all);
        return all;
    }

    private static void collect(Object part, List<Tensor> all) {
        switch (part) {
            case Tensor tensor -> all.add(tensor);
            case List<?> list -> list.forEach(each -> collect(each, all));
            case Map<?, ?> map -> map.values().forEach(each -> collect(each, all));
            case Record record -> Records.parts(record).values().forEach(each -> collect(each, all));
            default -> {
                // Text and the like.
            }
        }
    }

    /** The value, if it is of this type; a map of parts becomes a record of this type with components of their names. */
    public <B> B as(Class<B> type) {
        if (type.isInstance(value)) {
            return type.cast(value);
        }
        if (type.isRecord() && value instanceof Map<?, ?> parts) {
            return type.cast(Records.of(type, parts));
        }
        throw new Diagnostic("Batch: it is no " + type.getSimpleName() + " but a " + kind(value));
    }
}
