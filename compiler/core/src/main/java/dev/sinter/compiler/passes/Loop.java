package dev.sinter.compiler.passes;

import dev.sinter.ir.Body;
import dev.sinter.ir.Control;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Node;
import dev.sinter.ir.Scan;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** A scan in the making: the nodes of its body, and what stands outside for each of the body's inputs. What the body does not read is left out. */
final class Loop {
    private final Graph.Builder body = Graph.builder();
    private final Map<Node, Node> carries = new LinkedHashMap<>();
    private final Map<Node, Node> sequences = new LinkedHashMap<>();
    private final Map<Node, Node> fixed = new LinkedHashMap<>();
    private final List<Node> next = new ArrayList<>();
    private final List<Node> stacked = new ArrayList<>();

    Graph.Builder body() {
        return body;
    }

    /** A carry that begins with {@code start}; {@link #next} says how it goes on. */
    Node carry(Node start) {
        Node inside = body.input("c" + carries.size(), start.type());
        carries.put(inside, start);
        return inside;
    }

    /** The element of a sequence at the step's position. */
    Node element(Node sequence) {
        Shape shape = Shape.of(sequence.shape().dims().subList(1, sequence.shape().rank()));
        Node inside = body.input("s" + sequences.size(), new TensorType(sequence.type().dtype(), shape));
        sequences.put(inside, sequence);
        return inside;
    }

    /** A value that is the same in all steps. */
    Node fixed(Node outside) {
        Node inside = body.input("x" + fixed.size(), outside.type());
        fixed.put(inside, outside);
        return inside;
    }

    /** The next value of a carry, in the order of the carries. */
    void next(Node value) {
        next.add(value);
    }

    /** Stacks a value of each step; gives its number among what is stacked. */
    int stack(Node value) {
        stacked.add(value);
        return stacked.size() - 1;
    }

    List<Node> inline(Body other, List<Node> arguments) {
        return other.inline((op, inputs) -> body.add(op, inputs), arguments);
    }

    /** The finished scan; its results are made by {@link Done#result}. */
    Done done(Graph.Builder outer, Dim length, boolean reverse) {
        Set<Node> read = new HashSet<>(Graph.reachable(List.of(), Control.join(next, stacked)));
        sequences.keySet().removeIf(node -> !read.contains(node));
        fixed.keySet().removeIf(node -> !read.contains(node));
        Map<String, Node> outputs = new LinkedHashMap<>();
        next.forEach(node -> outputs.put("c" + outputs.size(), node));
        stacked.forEach(node -> outputs.put("y" + (outputs.size() - next.size()), node));
        Graph graph = body.graph("step", Control.join(List.copyOf(carries.keySet()),
                List.copyOf(sequences.keySet()), List.copyOf(fixed.keySet())), outputs);
        List<Node> operands = Control.join(List.copyOf(carries.values()), List.copyOf(sequences.values()),
                List.copyOf(fixed.values()));
        return new Done(outer, new Scan(new Body(graph), carries.size(), sequences.size(), length, reverse, 0),
                operands);
    }

    /** A finished scan on its operands. */
    record Done(Graph.Builder builder, Scan scan, List<Node> operands) {
        Node last(int carry) {
            return result(carry);
        }

        Node stacked(int number) {
            return result(scan.stackedResult(number));
        }

        Node history(int carry) {
            return result(scan.historyResult(carry));
        }

        private Node result(int number) {
            return builder.add(scan.withResult(number), operands);
        }
    }

    /**
     * Which inputs of a body depend on some of them, when the first outputs come back as the first inputs.
     *
     * @param from    the inputs to begin with; those that are not floating depend on nothing that has a derivative
     * @param carries how many outputs come back
     */
    static Set<Integer> dependent(Body body, Set<Integer> from, int carries, boolean floating) {
        List<Node> inputs = body.graph().inputs();
        List<Node> outputs = List.copyOf(body.graph().outputs().values());
        Set<Integer> all = new HashSet<>(from);
        boolean grows = true;
        while (grows) {
            Set<Node> active = new HashSet<>();
            all.forEach(number -> active.add(inputs.get(number)));
            for (Node node : body.graph().nodes()) {
                if (node.inputs().stream().anyMatch(active::contains)) {
                    active.add(node);
                }
            }
            grows = false;
            for (int i = 0; i < carries; i++) {
                boolean depends = active.contains(outputs.get(i))
                        && (!floating || outputs.get(i).type().dtype().isFloating());
                grows |= depends && all.add(i);
            }
        }
        return all;
    }

    /** The zero of a type in the body. */
    Node zero(Node like) {
        return Known.filled(Objects.requireNonNull(like).type(), 0, body);
    }
}
