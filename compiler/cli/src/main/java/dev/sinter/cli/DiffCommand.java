package dev.sinter.cli;

import dev.sinter.runtime.Buffer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares two jars: graphs, kernels, weights. */
@Command(name = "diff", mixinStandardHelpOptions = true, description = {
    "Compares two jars kernel by kernel and tensor by tensor.",
    "Exit code: 0 when they are the same, 1 when they differ."}, footer = {"",
        "Example: sinter diff before.jar after.jar"})
final class DiffCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "A.jar")
    @SuppressWarnings("NullAway.Init") private Path first;

    @Parameters(index = "1", paramLabel = "B.jar")
    @SuppressWarnings("NullAway.Init") private Path second;

    @Spec
    @SuppressWarnings("NullAway.Init") private CommandSpec spec;

    private int differences;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        try (Model a = Model.open(first);
                Model b = Model.open(second)) {
            for (String name : names(a.files(), b.files())) {
                if (!name.endsWith(".safetensors")) {
                    report(out, kind(name), name, compare(a.files().get(name), b.files().get(name)));
                }
            }
            Map<String, Buffer> weightsOfA = weights(a);
            Map<String, Buffer> weightsOfB = weights(b);
            for (String name : names(weightsOfA, weightsOfB)) {
                report(out, "weight", name, compare(weightsOfA.get(name), weightsOfB.get(name)));
            }
        }
        out.println(differences == 0
                ? "the jars are the same"
                : differences + (differences == 1 ? " difference" : " differences"));
        out.flush();
        return differences == 0 ? 0 : 1;
    }

    private static <T> Set<String> names(Map<String, T> a, Map<String, T> b) {
        Set<String> names = new TreeSet<>(a.keySet());
        names.addAll(b.keySet());
        return names;
    }

    private static Map<String, Buffer> weights(Model model) throws IOException {
        Map<String, Buffer> weights = new java.util.TreeMap<>();
        var state = model.artifact().initialState();
        state.names().forEach(name -> weights.put(name, java.util.Objects.requireNonNull(state.get(name))));
        return weights;
    }

    private static String kind(String name) {
        return name.endsWith(".sir")
                ? "graph"
                : name.startsWith("dev/sinter/")
                        ? "runtime"
                        : name.endsWith(".class") ? name.contains("_") ? "kernel" : "program" : "file";
    }

    private static String compare(byte @org.jspecify.annotations.Nullable [] a,
            byte @org.jspecify.annotations.Nullable [] b) {
        if (a == null || b == null) {
            return a == null ? "only in the second" : "only in the first";
        }
        return Arrays.equals(a, b) ? "" : "changed (" + a.length + " bytes, now " + b.length + ")";
    }

    private static String compare(@org.jspecify.annotations.Nullable Buffer a,
            @org.jspecify.annotations.Nullable Buffer b) {
        if (a == null || b == null) {
            return a == null ? "only in the second" : "only in the first";
        }
        return a.equals(b)
                ? ""
                : a.typeText().equals(b.typeText())
                        ? "changed"
                        : "changed from " + a.typeText() + " to " + b.typeText();
    }

    private void report(PrintWriter out, String kind, String name, String difference) {
        if (!difference.isEmpty()) {
            differences++;
            out.printf("%-8s %s: %s%n", kind, name, difference);
        }
    }
}
