package dev.sinter.compiler.fuzz;

import dev.sinter.ir.Graph;
import dev.sinter.ir.Literal;
import dev.sinter.ir.Node;
import dev.sinter.ir.Source;
import dev.sinter.ir.eval.Interpreter;
import dev.sinter.ir.text.Parser;
import dev.sinter.ir.text.Printer;
import dev.sinter.types.DType;
import dev.sinter.types.Symbols;
import dev.sinter.types.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A program and values for its inputs, and, once asked for, what it gives by its definition. */
public final class Case {
    private static final Pattern SYMBOL = Pattern.compile("(?m)^// (\\w+)=(\\d+)$");
    private static final Pattern BOUND = Pattern.compile("_below(\\d+)$");

    private final Graph graph;
    private final Map<String, Literal> inputs;
    private final boolean smooth;
    private @Nullable Map<String, Literal> expected;

    /**
     * A program with its inputs.
     *
     * @param smooth whether its outputs are smooth functions of its inputs, so that finite differences tell its derivatives
     */
    public Case(Graph graph, Map<String, Literal> inputs, boolean smooth) {
        this.graph = graph;
        this.inputs = Map.copyOf(inputs);
        this.smooth = smooth;
    }

    public Graph graph() {
        return graph;
    }

    public Map<String, Literal> inputs() {
        return inputs;
    }

    /** Whether its outputs are smooth functions of its inputs. */
    public boolean isSmooth() {
        return smooth;
    }

    /** The outputs, by the interpreter. */
    public Map<String, Literal> expected() {
        Map<String, Literal> known = expected;
        if (known == null) {
            known = Interpreter.run(graph, inputs);
            expected = known;
        }
        return known;
    }

    /** The values of the symbols. */
    public Map<String, Long> symbols() {
        return Interpreter.symbols(graph, inputs);
    }

    /** Writes the program as {@code NAME.sir} and its inputs, as a program of constants, as {@code NAME.inputs.sir}. */
    public Path save(Path folder, String name) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(name + ".sir");
        Files.writeString(file, (smooth ? "// smooth\n" : "") + Printer.print(graph));
        Files.writeString(folder.resolve(name + ".inputs.sir"), Printer.print(constants()));
        return file;
    }

    private Graph constants() {
        Graph.Builder builder = Graph.builder();
        Map<String, Node> outputs = new LinkedHashMap<>();
        for (Node node : graph.inputs()) {
            String name = ((Source.Input) node.op()).id();
            outputs.put(name, builder.add(new Source.Constant(Objects.requireNonNull(inputs.get(name)))));
        }
        // A graph has at least one output.
        outputs.putIfAbsent("_", builder.add(new Source.Constant(new Literal(
                TensorType.of(DType.BOOL), 0))));
        return builder.graph("inputs", List.of(), outputs);
    }

    /**
     * Reads what {@link #save} wrote. A text that stands alone gets random inputs: the symbols' values stand in comments at its
     * beginning, {@code // N=5}, and an input of indices says in its name what they are below, {@code index_below6}.
     */
    public static Case load(Path file) throws IOException {
        String text = Files.readString(file);
        String name = file.getFileName().toString();
        Path inputs = file.resolveSibling(name.substring(0, name.length() - ".sir".length()) + ".inputs.sir");
        Graph graph = Parser.parse(text);
        Map<String, Literal> given = Files.exists(inputs)
                ? new LinkedHashMap<>(Interpreter.run(Parser.parse(Files.readString(inputs)), Map.of()))
                : random(graph, text);
        given.remove("_");
        return new Case(graph, given, text.contains("// smooth\n"));
    }

    private static Map<String, Literal> random(Graph graph, String text) {
        Map<String, Long> symbols = new HashMap<>();
        SYMBOL.matcher(text).results()
                .forEach(symbol -> symbols.put(symbol.group(1), Long.valueOf(symbol.group(2))));
        Random random = new Random(1);
        Map<String, Literal> values = new LinkedHashMap<>();
        for (Node node : graph.inputs()) {
            String name = ((Source.Input) node.op()).id();
            TensorType type = Symbols.evaluate(node.type(), symbols);
            Matcher bound = BOUND.matcher(name);
            values.put(name, bound.find()
                    ? new Literal(type, random.longs(type.shape().numel().constant(), 0, Long.parseLong(bound.group(1)))
                            .toArray())
                    : Values.random(type, random));
        }
        return values;
    }
}
