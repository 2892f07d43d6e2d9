package dev.sinter.runtime.formats.pytorch;

import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.io.ByteSource;
import dev.sinter.runtime.io.FormatException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tensors and numbers of dicts and lists within each other, by their paths. A pickle can share values, and even hold itself. */
final class Flattening {
    private static final int DEEPEST = 100;

    private final ByteSource source;
    private final Map<String, Buffer> found = new LinkedHashMap<>();
    private long left;

    Flattening(ByteSource source) {
        this.source = source;
        this.left = Math.max(10_000, source.size());
    }

    Map<String, Buffer> of(@Nullable Object value) throws FormatException {
        add("", value, 0);
        return found;
    }

    private void add(String path, @Nullable Object value, int depth) throws FormatException {
        // A path can be as long as all its names together.
        left -= 1 + path.length() / 16;
        if (depth > DEEPEST || left < 0) {
            throw source.malformed(0,
                    "its dicts and lists are too many or too deep within each other, or hold themselves");
        }
        switch (value) {
            case Buffer tensor -> put(path, tensor);
            case Long number -> put(path, Buffer.of(new long[]{number}));
            case Double number -> put(path, Buffer.of(new double[]{number}));
            case Boolean truth -> put(path, Buffer.of(new boolean[]{truth}));
            case Map<?, ?> map -> {
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    add(join(path, String.valueOf(entry.getKey())), entry.getValue(), depth + 1);
                }
            }
            case List<?> list -> {
                for (int i = 0; i < list.size(); i++) {
                    add(join(path, Integer.toString(i)), list.get(i), depth + 1);
                }
            }
            case null, default -> {
                // A text or None is no tensor.
            }
        }
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "/" + name;
    }

    private void put(String path, Buffer tensor) throws FormatException {
        if (found.put(path, tensor) != null) {
            throw source.malformed(0, "two tensors are named '" + path + "'");
        }
    }
}
