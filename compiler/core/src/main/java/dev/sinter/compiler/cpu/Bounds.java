package dev.sinter.compiler.cpu;

import dev.sinter.types.DType;

/** Arithmetic on the bounds of integers, in which the ends of long stand for no bound. */
final class Bounds {
    private static final long[] NONE = {Long.MIN_VALUE, Long.MAX_VALUE};

    private Bounds() {}

    private static boolean isEnd(long bound) {
        return bound == Long.MIN_VALUE || bound == Long.MAX_VALUE;
    }

    /** The sum of two lower or of two upper bounds. */
    static long add(long a, long b) {
        if (isEnd(a) || isEnd(b)) {
            return isEnd(a) ? a : b;
        }
        try {
            return Math.addExact(a, b);
        } catch (ArithmeticException e) {
            return a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    /** The bounds of a product. */
    static long[] mul(Value a, Value b) {
        if (a.isConst() || b.isConst()) {
            long factor = a.isConst() ? a.lo : b.lo;
            Value other = a.isConst() ? b : a;
            long x = scale(other.lo, factor);
            long y = scale(other.hi, factor);
            return factor >= 0 ? new long[]{x, y} : new long[]{y, x};
        }
        boolean nonNegative = a.lo >= 0 && b.lo >= 0;
        return nonNegative ? new long[]{scale(a.lo, b.lo), scale(a.hi, b.hi)} : NONE;
    }

    private static long scale(long bound, long factor) {
        if (bound == 0 || factor == 0) {
            return 0;
        }
        boolean negative = bound < 0 != factor < 0;
        try {
            return isEnd(bound) || isEnd(factor)
                    ? negative ? Long.MIN_VALUE : Long.MAX_VALUE
                    : Math.multiplyExact(bound, factor);
        } catch (ArithmeticException e) {
            return negative ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    /** The least and the greatest value of a dtype; none for floats. */
    static long[] of(DType dtype) {
        return switch (dtype) {
            case I32 -> new long[]{Integer.MIN_VALUE, Integer.MAX_VALUE};
            case I16 -> new long[]{Short.MIN_VALUE, Short.MAX_VALUE};
            case I8 -> new long[]{Byte.MIN_VALUE, Byte.MAX_VALUE};
            case U8 -> new long[]{0, 255};
            case BOOL -> new long[]{0, 1};
            case F32, F64, F16, BF16, I64 -> NONE;
        };
    }
}
