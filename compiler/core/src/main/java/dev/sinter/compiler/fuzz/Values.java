package dev.sinter.compiler.fuzz;

import dev.sinter.ir.Literal;
import dev.sinter.ir.scalar.Literals;
import dev.sinter.types.DType;
import dev.sinter.types.TensorType;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;

/** Elements that find mistakes: signed zeros, infinities, NaN, subnormals, limits, halves, and plain random ones. */
public final class Values {
    private static final double[] FLOATS = {
        0.0, -0.0, 1, -1, 2, -2, 0.5, -0.5, 1.5, 2.5, 3, -3, 7, 0.1, -0.3, 100, -1e4, 65504, 1e-3,
        Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN
    };

    private Values() {}

    /** The special values of a dtype, as bits; of bool both values. */
    public static long[] special(DType dtype) {
        return switch (dtype.kind()) {
            case BOOL -> new long[]{0, 1};
            case UNSIGNED -> new long[]{0, 1, 2, 3, 7, 100, 127, 128, 254, 255};
            case SIGNED -> {
                long least = -1L << dtype.bits() - 1;
                yield new long[]{0, 1, -1, 2, -2, 3, 7, 100, -100, least, least + 1, -least - 1, -least - 2};
            }
            case FLOAT -> LongStream.concat(
                    Arrays.stream(FLOATS).mapToLong(value -> Literals.bits(dtype, value)),
                    Arrays.stream(limits(dtype))).toArray();
        };
    }

    /** The least and greatest subnormal, the least normal and the greatest finite value, of both signs, and one in between. */
    private static long[] limits(DType dtype) {
        int fraction = switch (dtype) {
            case F64 -> 52;
            case F32 -> 23;
            case F16 -> 10;
            default -> 7;
        };
        long sign = 1L << dtype.bits() - 1;
        long normal = 1L << fraction;
        long infinity = Literals.bits(dtype, Double.POSITIVE_INFINITY);
        return new long[]{
            1, sign | 1, normal - 1, sign | normal - 1, normal, sign | normal, infinity - 1, sign | infinity - 1,
            normal / 3
        };
    }

    /** A random element: special, of any bits, or a moderate number. */
    public static long random(DType dtype, Random random) {
        int which = random.nextInt(4);
        if (which == 0) {
            long[] special = special(dtype);
            return special[random.nextInt(special.length)];
        }
        return which == 1 ? anyBits(dtype, random) : moderate(dtype, random);
    }

    /** Any bits; floats may be any NaN. */
    static long anyBits(DType dtype, Random random) {
        long bits = random.nextLong();
        return dtype.isFloating()
                ? dtype.bits() == 64 ? bits : bits & (1L << dtype.bits()) - 1
                : Literals.bits(dtype, bits);
    }

    /** A number between -4 and 4, of integers between -20 and 20 (0 to 20 unsigned). */
    public static long moderate(DType dtype, Random random) {
        return switch (dtype.kind()) {
            case BOOL -> random.nextInt(2);
            case FLOAT -> Literals.bits(dtype, (random.nextInt(8_001) - 4_000) / 1000.0);
            case SIGNED -> random.nextInt(41) - 20;
            case UNSIGNED -> random.nextInt(21);
        };
    }

    /** A tensor of {@link #random} elements. */
    public static Literal random(TensorType type, Random random) {
        long[] bits = new long[Math.toIntExact(type.shape().numel().constant())];
        Arrays.setAll(bits, i -> random(type.dtype(), random));
        return new Literal(type, bits);
    }
}
