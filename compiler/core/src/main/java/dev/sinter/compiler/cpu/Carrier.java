package dev.sinter.compiler.cpu;

import dev.sinter.ir.scalar.ScalarOps;
import dev.sinter.types.DType;
import org.objectweb.asm.Type;

/**
 * How a dtype lives in the JVM: the type of one element in a local variable, and the array behind a tensor.
 *
 * <p>16-bit floats are carried as their bits in an int, sign-extended as a {@code short} is; u8 and bool are carried as 0 to 255.
 */
final class Carrier {
    private Carrier() {}

    /** The JVM type of one element on the stack. */
    static Type of(DType dtype) {
        return switch (dtype) {
            case F32 -> Type.FLOAT_TYPE;
            case F64 -> Type.DOUBLE_TYPE;
            case I64 -> Type.LONG_TYPE;
            case F16, BF16, I32, I16, I8, U8, BOOL -> Type.INT_TYPE;
        };
    }

    /** The type of an array's elements. */
    static Type element(DType dtype) {
        return switch (dtype) {
            case F16, BF16, I16 -> Type.SHORT_TYPE;
            case I8, U8, BOOL -> Type.BYTE_TYPE;
            case F32, F64, I64, I32 -> of(dtype);
        };
    }

    /** The type of the array behind a tensor. */
    static Type array(DType dtype) {
        return Type.getType("[" + element(dtype).getDescriptor());
    }

    /** A constant given as raw bits, as what {@code visitLdcInsn} takes. */
    static Number constant(DType dtype, long bits) {
        return switch (dtype) {
            case F32 -> Float.intBitsToFloat((int) bits);
            case F64 -> Double.longBitsToDouble(bits);
            case I64 -> bits;
            case F16, BF16 -> (int) (short) bits;
            case I32, I16, I8, U8, BOOL -> (int) ScalarOps.cast(dtype, DType.I64, bits);
        };
    }
}
