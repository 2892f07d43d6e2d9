package dev.sinter.compiler.passes;

import static dev.sinter.compiler.passes.Known.is;
import static dev.sinter.compiler.passes.Known.isFloating;
import static dev.sinter.ir.Elementwise.AND;
import static dev.sinter.ir.Elementwise.EQ;
import static dev.sinter.ir.Elementwise.GE;
import static dev.sinter.ir.Elementwise.GT;
import static dev.sinter.ir.Elementwise.LE;
import static dev.sinter.ir.Elementwise.LT;
import static dev.sinter.ir.Elementwise.NE;
import static dev.sinter.ir.Elementwise.NOT;
import static dev.sinter.ir.Elementwise.OR;
import static dev.sinter.ir.Elementwise.WHERE;
import static dev.sinter.ir.Elementwise.XOR;

import dev.sinter.ir.Elementwise;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Node;
import dev.sinter.types.DType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rules of bits, comparisons and choices. In their names p and q are bools, n is an integer or a bool, 1 has all bits set. */
final class Logic {
    static final List<Rule> RULES = List.of(
            Rule.on(AND, "n & n = n", (x, b) -> same(x) ? x.input(0) : null),
            Rule.on(OR, "n | n = n", (x, b) -> same(x) ? x.input(0) : null),
            Rule.on(XOR, "n ^ n = 0", (x, b) -> same(x) ? Known.filled(x.type(), 0, b) : null),
            Rule.on(AND, "n & 0 = 0", (x, b) -> is(x.input(1), 0) ? x.input(1) : null),
            Rule.on(AND, "n & 1 = n", (x, b) -> is(x.input(1), -1) ? x.input(0) : null),
            Rule.on(OR, "n | 0 = n", (x, b) -> is(x.input(1), 0) ? x.input(0) : null),
            Rule.on(OR, "n | 1 = 1", (x, b) -> is(x.input(1), -1) ? x.input(1) : null),
            Rule.on(XOR, "n ^ 0 = n", (x, b) -> is(x.input(1), 0) ? x.input(0) : null),
            Rule.on(XOR, "n ^ 1 = not n", (x, b) -> is(x.input(1), -1) ? b.add(NOT, x.input(0)) : null),
            Rule.on(NOT, "not not n = n", (x, b) -> x.input(0).op() == NOT ? x.input(0).input(0) : null),

            // With NaN every comparison but != is false.
            Rule.on(NOT, "not (x == y) = x != y", (x, b) -> negated(x, EQ, NE, b)),
            Rule.on(NOT, "not (x != y) = x == y", (x, b) -> negated(x, NE, EQ, b)),
            Rule.on(NOT, "not (n < m) = n >= m", (x, b) -> ordered(x) ? negated(x, LT, GE, b) : null),
            Rule.on(NOT, "not (n <= m) = n > m", (x, b) -> ordered(x) ? negated(x, LE, GT, b) : null),
            Rule.on(NOT, "not (n > m) = n <= m", (x, b) -> ordered(x) ? negated(x, GT, LE, b) : null),
            Rule.on(NOT, "not (n >= m) = n < m", (x, b) -> ordered(x) ? negated(x, GE, LT, b) : null),
            Rule.on(LT, "x < x = false", (x, b) -> same(x) ? Known.filled(x.type(), 0, b) : null),
            Rule.on(GT, "x > x = false", (x, b) -> same(x) ? Known.filled(x.type(), 0, b) : null),
            Rule.on(EQ, "n == n = true", (x, b) -> sameIntegers(x) ? Known.filled(x.type(), 1, b) : null),
            Rule.on(LE, "n <= n = true", (x, b) -> sameIntegers(x) ? Known.filled(x.type(), 1, b) : null),
            Rule.on(GE, "n >= n = true", (x, b) -> sameIntegers(x) ? Known.filled(x.type(), 1, b) : null),
            Rule.on(NE, "n != n = false", (x, b) -> sameIntegers(x) ? Known.filled(x.type(), 0, b) : null),
            Rule.on(EQ, "p == true = p", (x, b) -> bools(x) && is(x.input(1), 1) ? x.input(0) : null),
            Rule.on(EQ, "p == false = not p", (x, b) -> bools(x) && is(x.input(1), 0) ? b.add(NOT, x.input(0)) : null),
            Rule.on(NE, "p != true = not p", (x, b) -> bools(x) && is(x.input(1), 1) ? b.add(NOT, x.input(0)) : null),
            Rule.on(NE, "p != false = p", (x, b) -> bools(x) && is(x.input(1), 0) ? x.input(0) : null),

            Rule.on(WHERE, "p ? x : x = x", (x, b) -> x.input(1) == x.input(2) ? x.input(1) : null),
            Rule.on(WHERE, "true ? x : y = x", (x, b) -> is(x.input(0), 1) ? x.input(1) : null),
            Rule.on(WHERE, "false ? x : y = y", (x, b) -> is(x.input(0), 0) ? x.input(2) : null),
            Rule.on(WHERE, "not p ? x : y = p ? y : x", (x, b) -> x.input(0).op() == NOT
                    ? b.add(WHERE, x.input(0).input(0), x.input(2), x.input(1))
                    : null),
            Rule.on(WHERE, "p ? true : false = p", (x, b) -> bools(x, 1) && is(x.input(1), 1) && is(x.input(2), 0)
                    ? x.input(0)
                    : null),
            Rule.on(WHERE, "p ? (p ? x : y) : z = p ? x : z", (x, b) -> sameChoice(x, 1)
                    ? b.add(WHERE, x.input(0), x.input(1).input(1), x.input(2))
                    : null),
            Rule.on(WHERE, "p ? x : (p ? y : z) = p ? x : z", (x, b) -> sameChoice(x, 2)
                    ? b.add(WHERE, x.input(0), x.input(1), x.input(2).input(2))
                    : null));

    private Logic() {}

    private static boolean same(Node x) {
        return x.input(0) == x.input(1);
    }

    private static boolean sameIntegers(Node x) {
        return same(x) && !isFloating(x.input(0));
    }

    private static boolean bools(Node x) {
        return bools(x, 0);
    }

    private static boolean bools(Node x, int input) {
        return x.input(input).type().dtype() == DType.BOOL;
    }

    /** Whether a negation's operand compares values of which one is always less, equal or greater. */
    private static boolean ordered(Node not) {
        return !not.input(0).inputs().isEmpty() && !isFloating(not.input(0).input(0));
    }

    private static @Nullable Node negated(Node not, Elementwise comparison, Elementwise opposite, Graph.Builder b) {
        Node inner = not.input(0);
        return inner.op() == comparison && bools(not) ? b.add(opposite, inner.input(0), inner.input(1)) : null;
    }

    private static boolean sameChoice(Node where, int input) {
        Node inner = where.input(input);
        return inner.op() == WHERE && inner.input(0) == where.input(0);
    }
}
