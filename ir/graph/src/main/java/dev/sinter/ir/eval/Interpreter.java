package dev.sinter.ir.eval;

import dev.sinter.ir.Control;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Literal;
import dev.sinter.ir.Node;
import dev.sinter.ir.Source;
import dev.sinter.ir.kernel.Kernel;
import dev.sinter.types.Symbols;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Evaluates graphs and kernels by their definition. What it gives is, to the bit, what a strict program means. */
public final class Interpreter {
    private Interpreter() {}

    /**
     * The outputs of {@code graph}, by name and in order, for these values of its inputs.
     *
     * @throws IllegalArgumentException  where an input is missing, unknown, or not of its declared type for any value of the symbols,
     *                                   or where a {@link dev.sinter.ir.Requirement} does not hold
     * @throws IndexOutOfBoundsException where an index that the graph loads lies outside of the tensor it indexes
     * @throws ArithmeticException       where integers are divided by zero
     */
    public static Map<String, Literal> run(Graph graph, Map<String, Literal> inputs) {
        Map<String, Long> symbols = symbols(graph, inputs);
        graph.requirements().forEach(requirement -> requirement.check(symbols));
        List<Literal> given = graph.inputs().stream().map(node -> get(inputs, ((Source.Input) node.op()).id()))
                .toList();
        List<Literal> results = run(graph, given, symbols);
        Map<String, Literal> outputs = new LinkedHashMap<>();
        graph.outputs().forEach((name, node) -> outputs.put(name, results.get(outputs.size())));
        return outputs;
    }

    /** The outputs in order, for these inputs in order and these values of the symbols. */
    static List<Literal> run(Graph graph, List<Literal> inputs, Map<String, Long> symbols) {
        Map<Node, Literal> values = new HashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
            values.put(graph.inputs().get(i), inputs.get(i));
        }
        Map<List<Object>, List<Literal>> siblings = new HashMap<>();
        for (Node node : graph.nodes()) {
            if (!(node.op() instanceof Source.Input)) {
                values.put(node, value(node, values, symbols, siblings));
            }
        }
        return graph.outputs().values().stream().map(node -> get(values, node)).toList();
    }

    private static Literal value(Node node, Map<Node, Literal> values, Map<String, Long> symbols,
            Map<List<Object>, List<Literal>> siblings) {
        if (node.op() instanceof Source.Constant constant) {
            return constant.literal();
        }
        List<Literal> operands = node.inputs().stream().map(from -> get(values, from)).toList();
        return node.op() instanceof Control control
                ? siblings.computeIfAbsent(List.of(control.withResult(0), node.inputs()),
                        key -> ControlFlow.run(control, operands, symbols)).get(control.result())
                : run(node.kernel(), operands, symbols);
    }

    private static <K> Literal get(Map<K, Literal> values, K key) {
        Literal value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("there is no value for " + key);
        }
        return value;
    }

    /** The values of a graph's symbols for these inputs; {@link IllegalArgumentException} as {@link #run(Graph, Map)} says. */
    public static Map<String, Long> symbols(Graph graph, Map<String, Literal> inputs) {
        List<String> names = new ArrayList<>();
        List<TensorType> declared = new ArrayList<>();
        List<TensorType> given = new ArrayList<>();
        for (Node node : graph.inputs()) {
            String name = ((Source.Input) node.op()).id();
            Literal value = inputs.get(name);
            if (value == null) {
                throw new IllegalArgumentException("@" + graph.name() + " needs the input %" + name + ": " + node.type()
                        + "; given are " + inputs.keySet());
            }
            names.add(name);
            declared.add(node.type());
            given.add(value.type());
        }
        Set<String> unknown = new HashSet<>(inputs.keySet());
        unknown.removeAll(names);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "@" + graph.name() + " has no input " + unknown + "; its inputs are " + names);
        }
        return Symbols.bind(names, declared, given);
    }

    /**
     * What {@code kernel} writes for these operands and these values of its symbols.
     *
     * @throws IllegalArgumentException  where an operand has not the type that the kernel declares
     * @throws IndexOutOfBoundsException where a read or the write lies outside of its tensor
     * @throws IllegalStateException     where the kernel, updating nothing, does not write each element once
     */
    public static Literal run(Kernel kernel, List<Literal> operands, Map<String, Long> symbols) {
        if (operands.size() != kernel.operands().size()) {
            throw new IllegalArgumentException("the kernel reads " + kernel.operands().size() + " tensors, but "
                    + operands.size() + " were given");
        }
        for (int i = 0; i < operands.size(); i++) {
            TensorType needed = Symbols.evaluate(kernel.operands().get(i), symbols);
            if (!needed.equals(operands.get(i).type())) {
                throw new IllegalArgumentException("operand " + i + " of the kernel is " + needed + ", but "
                        + operands.get(i).type() + " was given");
            }
        }
        return new Evaluation(kernel, operands, symbols).run();
    }
}
