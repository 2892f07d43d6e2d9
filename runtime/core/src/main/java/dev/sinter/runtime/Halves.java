package dev.sinter.runtime;

/**
 * Conversions between float32 and the two 16-bit floats, rounding to nearest with ties to even.
 *
 * <p>Widening is exact. A NaN stays a NaN of the same sign; its payload is not promised.
 */
public final class Halves {
    private static final int F32_INFINITY = 0x7f80_0000;

    private Halves() {}

    /** The value of an IEEE 754 binary16 given by its bits. */
    public static float halfToFloat(short half) {
        int sign = (half & 0x8000) << 16;
        int exponent = half >>> 10 & 0x1f;
        int mantissa = half & 0x3ff;
        if (exponent == 0) {
            // Zeros and subnormals are multiples of 2^-24, and a product with a power of two is exact.
            return Float.intBitsToFloat(sign | Float.floatToRawIntBits(mantissa * 0x1p-24f));
        }
        // 112 is the difference of the exponents' biases, 127 - 15.
        int widened = exponent == 0x1f ? F32_INFINITY : exponent + 112 << 23;
        return Float.intBitsToFloat(sign | widened | mantissa << 13);
    }

    /** The bits of the binary16 nearest to {@code value}; from 65520 on that is infinity. */
    public static short floatToHalf(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = bits >>> 16 & 0x8000;
        int magnitude = bits & 0x7fff_ffff;
        if (magnitude > F32_INFINITY) {
            return (short) (sign | 0x7e00 | magnitude >>> 13 & 0x3ff);
        }
        if (magnitude >= Float.floatToRawIntBits(65520f)) {
            return (short) (sign | 0x7c00);
        }
        if (magnitude < Float.floatToRawIntBits(0x1p-14f)) {
            // One unit in the last place of a half is 2^-24 here, which is also that of a float32 in [0.5, 1):
            // the addition rounds as the conversion must.
            float rounded = Float.intBitsToFloat(magnitude) + 0.5f;
            return (short) (sign | Float.floatToRawIntBits(rounded) - Float.floatToRawIntBits(0.5f));
        }
        int rounded = magnitude + 0xfff + (magnitude >>> 13 & 1);
        return (short) (sign | rounded - (112 << 23) >>> 13);
    }

    /** The value of a bfloat16 given by its bits: the upper half of a float32. */
    public static float bfloatToFloat(short bfloat) {
        return Float.intBitsToFloat(bfloat << 16);
    }

    /** The bits of the bfloat16 nearest to {@code value}. */
    public static short floatToBfloat(float value) {
        int bits = Float.floatToRawIntBits(value);
        if ((bits & 0x7fff_ffff) > F32_INFINITY) {
            return (short) (bits >>> 16 | 0x40);
        }
        return (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
    }
}
