package dev.sinter.cli;

import dev.sinter.compiler.driver.Exporter;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Source;
import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.io.AtomicFile;
import dev.sinter.runtime.io.Safetensors;
import dev.sinter.types.TensorType;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
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
@Command(name = "compile", mixinStandardHelpOptions = true, description = {
    "Compiles a graph, or a model class, to a jar that runs alone.",
    "It runs with 'java -jar' on JDK 17 and later, or as a library. The same input gives the same bytes.",
    "Inputs of the graph that --weights names are kept in the jar as its state; callers give the others."}, footer = {
        "",
        "Examples:",
        "  sinter compile net.sir --weights net.safetensors -o net.jar",
        "  sinter compile --model app.Net --classpath target/classes --input x=f32[N,1,28,28] -o net.jar",
        "  sinter run net.jar --input x=x.npy --output y=y.npy"})
final class CompileCommand implements Callable<Integer> {
    @Parameters(index = "0", arity = "0..1", paramLabel = "GRAPH.sir", description = "a graph as text") private @Nullable Path file;

    @Option(names = "--model", paramLabel = "CLASS", description = "a Module with a constructor without parameters, instead of a graph") private @Nullable String model;

    @Option(names = "--classpath", paramLabel = "PATH", description = "where the model's class is: folders and jars; else the current folder") private @Nullable String classpath;

    @Option(names = "--input", paramLabel = "NAME=TYPE", description = "the type of a parameter of the model's forward, in order: x=f32[N,1,28,28]") private Map<String, String> inputs = new LinkedHashMap<>();

    @Option(names = "--weights", paramLabel = "FILE", description = "the values of weights (.safetensors), by the names of the inputs that they are; a model's own without it") private @Nullable Path weights;

    @Option(names = "--entry", paramLabel = "NAME", description = "the name of the entry point; else the graph's own, or predict") private @Nullable String entry;

    @Option(names = "--numerics", paramLabel = "strict|fast", defaultValue = "strict", description = "strict: the bits are defined, the same on every machine") private String numerics = "strict";

    @Option(names = "--target", paramLabel = "cpu|cuda", defaultValue = "cpu", description = "what the jar runs on") private String target = "cpu";

    @Option(names = {"-o", "--out"}, paramLabel = "OUT.jar", required = true, description = "the jar to write")
    @SuppressWarnings("NullAway.Init") private Path out;

    @Spec
    @SuppressWarnings("NullAway.Init") private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        requireSensible();
        requireOther(file);
        requireOther(weights);
        AtomicFile.requireWritable(out);
        Map<String, Buffer> values = weights == null ? null : Safetensors.read(weights);
        Traced traced = file == null ? trace(values) : read(file, values == null ? Map.of() : values);
        String name = entry == null ? traced.graph().name() : entry;
        new Exporter(baseName()).entry(name, traced.graph()).weights(traced.weights()).write(out);
        PrintWriter report = spec.commandLine().getOut();
        report.println(out + ": " + Files.size(out) + " bytes, entry point " + name);
        report.flush();
        return 0;
    }

    private void requireSensible() {
        requireOneOf("--numerics", numerics, "strict", "fast");
        requireOneOf("--target", target, "cpu", "cuda");
        if ((file == null) == (model == null)) {
            throw new ParameterException(spec.commandLine(),
                    "give either a graph (GRAPH.sir) or a model (--model CLASS)");
        }
        if (model == null && (classpath != null || !inputs.isEmpty())) {
            throw new ParameterException(spec.commandLine(), "--classpath and --input go with --model; a graph says"
                    + " its inputs itself");
        }
        if (model != null && inputs.isEmpty()) {
            throw new ParameterException(spec.commandLine(),
                    "--model needs the types of its inputs, as in --input x=f32[N,1,28,28]");
        }
        if (!out.toString().endsWith(".jar")) {
            throw new ParameterException(spec.commandLine(), "Invalid value for option '--out': the name of a jar ends"
                    + " in .jar, unlike '" + out + "'");
        }
        if (numerics.equals("fast")) {
            throw new UserError("--numerics fast is not supported yet; strict is, and is the default");
        }
        if (target.equals("cuda")) {
            throw new UserError("--target cuda is not supported yet: a jar runs on the CPU;"
                    + " 'sinter explain --stage cuda' shows the CUDA C of a graph");
        }
    }

    private void requireOther(@Nullable Path read) {
        if (read != null && AtomicFile.place(read).equals(AtomicFile.place(out))) {
            throw new ParameterException(spec.commandLine(),
                    "--out " + out + " would replace the file " + read + ", which is read; name another one");
        }
    }

    private void requireOneOf(String option, String value, String... allowed) {
        if (!List.of(allowed).contains(value)) {
            throw new ParameterException(spec.commandLine(), "Invalid value for option '" + option + "': '" + value
                    + "' is not one of " + String.join(", ", allowed));
        }
    }

    /** A graph and the values of those of its inputs that are weights. */
    record Traced(Graph graph, Map<String, Buffer> weights) {}

    private static Traced read(Path file, Map<String, Buffer> values) throws IOException {
        Graph graph = ModelFile.readGraph(file);
        for (String name : values.keySet()) {
            if (graph.inputs().stream().noneMatch(input -> ((Source.Input) input.op()).id().equals(name))) {
                throw new UserError("the weights have a tensor '" + name + "', but @" + graph.name()
                        + " has no input of that name");
            }
        }
        return new Traced(graph, values);
    }

    private Traced trace(@Nullable Map<String, Buffer> values) throws IOException {
        Map<String, TensorType> types = new LinkedHashMap<>();
        inputs.forEach((name, type) -> {
            try {
                types.put(name, TensorType.parse(type));
            } catch (IllegalArgumentException e) {
                throw new UserError("--input " + name + "=" + type + ": " + e.getMessage(), e);
            }
        });
        try (ModelClass opened = ModelClass.open(String.valueOf(model), classpath == null ? "." : classpath)) {
            return opened.trace(entry == null ? "predict" : entry, types, values);
        }
    }

    /** The model's name, from the jar's: a Java identifier. */
    private String baseName() {
        String name = String.valueOf(out.getFileName());
        String word = name.substring(0, name.length() - ".jar".length()).replaceAll("[^A-Za-z0-9_]", "_");
        return word.matches("[A-Za-z].*") && Exporter.namesPackage(word) ? word : "m" + word;
    }
}
