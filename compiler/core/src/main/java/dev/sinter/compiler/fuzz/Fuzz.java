package dev.sinter.compiler.fuzz;

import dev.sinter.ir.Graph;
import dev.sinter.ir.Literal;
import dev.sinter.ir.eval.Interpreter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes random graphs and holds every {@link Check} against them, with the interpreter as the judge; a failing graph is shrunk.
 *
 * <p>A seed says everything: the graph, its inputs, and so the failure.
 */
public final class Fuzz implements AutoCloseable {
    private final Check.Teams teams = new Check.Teams();
    private final List<Check> checks = Check.all(teams);

    /** Ready to check, with threads of its own. */
    public Fuzz() {}

    /**
     * A check that does not hold.
     *
     * @param seed    of the sample
     * @param check   what does not hold
     * @param problem what happened instead
     * @param graph   a small graph that shows it
     * @param symbols what its symbols stand for
     */
    public record Failure(long seed, String check, String problem, Graph graph, Map<String, Long> symbols) {
        @Override
        public String toString() {
            return "seed " + seed + ", " + check + ": " + problem + "\n"
                    + (symbols.isEmpty() ? "" : "// where " + symbols + "\n") + graph;
        }
    }

    /** Checks the sample of {@code seed}; null where all is well. */
    public @Nullable Failure check(long seed) {
        RandomGraph.Sample sample = RandomGraph.of(seed);
        return check(seed, sample.graph(), sample.symbols());
    }

    /** Checks a graph with the inputs that the seed gives; null where all is well. */
    public @Nullable Failure check(long seed, Graph graph, Map<String, Long> symbols) {
        for (Check check : checks) {
            String problem = problem(check, seed, graph, symbols);
            if (problem != null) {
                Graph small = Shrink.shrink(graph, smaller -> problem(check, seed, smaller, symbols) != null);
                return new Failure(seed, check.name(),
                        Objects.requireNonNullElse(problem(check, seed, small, symbols), problem), small, symbols);
            }
        }
        return null;
    }

    private static @Nullable String problem(Check check, long seed, Graph graph, Map<String, Long> symbols) {
        Map<String, Literal> inputs;
        Map<String, Literal> expected;
        try {
            inputs = RandomValues.of(graph, symbols, seed);
            expected = Interpreter.run(graph, inputs);
        } catch (ArithmeticException | IndexOutOfBoundsException | IllegalArgumentException undefined) {
            // Division by zero, or a symbol too small for a window: the graph has no meaning for these inputs.
            return null;
        }
        try {
            return check.failure(graph, inputs, expected);
        } catch (RuntimeException | LinkageError thrown) {
            StackTraceElement[] trace = thrown.getStackTrace();
            return "throws " + thrown + (trace.length == 0 ? "" : " at " + trace[0]);
        }
    }

    @Override
    public void close() {
        teams.close();
    }
}
