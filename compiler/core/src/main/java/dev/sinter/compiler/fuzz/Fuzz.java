package dev.sinter.compiler.fuzz;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes random programs and holds every {@link Check} against them, with the interpreter as the judge; what fails is shrunk.
 *
 * <p>A seed says everything: the program, its inputs, and so the failure.
 */
public final class Fuzz implements AutoCloseable {
    private final CompiledChecks compiled = new CompiledChecks();
    private final List<Check> checks;

    /** Ready to run all checks, with threads of its own. */
    public Fuzz() {
        checks = new ArrayList<>(Checks.all());
        checks.addAll(compiled.all());
    }

    /**
     * A check that does not hold.
     *
     * @param name    what the program is called: its seed, or its file
     * @param check   what does not hold
     * @param problem what happened instead
     * @param program a small program that shows it
     */
    public record Failure(String name, String check, String problem, Case program) {
        /** Writes the program and its inputs into a folder; the tests replay what lies in theirs. */
        public Path save(Path folder) throws IOException {
            return program.save(folder, name.replace(' ', '-'));
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder(name + ", " + check + ": " + problem + "\n" + program.graph());
            new TreeMap<>(program.inputs()).forEach((input, value) -> {
                String elements = value.toString();
                text.append("// %").append(input).append(" = ")
                        .append(elements.length() > 500 ? elements.substring(0, 500) + "..." : elements).append('\n');
            });
            return text.toString();
        }
    }

    /** What came of a run: how many programs with how many nodes, and what failed. */
    public record Summary(long graphs, long nodes, List<Failure> failures) {
        public Summary {
            failures = List.copyOf(failures);
        }

        @Override
        public String toString() {
            return graphs + " graphs, " + nodes + " nodes, " + failures.size() + " mismatches";
        }
    }

    /** Checks the program of {@code seed}; null where all is well. */
    public @Nullable Failure check(long seed) {
        return check("seed " + seed, RandomGraph.of(seed));
    }

    /** Checks a program; null where all is well. */
    public @Nullable Failure check(String name, Case program) {
        for (Check check : checks) {
            String problem = check.failure(program);
            if (problem != null) {
                Case small = new Shrink(check).run(program);
                String again = check.failure(small);
                return new Failure(name, check.name(), again == null ? problem : again, small);
            }
        }
        return null;
    }

    /**
     * Checks the programs of the seeds from {@code first} until there were {@code most}, or the time is up.
     *
     * @param failed takes each failure when it is found
     */
    public Summary run(long first, long most, Duration time, Consumer<Failure> failed) {
        long end = System.nanoTime() + time.toNanos();
        List<Failure> failures = new ArrayList<>();
        long graphs = 0;
        long nodes = 0;
        for (long seed = first; graphs < most && System.nanoTime() < end; seed++) {
            Case program = RandomGraph.of(seed);
            graphs++;
            nodes += program.graph().nodes().size();
            Failure failure = check("seed " + seed, program);
            if (failure != null) {
                failures.add(failure);
                failed.accept(failure);
            }
        }
        return new Summary(graphs, nodes, failures);
    }

    /** The checks by name, for those who show them. */
    public List<String> checks() {
        return checks.stream().map(Check::name).toList();
    }

    @Override
    public void close() {
        compiled.close();
    }
}
