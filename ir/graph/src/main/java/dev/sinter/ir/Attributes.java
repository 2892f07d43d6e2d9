package dev.sinter.ir;

import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The named properties of an op in their textual form, {@code {kind=sum, axes=[0,1]}}. */
public record Attributes(Map<String, String> texts) {
    public static final Attributes NONE = new Attributes(Map.of());

    public Attributes {
        texts = Collections.unmodifiableMap(new LinkedHashMap<>(texts));
    }

    public static Attributes of(String name, Object value) {
        return NONE.with(name, value);
    }

    /** These and one more; numbers, dimensions, words and lists of them print as themselves. */
    public Attributes with(String name, Object value) {
        Map<String, String> more = new LinkedHashMap<>(texts);
        more.put(name, value instanceof List<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"))
                : String.valueOf(value));
        return new Attributes(more);
    }

    /** The text of a property; {@link IllegalArgumentException} where it is missing. */
    public String word(String name) {
        String text = texts.get(name);
        if (text == null) {
            throw new IllegalArgumentException("the attribute '" + name + "' is missing");
        }
        return text;
    }

    public int integer(String name) {
        try {
            return Integer.parseInt(word(name));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the attribute '" + name + "' is an integer, not '" + word(name) + "'",
                    e);
        }
    }

    /** True or false; {@link IllegalArgumentException} where it says something else. */
    public boolean truth(String name) {
        String text = word(name);
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("the attribute '" + name + "' is true or false, not '" + text + "'");
        }
        return text.equals("true");
    }

    public Dim dim(String name) {
        return Dim.parse(word(name));
    }

    public List<Dim> dims(String name) {
        // Shape.of refuses negative entries, which padding may have: dims are read one by one.
        String text = word(name);
        if (!text.startsWith("[") || !text.endsWith("]")) {
            throw new IllegalArgumentException("the attribute '" + name + "' is a list, not '" + text + "'");
        }
        return Shape.split(text.substring(1, text.length() - 1)).stream().map(Dim::parse).toList();
    }

    public List<Integer> integers(String name) {
        return dims(name).stream().map(dim -> Math.toIntExact(constant(name, dim))).toList();
    }

    private static long constant(String name, Dim dim) {
        if (!dim.isConstant()) {
            throw new IllegalArgumentException(
                    "the attribute '" + name + "' is a list of integers, but has '" + dim + "'");
        }
        return dim.constant();
    }

    @Override
    public String toString() {
        return texts.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue())
                .collect(Collectors.joining(", ", "{", "}"));
    }
}
