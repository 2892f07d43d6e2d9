package dev.sinter.types;

/** Integer arithmetic whose exceptions say what a reader of shapes can use; those of the JVM may come without any message. */
public final class Exact {
    private Exact() {}

    /** The sum; {@link ArithmeticException} where it leaves 64 bits. */
    public static long sum(long a, long b) {
        long sum = a + b;
        if (((a ^ sum) & (b ^ sum)) < 0) {
            throw new ArithmeticException(a + " + " + b + " leaves 64 bits");
        }
        return sum;
    }

    /** The product; {@link ArithmeticException} where it leaves 64 bits. */
    public static long product(long a, long b) {
        long product = a * b;
        if (Math.multiplyHigh(a, b) != product >> 63) {
            throw new ArithmeticException(a + " * " + b + " leaves 64 bits");
        }
        return product;
    }

    /** The quotient rounded towards negative infinity; {@link ArithmeticException} for a divisor of 0. */
    public static long floorDiv(long dividend, long divisor) {
        if (divisor == 0) {
            throw new ArithmeticException(dividend + " is divided by zero");
        }
        return Math.floorDiv(dividend, divisor);
    }
}
