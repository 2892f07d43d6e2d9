package dev.sinter.ir.judge;

import dev.sinter.ir.Elementwise;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row per pointwise op: what it is in double, what it is on integers, and how far a result may be from the first.
 *
 * <p>The bound is in roundings: {@code roundings * unit * |value|}, where unit is the greatest relative error of one rounding in
 * the op's dtype. 0 means equal.
 */
final class PointwiseRows {
    /** In double; arguments that the op does not have are 0. */
    interface Real {
        double of(double a, double b, double c);
    }

    /** On integers, before wrapping into the dtype. */
    interface Whole {
        long of(long a, long b, long c);
    }

    record Row(Elementwise op, double roundings, @Nullable Real real, @Nullable Whole whole) {}

    /** One unit in the last place of float32, which the elementary functions promise, is up to two roundings. */
    private static final double ELEMENTARY = 2;

    static final List<Row> ROWS = List.of(
            row(Elementwise.ADD, 1, (a, b, c) -> a + b, (a, b, c) -> a + b),
            row(Elementwise.SUB, 1, (a, b, c) -> a - b, (a, b, c) -> a - b),
            row(Elementwise.MUL, 1, (a, b, c) -> a * b, (a, b, c) -> a * b),
            row(Elementwise.DIV, 1, (a, b, c) -> a / b, (a, b, c) -> a / b),
            row(Elementwise.REM, 0, (a, b, c) -> a % b, (a, b, c) -> a % b),
            row(Elementwise.MAX, 0, (a, b, c) -> Math.max(a, b), (a, b, c) -> Math.max(a, b)),
            row(Elementwise.MIN, 0, (a, b, c) -> Math.min(a, b), (a, b, c) -> Math.min(a, b)),
            row(Elementwise.POW, ELEMENTARY, (a, b, c) -> pow(a, b), null),
            row(Elementwise.NEG, 0, (a, b, c) -> -a, (a, b, c) -> -a),
            row(Elementwise.ABS, 0, (a, b, c) -> Math.abs(a), (a, b, c) -> Math.abs(a)),
            row(Elementwise.SIGN, 0, (a, b, c) -> Math.signum(a), (a, b, c) -> Long.signum(a)),
            row(Elementwise.FLOOR, 0, (a, b, c) -> Math.floor(a), null),
            row(Elementwise.CEIL, 0, (a, b, c) -> Math.ceil(a), null),
            row(Elementwise.ROUND, 0, (a, b, c) -> Math.rint(a), null),
            row(Elementwise.TRUNC, 0, (a, b, c) -> Math.copySign(Math.floor(Math.abs(a)), a), null),
            row(Elementwise.RECIPROCAL, 1, (a, b, c) -> 1 / a, null),
            row(Elementwise.SQRT, 1, (a, b, c) -> Math.sqrt(a), null),
            // 1/(s(1+d1)) (1+d2): two roundings.
            row(Elementwise.RSQRT, 2.01, (a, b, c) -> 1 / Math.sqrt(a), null),
            row(Elementwise.EXP, ELEMENTARY, (a, b, c) -> Math.exp(a), null),
            row(Elementwise.LOG, ELEMENTARY, (a, b, c) -> Math.log(a), null),
            row(Elementwise.SIN, ELEMENTARY, (a, b, c) -> Math.sin(a), null),
            row(Elementwise.COS, ELEMENTARY, (a, b, c) -> Math.cos(a), null),
            row(Elementwise.TANH, ELEMENTARY, (a, b, c) -> Math.tanh(a), null),
            row(Elementwise.SIGMOID, ELEMENTARY, (a, b, c) -> sigmoid(a), null),
            row(Elementwise.ERF, ELEMENTARY, (a, b, c) -> erf(a), null),
            row(Elementwise.RELU, 0, (a, b, c) -> Math.max(a, 0.0), (a, b, c) -> Math.max(a, 0)),
            row(Elementwise.EQ, 0, (a, b, c) -> a == b ? 1 : 0, (a, b, c) -> a == b ? 1 : 0),
            row(Elementwise.NE, 0, (a, b, c) -> a != b ? 1 : 0, (a, b, c) -> a != b ? 1 : 0),
            row(Elementwise.LT, 0, (a, b, c) -> a < b ? 1 : 0, (a, b, c) -> a < b ? 1 : 0),
            row(Elementwise.LE, 0, (a, b, c) -> a <= b ? 1 : 0, (a, b, c) -> a <= b ? 1 : 0),
            row(Elementwise.GT, 0, (a, b, c) -> a > b ? 1 : 0, (a, b, c) -> a > b ? 1 : 0),
            row(Elementwise.GE, 0, (a, b, c) -> a >= b ? 1 : 0, (a, b, c) -> a >= b ? 1 : 0),
            row(Elementwise.AND, 0, null, (a, b, c) -> a & b),
            row(Elementwise.OR, 0, null, (a, b, c) -> a | b),
            row(Elementwise.XOR, 0, null, (a, b, c) -> a ^ b),
            row(Elementwise.NOT, 0, null, (a, b, c) -> ~a),
            row(Elementwise.WHERE, 0, (a, b, c) -> a != 0 ? b : c, (a, b, c) -> a != 0 ? b : c),
            row(Elementwise.RANDOM_BITS, 0, null, (a, b, c) -> threefry(a, b)));

    private PointwiseRows() {}

    private static Row row(Elementwise op, double roundings, @Nullable Real real, @Nullable Whole whole) {
        return new Row(op, roundings, real, whole);
    }

    /** IEEE 754-2019, 9.2.1: a power of 1, and of -1 to an infinity, is 1, where Java's is NaN. */
    private static double pow(double x, double y) {
        return x == 1 || x == -1 && Double.isInfinite(y) ? 1 : Math.pow(x, y);
    }

    private static double sigmoid(double x) {
        double e = Math.exp(-Math.abs(x));
        return (x < 0 ? e : 1) / (1 + e);
    }

    /**
     * Near 0 the series {@code 2/sqrt(pi) (x - x^3/(1! 3) + x^5/(2! 5) - ...)}; beyond, 1 less the continued fraction
     * {@code exp(-x^2)/sqrt(pi) 1/(x + 1/2/(x + 2/2/(x + 3/2/(x + ...))))}.
     */
    private static double erf(double x) {
        double size = Math.abs(x);
        if (size > 6) {
            return Math.signum(x);
        }
        double sum = 0;
        for (int n = 30; n > 0; n--) {
            sum = (sum + 1.0 / (2 * n + 1)) * (-x * x / n);
        }
        double rest = 0;
        for (int n = 200; n > 0; n--) {
            rest = n / 2.0 / (size + rest);
        }
        double beyond = 1 - Math.exp(-x * x) / Math.sqrt(Math.PI) / (size + rest);
        return Math.copySign(size < 1 ? 2 / Math.sqrt(Math.PI) * (size + size * sum) : beyond, x);
    }

    /** The published algorithm on ints; rotations by round from the paper's table 2. */
    private static long threefry(long key, long counter) {
        int[] k = {(int) key, (int) (key >>> 32), 0x1BD11BDA ^ (int) key ^ (int) (key >>> 32)};
        int[][] rotations = {{13, 15, 26, 6}, {17, 29, 16, 24}};
        int x = (int) counter + k[0];
        int y = (int) (counter >>> 32) + k[1];
        for (int group = 0; group < 5; group++) {
            for (int rotation : rotations[group % 2]) {
                x += y;
                y = Integer.rotateLeft(y, rotation) ^ x;
            }
            x += k[(group + 1) % 3];
            y += k[(group + 2) % 3] + group + 1;
        }
        return Integer.toUnsignedLong(x) | (long) y << 32;
    }
}
