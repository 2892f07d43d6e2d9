package dev.sinter.ir;

import dev.sinter.types.Dim;
import dev.sinter.types.Symbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Something that must be 0 or more once the sizes of a call are known, because a node relies on it: a slice's room within its
 * input, a dimension. Type rules refuse what constants alone show to be wrong; this is the rest.
 */
public record Requirement(Dim value, Node node) {
    /** All that the nodes need and that the signs of the terms do not show, each node after its inputs. */
    static List<Requirement> of(List<Node> nodes) {
        List<Requirement> all = new ArrayList<>();
        for (Node node : nodes) {
            List<Dim> needed = new ArrayList<>(node.shape().dims());
            needed.addAll(node.op().requirements(node.inputs().stream().map(Node::type).toList()));
            needed.stream().distinct().filter(dim -> !dim.isNonNegative())
                    .forEach(dim -> all.add(new Requirement(dim, node)));
        }
        return all;
    }

    /** Throws {@link IllegalArgumentException} where it does not hold for these values of the symbols. */
    public void check(Map<String, Long> symbols) {
        long actual = Symbols.evaluate(value, symbols);
        if (actual < 0) {
            throw new IllegalArgumentException(node.op().opName() + " " + node.op().attributes() + " of "
                    + node.inputs().stream().map(Node::type).toList() + " does not fit for " + symbols + ": " + value
                    + " is " + actual
                    + "; it must be 0 or more");
        }
    }
}
