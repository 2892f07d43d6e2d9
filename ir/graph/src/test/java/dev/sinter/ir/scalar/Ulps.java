package dev.sinter.ir.scalar;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Errors in units in the last place of the exact result, the unit being that of its own binade; what overflows counts as the next
 * power of two. Infinite where the two are of different kinds or signs.
 */
final class Ulps {
    private static final BigDecimal LIMIT = BigDecimal.TWO.pow(1024);

    private Ulps() {}

    /** {@code exact} is precise to far more than float32. */
    static double f32(float actual, double exact) {
        if (Float.isNaN(actual) || Double.isNaN(exact)) {
            return Float.isNaN(actual) && Double.isNaN(exact) ? 0 : Double.POSITIVE_INFINITY;
        }
        if (Math.copySign(1f, actual) != Math.copySign(1, exact)) {
            return Double.POSITIVE_INFINITY;
        }
        double limit = 0x1p128;
        double size = Math.min(limit, Math.abs(exact));
        double result = Math.min(limit, Math.abs((double) actual));
        return Math.abs(result - size) / unit(Math.getExponent(exact), -126, 127, 23);
    }

    /** {@code exact} is not 0. */
    static double f64(double actual, BigDecimal exact) {
        if (Double.isNaN(actual) || Math.copySign(1, actual) != exact.signum()) {
            return Double.POSITIVE_INFINITY;
        }
        BigDecimal size = exact.abs().min(LIMIT);
        BigDecimal result = Double.isInfinite(actual) ? LIMIT : new BigDecimal(Math.abs(actual));
        int exponent = Math.min(1023, Math.max(-1022, Precise.exponent(exact)));
        // A unit may be too small for a double to hold the error: the difference is scaled first.
        BigDecimal scale = BigDecimal.TWO.pow(Math.abs(52 - exponent));
        BigDecimal difference = result.subtract(size).abs();
        return (exponent <= 52 ? difference.multiply(scale) : difference.divide(scale, MathContext.DECIMAL64))
                .doubleValue();
    }

    private static double unit(int exponent, int least, int greatest, int mantissa) {
        return Math.scalb(1.0, Math.min(greatest, Math.max(least, exponent)) - mantissa);
    }
}
