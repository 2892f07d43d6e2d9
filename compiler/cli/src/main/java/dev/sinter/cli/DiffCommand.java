package dev.sinter.cli;

import dev.sinter.runtime.Artifact;
import dev.sinter.runtime.Buffer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares two jars: graphs, kernels, weights. */
@Command(name = "diff", mixinStandardHelpOptions = true, description = {
    "Compares two jars.",
    "The graphs line by line, the generated classes by their bytes, the weights tensor by tensor.",
    "Exit code: 0 when they are the same, 1 when they differ."}, footer = {"",
        "Example: sinter diff before.jar after.jar"})
final class DiffCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "A.jar", description = "the one before")
    @SuppressWarnings("NullAway.Init") private Path first;

    @Parameters(index = "1", paramLabel = "B.jar", description = "the one after")
    @SuppressWarnings("NullAway.Init") private Path second;

    @Spec
    @SuppressWarnings("NullAway.Init") private CommandSpec spec;

    private int differences;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        ModelFile a = ModelFile.openJar(first);
        ModelFile b = ModelFile.openJar(second);
        for (String name : names(a.files(), b.files())) {
            if (!name.endsWith("/" + Artifact.WEIGHTS)) {
                file(out, name, a.files().get(name), b.files().get(name));
            }
        }
        Map<String, Buffer> weightsOfA = a.weights();
        Map<String, Buffer> weightsOfB = b.weights();
        for (String name : names(weightsOfA, weightsOfB)) {
            weight(out, name, weightsOfA.get(name), weightsOfB.get(name));
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

    private static String kind(String name) {
        return name.endsWith(".sir")
                ? "graph"
                : name.startsWith("dev/sinter/")
                        ? "runtime"
                        : !name.endsWith(".class") ? "file" : name.contains("_") ? "kernel" : "program";
    }

    private void file(PrintWriter out, String name, byte @Nullable [] a, byte @Nullable [] b) {
        if (a == null || b == null) {
            report(out, kind(name), name, a == null ? "only in the second" : "only in the first");
        } else if (!Arrays.equals(a, b)) {
            if (!name.endsWith(".sir") && !name.endsWith(".MF")) {
                report(out, kind(name), name, "changed (" + a.length + " bytes, now " + b.length + ")");
                return;
            }
            report(out, kind(name), name, "changed");
            LineDiff.between(lines(a), lines(b)).forEach(line -> out.println("    " + line));
        }
    }

    private static List<String> lines(byte[] text) {
        return new String(text, StandardCharsets.UTF_8).lines().toList();
    }

    private void weight(PrintWriter out, String name, @Nullable Buffer a, @Nullable Buffer b) {
        if (a == null || b == null) {
            report(out, "weight", name, a == null ? "only in the second" : "only in the first");
        } else if (!a.hasTypeOf(b)) {
            report(out, "weight", name, "changed from " + a.typeText() + " to " + b.typeText());
        } else if (!a.sameBits(b)) {
            int changed = 0;
            double most = 0;
            for (int i = 0; i < a.count(); i++) {
                double x = a.get(i);
                double y = b.get(i);
                changed += Double.compare(x, y) == 0 ? 0 : 1;
                most = Math.max(most, Math.abs(x - y));
            }
            report(out, "weight", name, changed + " of " + a.count() + " elements changed, by at most " + most);
        }
    }

    private void report(PrintWriter out, String kind, String name, String difference) {
        differences++;
        out.println(String.format("%-8s %s: %s", kind, name, difference));
    }
}
