package dev.sinter;

import dev.sinter.ir.Graph;
import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.Executable;
import dev.sinter.runtime.Signature;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The programs compiled so far, by the text of their graph; those not used for longest are dropped. Where some graphs differ in sizes
 * only, the next of their kind get one program for all sizes; what then runs often gets one of its own.
 */
final class Programs {
    private static final int MOST = 1024;

    private static final Map<String, Executable> BY_TEXT = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Executable> eldest) {
            return size() > MOST;
        }
    };

    /** By what their graphs have in common. */
    private static final Map<List<String>, Family> FAMILIES = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<List<String>, Family> eldest) {
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
        Executable made = made(graph, text);
        synchronized (BY_TEXT) {
            BY_TEXT.put(text, made);
        }
        return made;
    }

    private static Executable made(Graph graph, String text) {
        if (graph.inputs().stream().anyMatch(input -> !input.shape().isStatic())) {
            // For all sizes already.
            return evaluator().compile(graph);
        }
        Family.Member member = Family.Member.of(text);
        Family family;
        synchronized (FAMILIES) {
            family = FAMILIES.computeIfAbsent(member.words(), words -> new Family());
        }
        Family.General general = family.general(member);
        if (general == null) {
            return evaluator().compile(graph);
        }
        Executable forAll;
        try {
            forAll = of(general.graph());
        } catch (RuntimeException e) {
            // A guess that does not compile does no harm either: this graph has nothing to do with it.
            family.drop(general);
            return evaluator().compile(graph);
        }
        return new Shared(forAll, () -> evaluator().compile(graph));
    }

    /** A program for any size, until it has been run so often for one that a program for that one pays. */
    private static final class Shared implements Executable {
        private static final int OFTEN = 64;

        private final Supplier<Executable> own;
        private Executable program;
        private int runs;

        Shared(Executable general, Supplier<Executable> own) {
            this.program = general;
            this.own = own;
        }

        @Override
        public Signature signature() {
            return current(0).signature();
        }

        @Override
        public void run(@Nullable Buffer[] inputs, @Nullable Buffer[] outputs) {
            current(1).run(inputs, outputs);
        }

        private synchronized Executable current(int more) {
            int before = runs;
            runs = Math.min(before + more, OFTEN);
            if (before < runs && runs == OFTEN) {
                program = own.get();
            }
            return program;
        }
    }
}
