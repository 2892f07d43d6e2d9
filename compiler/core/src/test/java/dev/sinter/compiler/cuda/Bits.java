package dev.sinter.compiler.cuda;

import dev.sinter.ir.Literal;
import dev.sinter.ir.scalar.Literals;
import dev.sinter.types.DType;
import dev.sinter.types.TensorType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Random tensors, and what of their bits is promised. */
final class Bits {
    private static final double[] SPECIAL = {0.0, -0.0, 1, -1, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY,
        Double.NaN, 1e-40, -3e-45, 3e38, 0.5, 2.5, -1.5, 65504, 1e-7,
        2147483648.0, -2147483648.0, 1e19};

    private Bits() {}

    /** With one bit pattern for all NaNs: their payloads and signs are not promised. */
    static Map<String, Literal> canonical(Map<String, Literal> values) {
        Map<String, Literal> canonical = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            long[] bits = value.bits();
            for (int i = 0; i < bits.length; i++) {
                if (value.dtype().isFloating() && Double.isNaN(Literals.toDouble(value.dtype(), bits[i]))) {
                    bits[i] = Literals.bits(value.dtype(), Double.NaN);
                }
            }
            canonical.put(name, new Literal(value.type(), bits));
        });
        return canonical;
    }

    /** Normal values, and one special value in sixteen where there are more than sixty elements. Integers are small and never 0, or extreme. */
    static Literal random(TensorType type, Random random) {
        int n = Math.toIntExact(type.shape().numel().constant());
        long[] bits = new long[n];
        for (int i = 0; i < n; i++) {
            boolean special = n > 60 && n <= 4096 && random.nextInt(16) == 0;
            bits[i] = type.dtype().isFloating()
                    ? Literals.bits(type.dtype(),
                            special ? SPECIAL[random.nextInt(SPECIAL.length)] : random.nextGaussian())
                    : integer(type.dtype(), special, random);
        }
        return new Literal(type, bits);
    }

    /** Normal values only. */
    static Literal finite(TensorType type, Random random) {
        int n = Math.toIntExact(type.shape().numel().constant());
        return new Literal(type,
                random.doubles(n, -1, 1).mapToLong(value -> Literals.bits(type.dtype(), value)).toArray());
    }

    private static long integer(DType dtype, boolean special, Random random) {
        if (dtype == DType.BOOL) {
            return random.nextInt(2);
        }
        long value = special ? random.nextLong() >> random.nextInt(64) | 1 : 1 + random.nextInt(20);
        return switch (dtype) {
            case I64 -> value;
            case I32 -> (int) value;
            case I16 -> (short) value;
            case I8 -> (byte) value;
            default -> value & 0xff;
        };
    }
}
