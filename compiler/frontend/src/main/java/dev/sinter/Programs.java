package dev.sinter;

import dev.sinter.ir.Graph;
import dev.sinter.runtime.Executable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** The programs compiled so far, by the text of their graph; those not used for longest are dropped. */
final class Programs {
    private static final int MOST = 1024;

    private static final Map<String, Executable> BY_TEXT = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Executable> eldest) {
            return size() > MOST;
        }
    };

    private Programs() {}

    /** The compiler, looked for once. */
    private static final class Found {
        static final @Nullable Evaluator EVALUATOR = find();

        private static @Nullable Evaluator find() {
            return ServiceLoader.load(Evaluator.class)
                    .findFirst()
                    .or(() -> ServiceLoader.load(Evaluator.class, Evaluator.class.getClassLoader()).findFirst())
                    .orElse(null);
        }
    }

    static Evaluator evaluator() {
        Evaluator evaluator = Found.EVALUATOR;
        if (evaluator == null) {
            throw new IllegalStateException(
                    "no compiler found: a value was asked for, but no provider of " + Evaluator.class.getName()
                            + " is on the class path or module path; add sinter-compiler");
        }
        return evaluator;
    }

    static Executable of(Graph graph) {
        String text = graph.toString();
        synchronized (BY_TEXT) {
            Executable known = BY_TEXT.get(text);
            if (known != null) {
                return known;
            }
        }
        Executable made = evaluator().compile(graph);
        synchronized (BY_TEXT) {
            BY_TEXT.put(text, made);
        }
        return made;
    }
}
