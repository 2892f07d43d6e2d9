package dev.sinter.cli;

import dev.sinter.compiler.fuzz.Fuzz;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Holds the compiler against its interpreter with random graphs. */
@Command(name = "fuzz", mixinStandardHelpOptions = true, description = {
    "Holds the compiler against its interpreter with random graphs.",
    "What is compiled must have the interpreter's bits: each pass alone and all together, scalar and vector forms,",
    "1, 2 and 3 threads; and each graph's text must read back. A graph that fails is made smaller and shown.",
    "Exit code: 0 when all agree, 1 when one does not."}, footer = {"",
        "Examples:",
        "  sinter fuzz --seconds 600",
        "  sinter fuzz --seconds 60 --seed 1000000 --keep failures"})
final class FuzzCommand implements Callable<Integer> {
    @Option(names = "--seconds", paramLabel = "N", required = true, description = "for how long") private long seconds;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "0", description = "the first graph; the others follow from it") private long seed;

    @Option(names = "--keep", paramLabel = "DIR", description = "writes failing graphs to this folder, as seed-S.sir") private @Nullable Path keep;

    @Spec
    @SuppressWarnings("NullAway.Init") private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (seconds < 1) {
            throw new ParameterException(spec.commandLine(), "Invalid value for option '--seconds': '" + seconds
                    + "' is not 1 or more");
        }
        if (keep != null) {
            Files.createDirectories(keep);
        }
        PrintWriter out = spec.commandLine().getOut();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        long next = seed;
        int failures = 0;
        try (Fuzz fuzz = new Fuzz()) {
            while (System.nanoTime() < end) {
                Fuzz.Failure failure = fuzz.check(next++);
                if (failure != null) {
                    failures++;
                    report(out, failure);
                }
            }
        }
        out.println((next - seed) + " graphs (seeds " + seed + " to " + (next - 1) + "), " + failures
                + (failures == 1 ? " mismatch" : " mismatches"));
        out.flush();
        return failures == 0 ? 0 : 1;
    }

    private void report(PrintWriter out, Fuzz.Failure failure) throws IOException {
        out.println(failure);
        out.flush();
        if (keep != null) {
            failure.save(keep);
        }
    }
}
