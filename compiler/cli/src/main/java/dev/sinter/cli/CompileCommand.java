package dev.sinter.cli;

import dev.sinter.compiler.driver.Exporter;
import dev.sinter.ir.Graph;
import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.io.AtomicFile;
import dev.sinter.runtime.io.Safetensors;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compiles a graph, or a model class, to a jar. */
@Command(name = "compile", mixinStandardHelpOptions = true, description = "Compiles a graph, or a model class, to a jar that runs with 'java -jar' on JDK 17 and later, with nothing beside it.", footer = {
    "",
    "Example: sinter compile net.sir --weights net.safetensors -o net.jar",
    "         sinter compile --model app.Net --classpath target/classes --input x=f32[N,1,28,28] -o net.jar"
})
final class CompileCommand implements Callable<Integer> {
    @Parameters(index = "0", arity = "0..1", paramLabel = "GRAPH.sir", description = "a graph as text") private @Nullable Path file;

    @Option(names = "--model", paramLabel = "CLASS", description = "a Module with a constructor without parameters, instead of a graph") private @Nullable String model;

    @Option(names = "--weights", paramLabel = "FILE", description = "the values of weights (.safetensors), by the names of the inputs that they are") private @Nullable Path weights;

    @Option(names = "--entry", paramLabel = "NAME", description = "the name of the entry point; else the graph's own, or predict") private @Nullable String entry;

    @Option(names = "--numerics", paramLabel = "strict|fast", defaultValue = "strict", description = "strict: the bits are defined, on every machine the same") private String numerics = "strict";

    @Option(names = "--target", paramLabel = "cpu|cuda", defaultValue = "cpu", description = "what the jar runs on") private String target = "cpu";

    @Option(names = {"-o", "--out"}, paramLabel = "OUT.jar", required = true, description = "the jar to write")
    @SuppressWarnings("NullAway.Init") private Path out;

    @Spec
    @SuppressWarnings("NullAway.Init") private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        requireOneOf("--numerics", numerics, "strict", "fast");
        requireOneOf("--target", target, "cpu", "cuda");
        if ((file == null) == (model == null)) {
            throw new ParameterException(spec.commandLine(),
                    "give either a graph (GRAPH.sir) or a model (--model CLASS)");
        }
        if (numerics.equals("fast")) {
            throw new UserError("--numerics fast is not supported yet; strict is, and is the default");
        }
        if (target.equals("cuda")) {
            throw new UserError(
                    "--target cuda is not supported yet: a jar runs on the CPU; 'sinter explain --stage cuda' shows the CUDA C of a graph");
        }
        AtomicFile.requireWritable(out);
        Map<String, Buffer> values = weights == null ? Map.of() : Safetensors.read(weights);
        if (file == null) {
            throw new UserError("--model is not there yet");
        }
        Traced traced = read(file, values);
        String name = entry == null ? traced.graph().name() : entry;
        new Exporter(baseName()).entry(name, traced.graph()).weights(traced.weights()).write(out);
        PrintWriter report = spec.commandLine().getOut();
        report.println(out + ": " + Files.size(out) + " bytes, entry point " + name);
        report.flush();
        return 0;
    }

    /** A graph and the values of those of its inputs that are weights. */
    record Traced(Graph graph, Map<String, Buffer> weights) {}

    private static Traced read(Path file, Map<String, Buffer> values) throws IOException {
        Graph graph = Model.readGraph(file);
        for (String name : values.keySet()) {
            if (graph.inputs().stream()
                    .noneMatch(input -> ((dev.sinter.ir.Source.Input) input.op()).id().equals(name))) {
                throw new UserError("the weights have a tensor '" + name + "', but @" + graph.name()
                        + " has no input of that name");
            }
        }
        return new Traced(graph, values);
    }

    private void requireOneOf(String option, String value, String... allowed) {
        if (!List.of(allowed).contains(value)) {
            throw new ParameterException(spec.commandLine(), "Invalid value for option '" + option + "': '" + value
                    + "' is not one of " + String.join(", ", allowed));
        }
    }

    private String baseName() {
        String name = out.getFileName().toString();
        String base = name.endsWith(".jar") ? name.substring(0, name.length() - 4) : name;
        String word = base.replaceAll("[^A-Za-z0-9_]", "_");
        return Character.isLetter(word.charAt(0)) ? word : "m" + word;
    }
}
