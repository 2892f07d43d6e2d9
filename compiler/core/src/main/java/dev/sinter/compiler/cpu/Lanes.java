package dev.sinter.compiler.cpu;

import static org.objectweb.asm.Opcodes.GETSTATIC;

import dev.sinter.types.DType;
import org.objectweb.asm.MethodVisitor;

/** How the lanes of a loop's vectors are made: all of 32 bits, all of 64, or as many of 32 as there are of 64. */
enum Lanes {
    NARROW,
    WIDE,
    /** Vectors of 32-bit lanes are then half as long as those of 64-bit ones. */
    MIXED;

    /** The dtype whose preferred vectors have as many lanes as the loop takes points at once. */
    DType counting() {
        return this == NARROW ? DType.I32 : DType.I64;
    }

    /** The integer dtype with lanes of that width, whose species is also that of masks. */
    static DType integer(int width) {
        return width == 32 ? DType.I32 : DType.I64;
    }

    /** Pushes the species of a dtype's vectors in the class {@code owner}. */
    void species(MethodVisitor to, DType dtype, String owner) {
        if (this == MIXED && dtype.bits() == 32) {
            to.visitFieldInsn(GETSTATIC, owner, halfName(dtype), VectorTypes.SPECIES);
        } else {
            VectorTypes.species(to, dtype);
        }
    }

    /** The static field for the half-length species of f32 or i32. */
    static String halfName(DType dtype) {
        return dtype == DType.F32 ? "HALF_FLOATS" : "HALF_INTS";
    }
}
