package dev.sinter.compiler.passes;

import dev.sinter.ir.Graph;
import dev.sinter.ir.text.Parser;
import dev.sinter.ir.text.Printer;
import dev.sinter.ir.verify.Verifier;
import dev.sinter.types.TensorType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The passes in order, again and again until none changes anything. All checking, timing, dumping, skipping and bisecting happens
 * here, as {@link Debug} says; a pass knows nothing of it.
 */
public final class Pipeline {
    /** One pass enables another a few times; what goes on for longer is stopped, for every graph on the way is right. */
    static final int MOST_ROUNDS = 10;

    private final List<Pass> passes;
    private final Debug debug;
    private final Consumer<String> report;

    /**
     * These passes under these switches.
     *
     * @param report takes the lines that {@code time} and {@code bisect} give
     * @throws IllegalArgumentException where {@code skip} names no pass
     */
    public Pipeline(List<Pass> passes, Debug debug, Consumer<String> report) {
        List<String> names = passes.stream().map(Pass::name).distinct().toList();
        for (String skipped : debug.skip()) {
            if (!names.contains(skipped)) {
                throw new IllegalArgumentException(
                        Debug.PROPERTY + ": there is no pass '" + skipped + "' to skip; the passes are " + names);
            }
        }
        this.passes = passes.stream().filter(pass -> !debug.skip().contains(pass.name())).toList();
        this.debug = debug;
        this.report = report;
    }

    /** The passes that every program takes, in order. */
    public static List<Pass> standard() {
        return List.of(new DetachRemoval(), new Normalise(), new ConstantFolding(), new Algebra(),
                new CommonSubexpressions(), new Bodies());
    }

    /** The standard passes under the switches of the system property; reports to standard error. */
    public static Pipeline current() {
        return new Pipeline(standard(), Debug.current(), System.err::println);
    }

    /**
     * A pass that has run.
     *
     * @param pass   its name
     * @param graph  what it gave
     * @param fired  how often each of its rules fired; empty where it changed nothing
     * @param nanos  how long it took
     */
    public record Step(String pass, Graph graph, Map<String, Integer> fired, long nanos) {
        public Step {
            fired = Collections.unmodifiableMap(new TreeMap<>(fired));
        }

        /** One line: {@code algebra: 12 nodes, 0.3 ms; x * 1 = x (2 times)}. */
        @Override
        public String toString() {
            String rules = fired.entrySet().stream()
                    .map(e -> e.getKey() + (e.getValue() == 1 ? "" : " (" + e.getValue() + " times)"))
                    .collect(Collectors.joining("; "));
            return pass + ": " + graph.nodes().size() + " nodes, " + Math.round(nanos / 1e5) / 10.0 + " ms"
                    + (fired.isEmpty() ? "" : "; " + rules);
        }
    }

    /** What the passes did to a graph, step by step. */
    public record Outcome(Graph before, List<Step> steps) {
        public Outcome {
            steps = List.copyOf(steps);
        }

        /** What came out at the end. */
        public Graph graph() {
            return steps.isEmpty() ? before : steps.get(steps.size() - 1).graph();
        }
    }

    /** The graph after all passes; {@link dev.sinter.ir.Diagnostic} where {@code graph} breaks its rules. */
    public Graph run(Graph graph) {
        return explain(graph).graph();
    }

    /** As {@link #run}, with all that happened on the way. */
    public Outcome explain(Graph graph) {
        if (debug.check() > 0) {
            Verifier.verify(graph);
        }
        Dump dump = new Dump(graph);
        dump.write(0, "input", graph);
        Changes all = new Changes(debug.bisect());
        List<Step> steps = new ArrayList<>();
        Graph current = graph;
        Graph before = null;
        for (int round = 0; round < MOST_ROUNDS && before != current; round++) {
            before = current;
            for (Pass pass : passes) {
                Changes changes = new Changes(debug.bisect() - all.made());
                long start = System.nanoTime();
                Graph next = pass.run(current, changes);
                Step step = new Step(pass.name(), next, changes.counts(), System.nanoTime() - start);
                steps.add(step);
                if (debug.time()) {
                    report.accept("@" + graph.name() + " " + step);
                }
                if (next != current) {
                    check(pass, current, next, changes);
                    dump.write(steps.size(), pass.name(), next);
                }
                bisected(pass, changes, all);
                current = next;
            }
        }
        if (before != current && debug.check() >= 2 && debug.bisect() == Debug.DEFAULT.bisect()) {
            throw new IllegalStateException("@" + graph.name() + ": the passes still change the graph after "
                    + MOST_ROUNDS + " rounds; the last were "
                    + steps.subList(steps.size() - passes.size(), steps.size()));
        }
        return new Outcome(graph, steps);
    }

    /** Adds what a pass changed to the total; reports where the changes end. */
    private void bisected(Pass pass, Changes changes, Changes all) {
        boolean reported = all.refused() != null;
        changes.counts().forEach((rule, count) -> {
            for (int i = 0; i < count; i++) {
                all.allow(rule);
            }
        });
        if (changes.refused() != null && !reported) {
            String refused = pass.name() + ": " + changes.refused();
            all.allow(refused);
            report.accept("bisect=" + debug.bisect() + " stops before " + refused
                    + (changes.last() == null ? "" : ", after " + pass.name() + ": " + changes.last()));
        }
    }

    private void check(Pass pass, Graph before, Graph after, Changes changes) {
        if (debug.check() == 0) {
            return;
        }
        Verifier.verify(after);
        if (!signature(before).equals(signature(after))) {
            throw new IllegalStateException("the pass '" + pass.name() + "' changed the signature of @" + before.name()
                    + " from " + signature(before) + " to " + signature(after));
        }
        if (debug.check() >= 2 && changes.refused() == null) {
            Changes again = new Changes();
            if (pass.run(after, again) != after) {
                throw new IllegalStateException("the pass '" + pass.name() + "' does not come to an end on @"
                        + before.name() + ": its own result changes by " + again.counts());
            }
        }
        if (debug.check() >= 3) {
            String text = Printer.print(after);
            String again = Printer.print(Parser.parse(text));
            if (!again.equals(text)) {
                throw new IllegalStateException("after the pass '" + pass.name() + "' the text of @" + before.name()
                        + " does not read back the same:\n" + text + "\n" + again);
            }
        }
    }

    private static List<Object> signature(Graph graph) {
        Map<String, TensorType> outputs = new LinkedHashMap<>();
        graph.outputs().forEach((name, node) -> outputs.put(name, node.type()));
        return List.of(graph.name(), graph.inputs().stream().map(node -> node.op()).toList(),
                Set.copyOf(outputs.keySet()), outputs);
    }

    /** Writes the graphs of one run; files are named by the first one's text, so that graphs of one name keep apart. */
    private final class Dump {
        private final String prefix;

        Dump(Graph graph) {
            this.prefix = debug.dump() == null
                    ? ""
                    : "%s-%08x".formatted(graph.name(), Printer.print(graph).hashCode());
        }

        void write(int number, String pass, Graph graph) {
            Path folder = debug.dump();
            if (folder == null) {
                return;
            }
            try {
                Files.createDirectories(folder);
                Files.writeString(folder.resolve("%s-%02d-%s.sir".formatted(prefix, number, pass)),
                        Printer.print(graph));
            } catch (IOException e) {
                throw new UncheckedIOException(
                        Debug.PROPERTY + ": graphs cannot be written to the folder " + folder + ": " + e, e);
            }
        }
    }
}
