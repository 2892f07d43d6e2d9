package dev.sinter.compiler.passes;

import static dev.sinter.compiler.passes.Known.is;
import static dev.sinter.compiler.passes.Known.isConstant;
import static dev.sinter.compiler.passes.Known.isFloating;
import static dev.sinter.compiler.passes.Known.isUnsigned;
import static dev.sinter.ir.Elementwise.ABS;
import static dev.sinter.ir.Elementwise.ADD;
import static dev.sinter.ir.Elementwise.CEIL;
import static dev.sinter.ir.Elementwise.DIV;
import static dev.sinter.ir.Elementwise.FLOOR;
import static dev.sinter.ir.Elementwise.MAX;
import static dev.sinter.ir.Elementwise.MIN;
import static dev.sinter.ir.Elementwise.MUL;
import static dev.sinter.ir.Elementwise.NEG;
import static dev.sinter.ir.Elementwise.RELU;
import static dev.sinter.ir.Elementwise.ROUND;
import static dev.sinter.ir.Elementwise.SIGN;
import static dev.sinter.ir.Elementwise.SUB;
import static dev.sinter.ir.Elementwise.TRUNC;

import dev.sinter.ir.Elementwise;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Literal;
import dev.sinter.ir.Node;
import dev.sinter.ir.Source;
import dev.sinter.ir.kernel.Fold;
import dev.sinter.ir.scalar.Literals;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rules of numbers. In their names c and d are constants, n is an integer (with wrapping arithmetic). */
final class Arithmetic {
    private static final Set<Elementwise> ROUNDING = Set.of(FLOOR, CEIL, ROUND, TRUNC);

    static final List<Rule> RULES = List.of(
            // The zero that changes nothing is -0 (0 + -0 is 0); for integers it is just 0.
            Rule.on(ADD, "x + -0 = x", (x, b) -> is(x.input(1), -0.0) ? x.input(0) : null),
            Rule.on(ADD, "x + -y = x - y", (x, b) -> x.input(1).op() == NEG
                    ? b.add(SUB, x.input(0), x.input(1).input(0))
                    : null),
            Rule.on(ADD, "-x + y = y - x", (x, b) -> x.input(0).op() == NEG && !isConstant(x.input(1))
                    ? b.add(SUB, x.input(1), x.input(0).input(0))
                    : null),
            Rule.on(ADD, "(n + c) + d = n + (c + d)", (x, b) -> gather(x, b)),
            Rule.on(SUB, "x - 0 = x", (x, b) -> is(x.input(1), 0) ? x.input(0) : null),
            Rule.on(SUB, "x - -y = x + y", (x, b) -> x.input(1).op() == NEG
                    ? b.add(ADD, x.input(0), x.input(1).input(0))
                    : null),
            Rule.on(SUB, "n - n = 0", (x, b) -> !isFloating(x) && x.input(0) == x.input(1)
                    ? Known.filled(x.type(), 0, b)
                    : null),

            Rule.on(MUL, "x * 1 = x", (x, b) -> is(x.input(1), 1) ? x.input(0) : null),
            Rule.on(MUL, "x * -1 = -x", (x, b) -> is(x.input(1), -1) ? b.add(NEG, x.input(0)) : null),
            Rule.on(MUL, "n * 0 = 0", (x, b) -> !isFloating(x) && is(x.input(1), 0)
                    ? Known.filled(x.type(), 0, b)
                    : null),
            Rule.on(MUL, "-x * -y = x * y", Arithmetic::bothNegative),
            Rule.on(MUL, "-x * c = x * -c", (x, b) -> x.input(0).op() == NEG && isConstant(x.input(1))
                    ? b.add(MUL, x.input(0).input(0), Known.map(NEG, x.input(1), b))
                    : null),
            Rule.on(MUL, "(n * c) * d = n * (c * d)", (x, b) -> gather(x, b)),
            Rule.on(DIV, "x / 1 = x", (x, b) -> is(x.input(1), 1) ? x.input(0) : null),
            Rule.on(DIV, "x / -1 = -x", (x, b) -> is(x.input(1), -1) && !isUnsigned(x)
                    ? b.add(NEG, x.input(0))
                    : null),
            Rule.on(DIV, "-x / -y = x / y", (x, b) -> isFloating(x) ? bothNegative(x, b) : null),
            Rule.on(DIV, "x / 2^k = x * 2^-k", (x, b) -> byPowerOfTwo(x, b)),

            Rule.on(NEG, "--x = x", (x, b) -> x.input(0).op() == NEG ? x.input(0).input(0) : null),
            Rule.on(ABS, "||x|| = |x|", (x, b) -> x.input(0).op() == ABS ? x.input(0) : null),
            Rule.on(ABS, "|-x| = |x|", (x, b) -> x.input(0).op() == NEG && !isUnsigned(x)
                    ? b.add(ABS, x.input(0).input(0))
                    : null),
            Rule.on(ABS, "|u| = u, u unsigned", (x, b) -> isUnsigned(x) ? x.input(0) : null),
            Rule.on(RELU, "relu relu x = relu x", (x, b) -> x.input(0).op() == RELU ? x.input(0) : null),
            Rule.on(RELU, "relu u = u, u unsigned", (x, b) -> isUnsigned(x) ? x.input(0) : null),
            Rule.on(SIGN, "sign sign x = sign x", (x, b) -> x.input(0).op() == SIGN ? x.input(0) : null),
            new Rule("round floor x = floor x", (x, b) -> x.op() instanceof Elementwise op && ROUNDING.contains(op)
                    && x.input(0).op() instanceof Elementwise inner && ROUNDING.contains(inner) ? x.input(0) : null),

            Rule.on(MAX, "max(x, x) = x", (x, b) -> x.input(0) == x.input(1) ? x.input(0) : null),
            Rule.on(MIN, "min(x, x) = x", (x, b) -> x.input(0) == x.input(1) ? x.input(0) : null),
            Rule.on(MAX, "max(x, least) = x", (x, b) -> neutral(x, Fold.MAX)),
            Rule.on(MIN, "min(x, greatest) = x", (x, b) -> neutral(x, Fold.MIN)));

    private Arithmetic() {}

    private static @Nullable Node neutral(Node x, Fold fold) {
        return Known.isBits(x.input(1), fold.identity(x.type().dtype())) ? x.input(0) : null;
    }

    private static @Nullable Node bothNegative(Node x, Graph.Builder b) {
        return x.input(0).op() == NEG && x.input(1).op() == NEG
                ? b.add(x.op(), x.input(0).input(0), x.input(1).input(0))
                : null;
    }

    /** Two constants side by side; rounding makes this wrong for floats. */
    private static @Nullable Node gather(Node x, Graph.Builder b) {
        Node inner = x.input(0);
        return !isFloating(x) && inner.op() == x.op() && isConstant(inner.input(1)) && isConstant(x.input(1))
                ? b.add(x.op(), inner.input(0), b.add(x.op(), inner.input(1), x.input(1)))
                : null;
    }

    /** Quotient and product are the same real number, rounded once, if the reciprocal is exact. */
    private static @Nullable Node byPowerOfTwo(Node x, Graph.Builder b) {
        Literal literal = isFloating(x) ? Known.literal(x.input(1)) : null;
        if (literal == null || !Known.isUniform(literal)) {
            return null;
        }
        double divisor = Literals.toDouble(literal.dtype(), literal.bits(0));
        long reciprocal = Literals.bits(literal.dtype(), 1 / divisor);
        boolean power = Math.abs(divisor) >= Double.MIN_NORMAL && Double.isFinite(divisor)
                && (Double.doubleToRawLongBits(divisor) & 0xfffffffffffffL) == 0;
        boolean exact = power && Literals.toDouble(literal.dtype(), reciprocal) == 1 / divisor;
        return exact
                ? b.add(MUL, x.input(0), b.add(Source.Constant.scalar(literal.dtype(), reciprocal)))
                : null;
    }
}
