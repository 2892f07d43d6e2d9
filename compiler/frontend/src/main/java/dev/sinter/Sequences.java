package dev.sinter;

import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.scalar.Literals;
import dev.sinter.runtime.Buffer;
import dev.sinter.types.DType;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** Numbers at equal distances. */
final class Sequences {
    private Sequences() {}

    static Buffer range(long start, long end, long step) {
        check(start, end, step);
        BigInteger[] parts = BigInteger.valueOf(end).subtract(BigInteger.valueOf(start))
                .divideAndRemainder(BigInteger.valueOf(step));
        BigInteger count = parts[1].signum() == 0 ? parts[0] : parts[0].add(BigInteger.ONE);
        long[] numbers = new long[count("from " + start + " to " + end + " in steps of " + step, count.doubleValue())];
        Arrays.setAll(numbers, i -> start + i * step);
        return Buffer.of(numbers, numbers.length);
    }

    static Buffer range(double start, double end, double step, DType dtype) {
        check(start, end, step);
        int count = count("from " + start + " to " + end + " in steps of " + step, Math.ceil((end - start) / step));
        Buffer buffer = Buffer.zeros(dtype, count);
        for (int i = 0; i < count; i++) {
            buffer.setBits(i, Literals.bits(dtype, start + i * step));
        }
        return buffer;
    }

    private static void check(double start, double end, double step) {
        if (step == 0 || Double.isNaN(step) || !Double.isFinite(start) || !Double.isFinite(end)
                || (end - start) / step < 0) {
            throw new Diagnostic("arange: from " + start + " in steps of " + step + " there is no way to " + end);
        }
    }

    private static int count(String range, double count) {
        if (count > Integer.MAX_VALUE) {
            throw new Diagnostic("arange: " + range + " there are more numbers than a tensor can hold, 2^31 - 1");
        }
        return (int) count;
    }

    static Buffer spaced(double start, double end, int count, DType dtype) {
        if (count < 0) {
            throw new Diagnostic("linspace: a count of " + count + " was asked for; 0 and more are possible");
        }
        // Doubles hold every sum, product and quotient of narrower floats well enough that rounding them once more is their own arithmetic.
        DoubleUnaryOperator rounded = x -> dtype.isFloating() ? Literals.toDouble(dtype, Literals.bits(dtype, x)) : x;
        double first = rounded.applyAsDouble(start);
        double last = rounded.applyAsDouble(end);
        double step = count < 2
                ? 0
                : rounded.applyAsDouble(rounded.applyAsDouble(last - first) / rounded.applyAsDouble(count - 1));
        Buffer buffer = Buffer.zeros(dtype, count);
        for (int i = 0; i < count; i++) {
            double number = i < count / 2 || count == 1
                    ? first + rounded.applyAsDouble(step * rounded.applyAsDouble(i))
                    : last - rounded.applyAsDouble(step * rounded.applyAsDouble(count - 1 - i));
            buffer.setBits(i, Literals.bits(dtype, number));
        }
        return buffer;
    }
}
