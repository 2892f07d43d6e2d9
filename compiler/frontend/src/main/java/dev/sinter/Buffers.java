package dev.sinter;

import dev.sinter.ir.scalar.Literals;
import dev.sinter.runtime.Buffer;
import dev.sinter.types.DType;

/** Between elements of buffers and Java numbers. */
final class Buffers {
    private Buffers() {}

    /** The bits of a Java number converted to {@code dtype}: rounded once, or truncated and wrapped. */
    static long bits(DType dtype, Number number) {
        return number instanceof Double || number instanceof Float
                ? Literals.bits(dtype, number.doubleValue())
                : Literals.bits(dtype, number.longValue());
    }

    /** Whether a dtype that is not floating has this number. */
    static boolean holds(DType dtype, long number) {
        return Literals.bits(dtype, number) == number;
    }

    /** The element as a Java number: Double for floats, Long for integers and for bool. */
    static Number number(Buffer buffer, int i) {
        return buffer.dtype().isFloating() ? (Number) buffer.get(i) : (Number) buffer.bits(i);
    }
}
