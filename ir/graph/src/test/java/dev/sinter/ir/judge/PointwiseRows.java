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

    /** Of three and more roundings in float64, of which float32 sees one; {@code ElementaryTest} has the exact bounds. */
    private static final double WIDE = 4;

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
            row(Elementwise.ASIN, WIDE, (a, b, c) -> Math.asin(a), null),
            row(Elementwise.ACOS, WIDE, (a, b, c) -> Math.acos(a), null),
            row(Elementwise.ATAN, ELEMENTARY, (a, b, c) -> Math.atan(a), null),
            row(Elementwise.ATAN2, WIDE, (a, b, c) -> Math.atan2(a, b), null),
            row(Elementwise.TAN, WIDE, (a, b, c) -> Math.tan(a), null),
            row(Elementwise.SINH, WIDE, (a, b, c) -> Math.sinh(a), null),
            row(Elementwise.COSH, WIDE, (a, b, c) -> Math.cosh(a), null),
            row(Elementwise.ASINH, WIDE, (a, b, c) -> asinh(a), null),
            row(Elementwise.ACOSH, WIDE, (a, b, c) -> acosh(a), null),
            row(Elementwise.ATANH, WIDE, (a, b, c) -> atanh(a), null),
            row(Elementwise.EXP2, ELEMENTARY, (a, b, c) -> StrictMath.pow(2, a), null),
            row(Elementwise.EXPM1, WIDE, (a, b, c) -> Math.expm1(a), null),
            row(Elementwise.LOG2, WIDE, (a, b, c) -> log2(a), null),
            row(Elementwise.LOG10, ELEMENTARY, (a, b, c) -> Math.log10(a), null),
            row(Elementwise.LOG1P, ELEMENTARY, (a, b, c) -> Math.log1p(a), null),
            row(Elementwise.ERFC, WIDE, (a, b, c) -> erfc(a), null),
            row(Elementwise.ERFINV, WIDE, (a, b, c) -> erfinv(a), null),
            row(Elementwise.LGAMMA, WIDE, (a, b, c) -> GammaSeries.lgamma(a), null),
            row(Elementwise.DIGAMMA, 2 * WIDE, (a, b, c) -> GammaSeries.digamma(a), null),
            row(Elementwise.TRIGAMMA, 2 * WIDE, (a, b, c) -> GammaSeries.trigamma(a), null),
            row(Elementwise.SINC, WIDE, (a, b, c) -> sinc(a), null),
            row(Elementwise.HYPOT, WIDE, (a, b, c) -> Math.hypot(a, b), null),
            row(Elementwise.LOGADDEXP, WIDE, (a, b, c) -> logAddExp(a, b), null),
            row(Elementwise.XLOGY, WIDE, (a, b, c) -> a == 0 && b == b ? 0 : a * Math.log(b), null),
            row(Elementwise.COPYSIGN, 0, (a, b, c) -> Math.copySign(a, Double.isNaN(b) ? 1 : b), null),
            row(Elementwise.NEXTAFTER, 0, (a, b, c) -> Math.nextAfter(a, b), null),
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
            row(Elementwise.SHIFT_LEFT, 0, null, (a, b, c) -> b < 0 || b > 63 ? 0 : a << b),
            row(Elementwise.SHIFT_RIGHT, 0, null, (a, b, c) -> a >> (b < 0 || b > 63 ? 63 : b)),
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

    /** Exact where a is a power of 2, and elsewhere off by what the division by log 2 rounds. */
    private static double log2(double a) {
        int exponent = Math.getExponent(a);
        double scaled = a * Math.scalb(1.0, -exponent / 2) * Math.scalb(1.0, -(exponent - exponent / 2));
        return a > 0 && exponent > Double.MIN_EXPONENT - 1 && exponent <= Double.MAX_EXPONENT && Math.abs(a - 1) > 0.5
                ? exponent + Math.log(scaled) / Math.log(2)
                : Math.log(a) / Math.log(2);
    }

    /** log(2x) for large x; for small x by log1p. */
    private static double asinh(double a) {
        double size = Math.abs(a);
        double value = size > 1e9
                ? Math.log(size) + Math.log(2)
                : Math.log1p(size + size * size / (1 + Math.hypot(1, size)));
        return Math.copySign(value, a);
    }

    private static double acosh(double a) {
        if (a < 1) {
            return Double.NaN;
        }
        return a > 1e9 ? Math.log(a) + Math.log(2) : Math.log1p(a - 1 + Math.sqrt((a - 1) * (a + 1)));
    }

    private static double atanh(double a) {
        double size = Math.abs(a);
        return size > 1 ? Double.NaN : Math.copySign(Math.log1p(2 * size / (1 - size)) / 2, a);
    }

    /** By the angle's rest of a whole turn, which is exact. */
    private static double sinc(double a) {
        if (a == 0) {
            return 1;
        }
        if (a == Math.rint(a)) {
            return a - a;
        }
        double rest = a - 2 * Math.rint(a / 2);
        double sine = Math.abs(rest) > 0.5
                ? Math.copySign(Math.sin(Math.PI * (1 - Math.abs(rest))), rest)
                : Math.sin(Math.PI * rest);
        return sine / (Math.PI * a);
    }

    /** Beyond 2 by the continued fraction of {@link #erf}. */
    private static double erfc(double x) {
        if (!(x > 2)) {
            return 1 - erf(x);
        }
        // e^-x^2 of the rounded square, times what the rounding lost.
        double square = x * x;
        double lost = Math.fma(x, x, -square);
        double rest = 0;
        for (int n = 150; n > 0; n--) {
            rest = n / 2.0 / (x + rest);
        }
        return x > 28 ? 0 : Math.exp(-square) * (1 - lost) / Math.sqrt(Math.PI) / (x + rest);
    }

    /** By bisection, on the side where the result keeps its digits. */
    private static double erfinv(double x) {
        double size = Math.abs(x);
        if (!(size < 1)) {
            return size == 1 ? x / 0.0 : Double.NaN;
        }
        if (size < 1e-9) {
            return x * Math.sqrt(Math.PI) / 2;
        }
        double low = 0;
        double high = 6;
        for (int step = 0; step < 2000 && Math.nextUp(low) < high; step++) {
            double middle = low + (high - low) / 2;
            boolean above = size < 0.5 ? erf(middle) > size : erfc(middle) < 1 - size;
            low = above ? low : middle;
            high = above ? middle : high;
        }
        return Math.copySign(low, x);
    }

    private static double logAddExp(double a, double b) {
        return a == b ? a + Math.log(2) : Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)));
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
