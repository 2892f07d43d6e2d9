package dev.sinter.runtime;

import dev.sinter.types.Dim;
import dev.sinter.types.Exact;
import java.util.List;

/**
 * A {@link Dim} made ready for many evaluations that allocate nothing: postfix code over numbered symbols.
 *
 * <p>It keeps its own stack, so one thread at a time may evaluate it.
 */
final class DimCode {
    private static final long CONSTANT = 0;
    private static final long SYMBOL = 1;
    private static final long PLUS = 2;
    private static final long TIMES = 3;
    private static final long FLOOR_DIV = 4;

    private static final long[] NOTHING = {};

    /** Pairs of an instruction and its operand. */
    private final long[] code;
    private final long[] stack;

    private DimCode(long[] code) {
        this.code = code;
        // Only constants and symbols push, so their number bounds the depth.
        this.stack = new long[code.length / 2];
    }

    /** Symbol {@code k} of {@code symbols} will be value {@code k} of an evaluation; others are refused. */
    static DimCode of(Dim dim, List<String> symbols) {
        return new DimCode(dim.fold(new Dim.Algebra<long[]>() {
            @Override
            public long[] constant(long value) {
                return join(NOTHING, NOTHING, CONSTANT, value);
            }

            @Override
            public long[] symbol(String name) {
                int index = symbols.indexOf(name);
                if (index < 0) {
                    throw new IllegalArgumentException(
                            "no input has '" + name + "' as a dimension that determines it, but " + dim
                                    + " needs its value");
                }
                return join(NOTHING, NOTHING, SYMBOL, index);
            }

            @Override
            public long[] plus(long[] a, long[] b) {
                return join(a, b, PLUS, 0);
            }

            @Override
            public long[] times(long[] a, long[] b) {
                return join(a, b, TIMES, 0);
            }

            @Override
            public long[] floorDiv(long[] dividend, long[] divisor) {
                return join(dividend, divisor, FLOOR_DIV, 0);
            }
        }));
    }

    private static long[] join(long[] a, long[] b, long instruction, long operand) {
        long[] code = new long[a.length + b.length + 2];
        System.arraycopy(a, 0, code, 0, a.length);
        System.arraycopy(b, 0, code, a.length, b.length);
        code[code.length - 2] = instruction;
        code[code.length - 1] = operand;
        return code;
    }

    /** The value for these symbols; {@link ArithmeticException} on overflow and on division by zero. */
    long evaluate(long[] symbols) {
        int top = -1;
        for (int at = 0; at < code.length; at += 2) {
            long instruction = code[at];
            if (instruction == CONSTANT) {
                stack[++top] = code[at + 1];
            } else if (instruction == SYMBOL) {
                stack[++top] = symbols[(int) code[at + 1]];
            } else {
                long b = stack[top--];
                stack[top] = apply(instruction, stack[top], b);
            }
        }
        return stack[0];
    }

    private static long apply(long instruction, long a, long b) {
        if (instruction == PLUS) {
            return Exact.sum(a, b);
        }
        return instruction == TIMES ? Exact.product(a, b) : Exact.floorDiv(a, b);
    }
}
