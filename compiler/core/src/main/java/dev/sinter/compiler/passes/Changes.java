package dev.sinter.compiler.passes;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What passes change while they run: each change is announced here first, is counted by the name of its rule, and may be refused, by
 * which {@code bisect} finds the one change that breaks a program.
 */
public final class Changes {
    private final Map<String, Integer> counts = new TreeMap<>();
    private final int most;
    private int made;
    private @Nullable String last;
    private @Nullable String refused;

    /** Allows every change. */
    public Changes() {
        this(Integer.MAX_VALUE);
    }

    /** Allows the first {@code most} changes and refuses all later ones. */
    public Changes(int most) {
        this.most = most;
    }

    /** Whether the change of that name may be made; if so, it is counted. */
    public boolean allow(String name) {
        if (made >= most) {
            refused = refused == null ? name : refused;
            return false;
        }
        made++;
        last = name;
        counts.merge(name, 1, Integer::sum);
        return true;
    }

    /** How often each rule has fired, by name. */
    public Map<String, Integer> counts() {
        return Collections.unmodifiableMap(counts);
    }

    /** How many changes there were. */
    public int made() {
        return made;
    }

    /** The last change that was allowed; null where there was none. */
    public @Nullable String last() {
        return last;
    }

    /** The first change that was refused; null where none was. */
    public @Nullable String refused() {
        return refused;
    }
}
