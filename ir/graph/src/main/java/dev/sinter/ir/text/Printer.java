package dev.sinter.ir.text;

import dev.sinter.ir.Graph;
import dev.sinter.ir.Node;
import dev.sinter.ir.Op;
import dev.sinter.ir.Source;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes a graph as text: one line per node, values numbered in the order of computation, outputs by name. {@link Parser} reads
 * it back.
 */
public final class Printer {
    private Printer() {}

    public static String print(Graph graph) {
        Map<Node, String> names = new HashMap<>();
        StringBuilder text = new StringBuilder("graph @").append(graph.name()).append('(');
        text.append(graph.inputs().stream()
                .map(input -> {
                    String id = "%" + ((Source.Input) input.op()).id();
                    names.put(input, id);
                    return id + ": " + input.type();
                })
                .collect(Collectors.joining(", ")));
        text.append(") {\n");
        Set<String> taken = new HashSet<>(names.values());
        int number = 0;
        for (Node node : graph.nodes()) {
            if (names.containsKey(node)) {
                continue;
            }
            // An input may be called by a number.
            while (taken.contains("%" + number)) {
                number++;
            }
            names.put(node, "%" + number++);
            text.append("  ").append(names.get(node)).append(": ").append(node.type()).append(" = ")
                    .append(line(node.op(), node.inputs(), names)).append('\n');
        }
        text.append("  return ");
        text.append(graph.outputs().entrySet().stream()
                .map(output -> output.getKey() + "=" + names.get(output.getValue()))
                .collect(Collectors.joining(", ")));
        return text.append("\n}\n").toString();
    }

    private static String line(Op op, List<Node> inputs, Map<Node, String> names) {
        String operands = inputs.stream().map(names::get).collect(Collectors.joining(", "));
        String attributes = op.attributes().texts().isEmpty() ? "" : " " + op.attributes();
        return op.opName() + (operands.isEmpty() ? "" : " " + operands) + attributes;
    }
}
