package dev.sinter;

import dev.sinter.ir.Control;
import dev.sinter.ir.Elementwise;
import dev.sinter.ir.Index;
import dev.sinter.ir.Node;
import dev.sinter.runtime.Buffer;
import dev.sinter.types.Dim;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What a program can stumble over, an integer divided by zero or an index out of range, happens when it runs; which op it was, and on
 * whose line it was asked for, is found out afterwards.
 */
final class Faults {
    private final Evaluation evaluation;
    private final Function<Node, @Nullable Buffer> values;
    private final Map<Node, StackTraceElement> lines;

    /**
     * For an evaluation that failed.
     *
     * @param values the values of the evaluation's inputs
     * @param lines  where ops that can fail were asked for, as far as known
     */
    Faults(Evaluation evaluation, Function<Node, @Nullable Buffer> values, Map<Node, StackTraceElement> lines) {
        this.evaluation = evaluation;
        this.values = values;
        this.lines = lines;
    }

    /** Whether the node can fail for some values of its inputs. */
    static boolean isPossible(Node node) {
        return !node.type().shape().numel().is(0) && divides(node) || indexedAxis(node).isPresent()
                || node.op() instanceof Control;
    }

    private static boolean divides(Node node) {
        return (node.op() == Elementwise.DIV || node.op() == Elementwise.REM) && !node.type().dtype().isFloating();
    }

    private static OptionalInt indexedAxis(Node node) {
        return node.op() instanceof Index index ? index.indexedAxis() : OptionalInt.empty();
    }

    /** The exception with the op, the types and the user's line of the first division whose divisor has a zero. */
    ArithmeticException explain(ArithmeticException cause) {
        for (Node node : evaluation.computed()) {
            if (divides(node) && holds(node.input(1), element -> element == 0)) {
                ArithmeticException explained = new ArithmeticException(
                        node.op().opName() + " of " + node.input(0).type() + " by " + node.input(1).type()
                                + ": an integer is divided by zero" + line(node));
                explained.initCause(cause);
                return explained;
            }
        }
        return cause;
    }

    /** The exception with the op, the types and the user's line of the first op that has an index out of range. */
    IndexOutOfBoundsException explain(IndexOutOfBoundsException cause) {
        for (Node node : evaluation.computed()) {
            OptionalInt axis = indexedAxis(node);
            if (axis.isPresent()) {
                Dim size = node.input(0).shape().dim(axis.getAsInt());
                if (size.isConstant()
                        && holds(node.input(1), element -> element < 0 || element >= size.constant())) {
                    IndexOutOfBoundsException explained = new IndexOutOfBoundsException(
                            node.op().opName() + " of " + node.input(0).type() + " along axis " + axis.getAsInt() + ": "
                                    + cause.getMessage() + line(node));
                    explained.initCause(cause);
                    return explained;
                }
            }
        }
        return cause;
    }

    private String line(Node node) {
        StackTraceElement line = lines.get(node);
        return line == null ? "" : ", asked for at " + line;
    }

    /** Whether some element is such; it is computed again where it was not kept. */
    private boolean holds(Node node, LongPredicate such) {
        Buffer buffer = evaluation.computes(node)
                ? new Evaluation(List.of(node), evaluation.known()).run(values).get(node)
                : values.apply(node);
        for (int i = 0; i < Objects.requireNonNull(buffer).count(); i++) {
            if (such.test(buffer.bits(i))) {
                return true;
            }
        }
        return false;
    }
}
