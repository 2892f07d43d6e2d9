package dev.sinter.compiler.cpu;

import static org.objectweb.asm.Opcodes.*;

import dev.sinter.ir.scalar.ScalarOp;
import dev.sinter.types.DType;
import org.objectweb.asm.Type;

/**
 * Rounding to integers in vectors, which the Vector API lacks. Adding and subtracting 2^p, where p + 1 bits are the precision, rounds what
 * is smaller to the nearest integer, halves to even; greater numbers and NaN are integers already, or stay. The sign is the argument's.
 */
final class VectorRounding {
    private final MethodCode code;
    private final DType dtype;
    private final DType bits;
    private final Runnable species;
    private final Type type;

    VectorRounding(MethodCode code, DType dtype, Runnable species) {
        this.code = code;
        this.dtype = dtype;
        this.bits = Lanes.integer(dtype.bits());
        this.species = species;
        this.type = VectorTypes.type(dtype);
    }

    /** Rounds the vector on the stack. */
    void emit(ScalarOp op) {
        int x = code.local(type);
        int magnitude = code.local(type);
        int rounded = code.local(type);
        code.store(type, x);
        code.load(type, x);
        VectorTypes.call(code.to, dtype, "abs");
        code.store(type, magnitude);
        code.load(type, magnitude);
        constant(big());
        VectorTypes.call(code.to, dtype, "add", 1);
        constant(big());
        VectorTypes.call(code.to, dtype, "sub", 1);
        withSign(x);
        code.store(type, rounded);
        if (op != ScalarOp.RINT) {
            // A step back where the nearest integer lies on the wrong side.
            boolean floor = op == ScalarOp.FLOOR;
            code.load(type, rounded);
            code.load(type, rounded);
            constant(1);
            VectorTypes.call(code.to, dtype, floor ? "sub" : "add", 1);
            code.load(type, floor ? x : rounded);
            compareLess(floor ? rounded : x);
            VectorTypes.blend(code.to, dtype);
            withSign(x);
            code.store(type, rounded);
        }
        code.load(type, x);
        code.load(type, rounded);
        code.load(type, magnitude);
        compareLess(big());
        VectorTypes.blend(code.to, dtype);
    }

    private double big() {
        return dtype == DType.F32 ? 0x1p23 : 0x1p52;
    }

    private void constant(double value) {
        species.run();
        code.constant(Carrier.of(dtype), value);
        VectorTypes.broadcast(code.to, dtype);
    }

    private void compareLess(int local) {
        less(() -> code.load(type, local));
    }

    private void compareLess(double value) {
        less(() -> constant(value));
    }

    private void less(Runnable other) {
        VectorTypes.comparison(code.to, "LT");
        other.run();
        VectorTypes.compare(code.to, dtype);
    }

    /** Gives the vector on the stack, whose sign bits are clear or those of {@code x}, the sign bits of {@code x}. */
    private void withSign(int x) {
        reinterpret(dtype, bits, dtype == DType.F32 ? "reinterpretAsInts" : "reinterpretAsLongs");
        code.load(type, x);
        reinterpret(dtype, bits, dtype == DType.F32 ? "reinterpretAsInts" : "reinterpretAsLongs");
        if (dtype == DType.F32) {
            code.integer(Integer.MIN_VALUE);
        } else {
            code.to.visitLdcInsn(Long.MIN_VALUE);
        }
        code.to.visitMethodInsn(INVOKEVIRTUAL, VectorTypes.name(bits), "and",
                "(" + Carrier.of(bits) + ")" + VectorTypes.descriptor(bits), false);
        VectorTypes.call(code.to, bits, "or", 1);
        reinterpret(bits, dtype, dtype == DType.F32 ? "reinterpretAsFloats" : "reinterpretAsDoubles");
    }

    private void reinterpret(DType from, DType to, String method) {
        code.to.visitMethodInsn(INVOKEVIRTUAL, VectorTypes.name(from), method, "()" + VectorTypes.descriptor(to),
                false);
    }
}
