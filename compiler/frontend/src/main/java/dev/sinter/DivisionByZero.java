package dev.sinter;

import dev.sinter.ir.Elementwise;
import dev.sinter.ir.Node;
import dev.sinter.runtime.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds out, once a program has divided an integer by zero, which op it was and on whose line. */
final class DivisionByZero {
    private DivisionByZero() {}

    /** Whether the node divides integers, and some. */
    static boolean isPossible(Node node) {
        return (node.op() == Elementwise.DIV || node.op() == Elementwise.REM) && !node.type().dtype().isFloating()
                && !node.type().shape().numel().is(0);
    }

    /**
     * The exception with the op, the types and the user's line: of the first division whose divisor has a zero. To know that, the
     * divisors are computed again.
     *
     * @param values the values of the evaluation's inputs
     * @param lines  where integers are divided, as far as known
     */
    static ArithmeticException explain(ArithmeticException cause, Evaluation evaluation,
            Function<Node, @Nullable Buffer> values, Map<Node, StackTraceElement> lines) {
        for (Node node : evaluation.computed()) {
            if (isPossible(node) && hasZero(node.input(1), evaluation, values)) {
                StackTraceElement line = lines.get(node);
                ArithmeticException explained = new ArithmeticException(
                        node.op().opName() + " of " + node.input(0).type()
                                + " by " + node.input(1).type() + ": an integer is divided by zero"
                                + (line == null ? "" : ", asked for at " + line));
                explained.initCause(cause);
                return explained;
            }
        }
        return cause;
    }

    private static boolean hasZero(Node divisor, Evaluation evaluation, Function<Node, @Nullable Buffer> values) {
        Buffer buffer = evaluation.computes(divisor)
                ? new Evaluation(List.of(divisor), evaluation.known()).run(values).get(divisor)
                : values.apply(divisor);
        for (int i = 0; i < Objects.requireNonNull(buffer).count(); i++) {
            if (buffer.bits(i) == 0) {
                return true;
            }
        }
        return false;
    }
}
