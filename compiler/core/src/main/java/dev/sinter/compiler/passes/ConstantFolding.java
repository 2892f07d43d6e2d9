package dev.sinter.compiler.passes;

import dev.sinter.ir.Control;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Literal;
import dev.sinter.ir.Node;
import dev.sinter.ir.Source;
import dev.sinter.ir.View;
import dev.sinter.ir.eval.Interpreter;
import dev.sinter.ir.kernel.Kernel;
import dev.sinter.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Computes what depends on constants only, by the interpreter. Repetition of a constant stays as it is: it costs nothing where it is
 * read. What would be an error (an integer divided by zero) stays too, for whoever runs the program.
 */
public record ConstantFolding() implements Pass {
    /** Elements of a result: constants stand in the class file and in the graph's text. */
    static final int MOST_ELEMENTS = 1024;
    /** Points that the interpreter visits for one node: a few milliseconds. */
    static final long MOST_POINTS = 65_536;

    static final List<Rule> RULES = List.of(new Rule("op(c) = constant", ConstantFolding::fold));

    @Override
    public String name() {
        return "folding";
    }

    @Override
    public Graph run(Graph graph, Changes changes) {
        return Rewrite.fixpoint(graph, RULES, changes);
    }

    private static @Nullable Node fold(Node node, Graph.Builder builder) {
        boolean given = node.op() instanceof Source && !(node.op() instanceof Source.Size);
        if (given || node.op() instanceof View.Expand || node.op() instanceof Control
                || !node.inputs().stream().allMatch(Known::isConstant)
                || !isAtMost(node.shape(), MOST_ELEMENTS)) {
            return null;
        }
        Kernel kernel = node.kernel();
        if (!isAtMost(Shape.of(kernel.extents()), MOST_POINTS) || !kernel.symbols().isEmpty()) {
            return null;
        }
        List<Literal> operands = new ArrayList<>();
        for (Node input : node.inputs()) {
            if (!isAtMost(input.shape(), MOST_POINTS)) {
                return null;
            }
            operands.add(value(input));
        }
        try {
            return builder.add(new Source.Constant(Interpreter.run(kernel, operands, Map.of())));
        } catch (ArithmeticException | IndexOutOfBoundsException e) {
            return null;
        }
    }

    private static boolean isAtMost(Shape shape, long most) {
        return shape.isStatic() && shape.numel().constant() <= most;
    }

    /** The value of a constant, or of a repeated one. */
    private static Literal value(Node node) {
        Literal literal = Objects.requireNonNull(Known.literal(node));
        return node.op() instanceof View.Expand
                ? Interpreter.run(node.kernel(), List.of(literal), Map.of())
                : literal;
    }
}
