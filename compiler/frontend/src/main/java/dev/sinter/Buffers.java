package dev.sinter;

import dev.sinter.ir.scalar.Literals;
import dev.sinter.runtime.Buffer;
import dev.sinter.types.DType;
import dev.sinter.types.TensorType;
import java.util.Arrays;

/** Elements of buffers as raw bits, and buffers from single numbers. */
final class Buffers {
    private Buffers() {}

    /** A buffer whose elements all have these bits. */
    static Buffer filled(TensorType type, long bits) {
        Buffer buffer = Buffer.zeros(type);
        switch (type.dtype()) {
            case F32 -> Arrays.fill(buffer.floats(), Float.intBitsToFloat((int) bits));
            case F64 -> Arrays.fill(buffer.doubles(), Double.longBitsToDouble(bits));
            case F16, BF16, I16 -> Arrays.fill(buffer.shorts(), (short) bits);
            case I64 -> Arrays.fill(buffer.longs(), bits);
            case I32 -> Arrays.fill(buffer.ints(), (int) bits);
            case I8, U8, BOOL -> Arrays.fill(buffer.bytes(), (byte) bits);
        }
        return buffer;
    }

    /** The raw bits of element {@code i}, as {@link dev.sinter.ir.Literal} has them. */
    static long bits(Buffer buffer, int i) {
        return switch (buffer.dtype()) {
            case F32 -> Float.floatToRawIntBits(buffer.floats()[i]) & 0xffffffffL;
            case F64 -> Double.doubleToRawLongBits(buffer.doubles()[i]);
            case F16, BF16 -> buffer.shorts()[i] & 0xffffL;
            case I16 -> buffer.shorts()[i];
            case I64 -> buffer.longs()[i];
            case I32 -> buffer.ints()[i];
            case I8 -> buffer.bytes()[i];
            case U8, BOOL -> buffer.bytes()[i] & 0xffL;
        };
    }

    static void setBits(Buffer buffer, int i, long bits) {
        switch (buffer.dtype()) {
            case F32 -> buffer.floats()[i] = Float.intBitsToFloat((int) bits);
            case F64 -> buffer.doubles()[i] = Double.longBitsToDouble(bits);
            case F16, BF16, I16 -> buffer.shorts()[i] = (short) bits;
            case I64 -> buffer.longs()[i] = bits;
            case I32 -> buffer.ints()[i] = (int) bits;
            case I8, U8, BOOL -> buffer.bytes()[i] = (byte) bits;
        }
    }

    /** The bits of a Java number converted to {@code dtype}: rounded once, or truncated and wrapped. */
    static long bits(DType dtype, Number number) {
        return number instanceof Double || number instanceof Float
                ? Literals.bits(dtype, number.doubleValue())
                : Literals.bits(dtype, number.longValue());
    }

    /** The element as a Java number: Double for floats, Long for integers and for bool. */
    static Number number(Buffer buffer, int i) {
        return buffer.dtype().isFloating() ? (Number) buffer.get(i) : (Number) bits(buffer, i);
    }
}
