package dev.sinter.compiler.passes;

import dev.sinter.ir.Elementwise;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Literal;
import dev.sinter.ir.Node;
import dev.sinter.ir.Source;
import dev.sinter.ir.View;
import dev.sinter.ir.eval.Interpreter;
import dev.sinter.ir.scalar.Literals;
import dev.sinter.types.DType;
import dev.sinter.types.TensorType;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is known of a value without running the program. */
final class Known {
    private Known() {}

    /** The literal of a constant or of a repeated constant, before repetition; null where the node is neither. */
    static @Nullable Literal literal(Node node) {
        Node source = node.op() instanceof View.Expand ? node.input(0) : node;
        return source.op() instanceof Source.Constant constant ? constant.literal() : null;
    }

    static boolean isConstant(Node node) {
        return literal(node) != null;
    }

    /** Whether every element is {@code value}, to the bit: -0 is not 0. */
    static boolean is(Node node, double value) {
        return isBits(node, Literals.bits(node.type().dtype(), value));
    }

    /** Whether every element has these bits. */
    static boolean isBits(Node node, long bits) {
        Literal literal = literal(node);
        return literal != null && isUniform(literal) && literal.bits(0) == bits;
    }

    /** Whether there are elements and all have the same bits. */
    static boolean isUniform(Literal literal) {
        for (int i = 1; i < literal.size(); i++) {
            if (literal.bits(i) != literal.bits(0)) {
                return false;
            }
        }
        return literal.size() > 0;
    }

    /** The scalar that a node repeats over its shape; null where it is not known to do so. */
    static @Nullable Node repeated(Node node) {
        return node.shape().rank() == 0
                ? node
                : node.op() instanceof View.Expand && node.input(0).shape().rank() == 0 ? node.input(0) : null;
    }

    /** A scalar repeated over the shape of {@code type}. */
    static Node filled(TensorType type, double value, Graph.Builder builder) {
        DType dtype = type.dtype();
        return Rule.spread(builder.add(Source.Constant.scalar(dtype, Literals.bits(dtype, value))), type.shape(),
                builder);
    }

    /** A constant, or a repeated one, with {@code op} applied to its elements. */
    static Node map(Elementwise op, Node constant, Graph.Builder builder) {
        Literal literal = Objects.requireNonNull(literal(constant));
        Literal mapped = Interpreter.run(op.kernel(List.of(literal.type())), List.of(literal), Map.of());
        return Rule.spread(builder.add(new Source.Constant(mapped)), constant.shape(), builder);
    }

    static boolean isFloating(Node node) {
        return node.type().dtype().isFloating();
    }

    static boolean isUnsigned(Node node) {
        return node.type().dtype().kind() == DType.Kind.UNSIGNED;
    }
}
