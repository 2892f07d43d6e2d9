package dev.sinter.ir;

import dev.sinter.ir.text.Printer;
import dev.sinter.types.TensorType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A function of tensors: named inputs, named outputs, and the nodes between them. Immutable.
 *
 * <p>An output that has the name of an input is that input's new value: a state of the program, such as a weight in a training
 * step. It has the input's type.
 *
 * @param name    as {@link #isName} allows
 * @param inputs  the values it is given, in the order of its signature; their ops are {@link Source.Input}
 * @param outputs the values it computes, by name, in the order of its signature
 */
public record Graph(String name, List<Node> inputs, Map<String, Node> outputs) {
    public Graph {
        inputs = List.copyOf(inputs);
        outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    }

    /** Whether {@code text} can name a graph, an input or an output: ASCII letters, digits, underscores and dots. */
    public static boolean isName(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> isNamePart((char) c));
    }

    /** Whether {@code c} can be part of a name. */
    public static boolean isNamePart(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '.';
    }

    /** All nodes that the outputs need, and all inputs, each after its own inputs. */
    public List<Node> nodes() {
        return reachable(inputs, outputs.values());
    }

    /** What must hold of a call's sizes before the nodes may run. */
    public List<Requirement> requirements() {
        return Requirement.of(nodes());
    }

    /** {@code first}, then what {@code roots} need, each node after its own inputs. */
    public static List<Node> reachable(List<Node> first, Collection<Node> roots) {
        List<Node> order = new ArrayList<>(first);
        Set<Node> seen = new HashSet<>(first);
        Deque<Node> stack = new ArrayDeque<>();
        for (Node root : roots) {
            stack.push(root);
            // Without recursion: a trace can be a hundred thousand nodes deep.
            while (!stack.isEmpty()) {
                Node node = stack.peek();
                if (seen.contains(node)) {
                    stack.pop();
                    continue;
                }
                boolean ready = true;
                for (int i = node.inputs().size() - 1; i >= 0; i--) {
                    if (!seen.contains(node.input(i))) {
                        stack.push(node.input(i));
                        ready = false;
                    }
                }
                if (ready) {
                    stack.pop();
                    seen.add(node);
                    order.add(node);
                }
            }
        }
        return order;
    }

    /** The input of that name; {@link IllegalArgumentException} where there is none. */
    public Node input(String inputName) {
        return inputs.stream()
                .filter(node -> ((Source.Input) node.op()).id().equals(inputName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("@" + name + " has no input %" + inputName));
    }

    /** The textual form, which {@code dev.sinter.ir.text.Parser} reads back. */
    @Override
    public String toString() {
        return Printer.print(this);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Makes nodes, running each op's type rule; the same op on the same inputs gives the same node. */
    public static final class Builder {
        private record Key(Op op, List<Node> inputs) {
            @Override
            public int hashCode() {
                int hash = op.hashCode();
                for (Node input : inputs) {
                    hash = hash * 31 + input.id();
                }
                return hash;
            }

            @Override
            public boolean equals(Object other) {
                if (!(other instanceof Key key) || inputs.size() != key.inputs.size() || !op.equals(key.op)) {
                    return false;
                }
                for (int i = 0; i < inputs.size(); i++) {
                    if (inputs.get(i) != key.inputs.get(i)) {
                        return false;
                    }
                }
                return true;
            }
        }

        private final Map<Key, Node> interned = new HashMap<>();
        private int count;

        private Builder() {}

        /** The value of {@code op} on these nodes of this builder; throws {@link Diagnostic} where their types do not fit. */
        public Node add(Op op, Node... inputs) {
            return add(op, Arrays.asList(inputs));
        }

        /** As {@link #add(Op, Node...)}. */
        public Node add(Op op, List<Node> inputs) {
            Key key = new Key(op, List.copyOf(inputs));
            Node known = interned.get(key);
            if (known != null) {
                return known;
            }
            TensorType type = op.type(key.inputs.stream().map(Node::type).toList());
            Node node = new Node(op, key.inputs, type, count++);
            interned.put(key, node);
            return node;
        }

        /** A named input. */
        public Node input(String name, TensorType type) {
            return add(new Source.Input(name, type));
        }

        /** How many nodes this builder has made. */
        public int size() {
            return count;
        }

        /** The finished function. */
        public Graph graph(String name, List<Node> inputs, Map<String, Node> outputs) {
            return new Graph(name, inputs, outputs);
        }
    }
}
