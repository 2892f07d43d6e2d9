package dev.sinter.compiler.schedule;

import dev.sinter.ir.Body;
import dev.sinter.ir.Cond;
import dev.sinter.ir.Control;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Index;
import dev.sinter.ir.Node;
import dev.sinter.ir.Scan;
import dev.sinter.ir.While;
import dev.sinter.types.DType;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One round of a control op as a graph of ordinary ops. Its inputs are arrays that last: {@code t} the number of the round, {@code c0, c1 ...}
 * the carries, {@code x0, x1 ...} the other operands, whole sequences among them, {@code y3 ...} the result of that number. An output
 * that has an input's name is that array's new value, so that a loop is the same steps again.
 */
final class Rounds {
    private final Graph.Builder builder = Graph.builder();
    private final List<Node> inputs = new ArrayList<>();
    private final Map<String, Node> outputs = new LinkedHashMap<>();

    private Rounds() {}

    /** What each of the bodies does in a round, in order, for the results that somebody asks for. */
    static List<Graph> of(Control op, List<TensorType> operands, Set<Integer> asked) {
        return switch (op) {
            case Cond cond -> cond.bodies().stream().map(body -> new Rounds().branch(body, operands, asked)).toList();
            case While loop -> List.of(new Rounds().carried(loop, loop.condition(), operands, "test"),
                    new Rounds().carried(loop, loop.body(), operands, "c"));
            case Scan scan -> List.of(new Rounds().step(scan, operands, asked));
        };
    }

    /** How many operands are carries. */
    static int carries(Control op) {
        return switch (op) {
            case Cond cond -> 0;
            case While loop -> loop.carries();
            case Scan scan -> scan.carries();
        };
    }

    private Node input(String name, TensorType type) {
        Node node = builder.input(name, type);
        inputs.add(node);
        return node;
    }

    private Graph graph(String name) {
        return builder.graph(name, inputs, outputs);
    }

    private List<Node> inline(Body body, List<Node> arguments) {
        return body.inline((op, from) -> builder.add(op, from), arguments);
    }

    private Graph branch(Body body, List<TensorType> operands, Set<Integer> asked) {
        List<Node> given = new ArrayList<>();
        for (int i = 1; i < operands.size(); i++) {
            given.add(input("x" + i, operands.get(i)));
        }
        List<Node> found = inline(body, given);
        asked.forEach(result -> outputs.put("y" + result, found.get(result)));
        return graph("branch");
    }

    private List<Node> operands(List<TensorType> types, int carries) {
        List<Node> given = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            given.add(input((i < carries ? "c" : "x") + i, types.get(i)));
        }
        return given;
    }

    private Graph carried(While loop, Body body, List<TensorType> types, String output) {
        List<Node> found = inline(body, operands(types, loop.carries()));
        for (int i = 0; i < found.size(); i++) {
            outputs.put(output.equals("c") ? "c" + i : output, found.get(i));
        }
        return graph(output.equals("c") ? "body" : "condition");
    }

    private Graph step(Scan scan, List<TensorType> types, Set<Integer> asked) {
        Node round = input("t", TensorType.of(DType.I64));
        List<Node> given = operands(types, scan.carries());
        List<Node> arguments = new ArrayList<>(given);
        for (int i = scan.carries(); i < scan.carries() + scan.sequences(); i++) {
            arguments.set(i, builder.add(new Index.Take(0), given.get(i), round));
        }
        List<Node> found = inline(scan.body(), arguments);
        List<Node> results = new ArrayList<>(found);
        results.addAll(given.subList(0, scan.carries()));
        for (int i = 0; i < scan.carries(); i++) {
            outputs.put("c" + i, found.get(i));
        }
        for (int result : asked) {
            if (result >= scan.carries()) {
                Node value = results.get(result);
                Node stack = input("y" + result, scan.sequence(value.type()));
                outputs.put("y" + result, builder.add(new Index.TakeSet(0), stack, round, value));
            }
        }
        if (outputs.isEmpty()) {
            throw new IllegalStateException("a scan of which nothing is asked: " + scan);
        }
        return graph("step");
    }
}
