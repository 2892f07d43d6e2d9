package dev.sinter.ir;

import dev.sinter.ir.text.ParseException;
import dev.sinter.ir.text.Parser;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A graph as a property of an op: equal to any other of the same text, and written in braces, {@code {graph @f(...) {...}}}. */
public final class Body {
    private final Graph graph;
    private final String text;

    public Body(Graph graph) {
        this.graph = graph;
        this.text = "{" + graph.toString().strip().replaceAll("\\s+", " ") + "}";
    }

    /** The body of that text; {@link IllegalArgumentException} where it is none. */
    public static Body parse(String text) {
        if (!text.startsWith("{") || !text.endsWith("}")) {
            throw new IllegalArgumentException("a body reads like {graph @f(%x: f32[]) { return y=%x }}, not " + text);
        }
        try {
            return new Body(Parser.parse(text.substring(1, text.length() - 1)));
        } catch (ParseException e) {
            throw new IllegalArgumentException("in the body: " + e.getMessage(), e);
        }
    }

    public Graph graph() {
        return graph;
    }

    /** Makes the nodes of a body; what it does for one node. */
    public interface Maker {
        Node add(Op op, List<Node> inputs);
    }

    /** The outputs, in order, for these nodes in place of the inputs. */
    public List<Node> inline(Maker maker, List<Node> arguments) {
        Map<Node, Node> made = new HashMap<>();
        for (int i = 0; i < graph.inputs().size(); i++) {
            made.put(graph.inputs().get(i), arguments.get(i));
        }
        for (Node node : graph.nodes()) {
            if (!made.containsKey(node)) {
                made.put(node, maker.add(node.op(),
                        node.inputs().stream().map(input -> java.util.Objects.requireNonNull(made.get(input)))
                                .toList()));
            }
        }
        return graph.outputs().values().stream().map(node -> java.util.Objects.requireNonNull(made.get(node))).toList();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Body body && text.equals(body.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** One line. */
    @Override
    public String toString() {
        return text;
    }
}
