package dev.sinter.compiler.driver;

import dev.sinter.ir.Literal;
import dev.sinter.runtime.Buffer;
import dev.sinter.types.Shape;
import dev.sinter.types.TensorType;

/** Constants of graphs as buffers of programs, and back. */
public final class LiteralBuffers {
    private LiteralBuffers() {}

    /** A buffer with a copy of the elements. */
    public static Buffer buffer(Literal literal) {
        Buffer buffer = Buffer.zeros(literal.type());
        for (int i = 0; i < literal.size(); i++) {
            long bits = literal.bits(i);
            switch (literal.dtype()) {
                case F32 -> buffer.floats()[i] = Float.intBitsToFloat((int) bits);
                case F64 -> buffer.doubles()[i] = Double.longBitsToDouble(bits);
                case F16, BF16, I16 -> buffer.shorts()[i] = (short) bits;
                case I64 -> buffer.longs()[i] = bits;
                case I32 -> buffer.ints()[i] = (int) bits;
                case I8, U8, BOOL -> buffer.bytes()[i] = (byte) bits;
            }
        }
        return buffer;
    }

    /** A constant with a copy of the elements. */
    public static Literal literal(Buffer buffer) {
        long[] bits = new long[buffer.count()];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = switch (buffer.dtype()) {
                case F32 -> Float.floatToRawIntBits(buffer.floats()[i]) & 0xffffffffL;
                case F64 -> Double.doubleToRawLongBits(buffer.doubles()[i]);
                case F16, BF16 -> buffer.shorts()[i] & 0xffffL;
                case I16 -> buffer.shorts()[i];
                case I64 -> buffer.longs()[i];
                case I32 -> buffer.ints()[i];
                case I8 -> buffer.bytes()[i];
                case U8, BOOL -> buffer.bytes()[i] & 0xff;
            };
        }
        return new Literal(new TensorType(buffer.dtype(), Shape.of(buffer.sizes())), bits);
    }
}
