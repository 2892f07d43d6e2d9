package dev.sinter.compiler.cpu;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The values that some part of a method needs, and where each is computed: as far out as it can be, once where it is used more than
 * once, on the stack otherwise.
 */
final class Region {
    /** How deep an expression on the stack grows before a local variable cuts it. */
    private static final int DEEPEST = 24;

    private final TreeSet<Value> values = new TreeSet<>(Comparator.comparingInt(value -> value.id));
    private final Map<Value, Integer> uses = new HashMap<>();
    private final Map<Value, Integer> innermostUse = new HashMap<>();
    private final Map<Value, Integer> depth = new HashMap<>();

    /** Values that code at loop {@code level} pushes. */
    Region need(int level, Collection<Value> roots) {
        for (Value root : roots) {
            use(root, level);
        }
        return this;
    }

    /** A value that code at loop {@code level} pushes. */
    Region need(int level, Value root) {
        return need(level, List.of(root));
    }

    private void use(Value value, int level) {
        uses.merge(value, 1, Integer::sum);
        innermostUse.merge(value, level, Math::max);
        if (values.add(value)) {
            int deepest = 0;
            for (Value arg : value.args) {
                use(arg, value.level);
                deepest = Math.max(deepest, depth.getOrDefault(arg, 0));
            }
            depth.put(value, deepest >= DEEPEST ? 0 : deepest + 1);
        }
    }

    private boolean isKept(Value value) {
        return !value.isTrivial()
                && (uses.getOrDefault(value, 0) > 1 || innermostUse.getOrDefault(value, 0) > value.level
                        || depth.getOrDefault(value, 0) == 0);
    }

    /** At the start of loop {@code level}: computes what it and the loops inside it will use. */
    void open(int level, MethodCode code) {
        for (Value value : values) {
            if (value.level == level && isKept(value) && !code.isKept(value)) {
                code.keep(value);
            }
        }
    }

    /** How many values there are to compute. */
    int size() {
        return values.size();
    }

    Collection<Value> values() {
        return values;
    }
}
