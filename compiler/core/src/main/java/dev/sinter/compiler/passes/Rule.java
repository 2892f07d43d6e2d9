package dev.sinter.compiler.passes;

import dev.sinter.ir.Elementwise;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Node;
import dev.sinter.ir.View;
import dev.sinter.types.Shape;
import org.jspecify.annotations.Nullable;

/**
 * An equation between nodes, used from left to right. It is exact: both sides have the same bits for all values, signed zeros,
 * infinities and NaN included.
 *
 * @param name      the algebra, {@code x * 1 = x}; every tool shows it
 * @param rewriting the right-hand side
 */
public record Rule(String name, Rewriting rewriting) {
    /** The right-hand side for a node that matches the left-hand side. */
    @FunctionalInterface
    public interface Rewriting {
        /** A node of the same type that is to take the node's place, or null where the rule does not apply. */
        @Nullable
        Node rewrite(Node node, Graph.Builder builder);
    }

    /** A rule on nodes of one pointwise op; a replacement of smaller shape is repeated over the node's. */
    static Rule on(Elementwise op, String name, Rewriting rewriting) {
        return new Rule(name, (node, builder) -> {
            Node replacement = node.op() == op ? rewriting.rewrite(node, builder) : null;
            return replacement == null ? null : spread(replacement, node.shape(), builder);
        });
    }

    /** {@code node} repeated over {@code shape}, or itself where it has that shape. */
    static Node spread(Node node, Shape shape, Graph.Builder builder) {
        return node.shape().equals(shape) ? node : builder.add(new View.Expand(shape), node);
    }
}
