package dev.sinter.compiler.cpu;

import static org.objectweb.asm.Opcodes.*;

import dev.sinter.types.DType;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;

/** The names and descriptors of the Vector API that generated code uses. */
final class VectorTypes {
    private static final String PACKAGE = "jdk/incubator/vector/";
    static final String VECTOR = "L" + PACKAGE + "Vector;";
    static final String SPECIES = "L" + PACKAGE + "VectorSpecies;";
    static final String MASK_NAME = PACKAGE + "VectorMask";
    static final String MASK = "L" + MASK_NAME + ";";
    static final String SHUFFLE = "L" + PACKAGE + "VectorShuffle;";
    static final String OPERATORS = PACKAGE + "VectorOperators";

    private VectorTypes() {}

    /** The class of vectors of f32, f64, i32 or i64. */
    static String name(DType dtype) {
        return PACKAGE + switch (dtype) {
            case F32 -> "FloatVector";
            case F64 -> "DoubleVector";
            case I32 -> "IntVector";
            case I64 -> "LongVector";
            default -> throw new IllegalArgumentException("there are no vectors of " + dtype + " here");
        };
    }

    static String descriptor(DType dtype) {
        return "L" + name(dtype) + ";";
    }

    static Type type(DType dtype) {
        return Type.getObjectType(name(dtype));
    }

    /** Pushes the species that this machine prefers. */
    static void species(MethodVisitor to, DType dtype) {
        to.visitFieldInsn(GETSTATIC, name(dtype), "SPECIES_PREFERRED", SPECIES);
    }

    /** The vector of a species, an array and an index on the stack. */
    static void load(MethodVisitor to, DType dtype) {
        to.visitMethodInsn(INVOKESTATIC, name(dtype), "fromArray",
                "(" + SPECIES + Carrier.array(dtype) + "I)" + descriptor(dtype), false);
    }

    /** Stores the vector below an array and an index on the stack. */
    static void store(MethodVisitor to, DType dtype) {
        to.visitMethodInsn(INVOKEVIRTUAL, name(dtype), "intoArray", "(" + Carrier.array(dtype) + "I)V", false);
    }

    /** The vector of equal lanes of a species and an element on the stack. */
    static void broadcast(MethodVisitor to, DType dtype) {
        to.visitMethodInsn(INVOKESTATIC, name(dtype), "broadcast",
                "(" + SPECIES + Carrier.of(dtype) + ")" + descriptor(dtype), false);
    }

    /** A method on a vector and other vectors of its dtype, all on the stack. */
    static void call(MethodVisitor to, DType dtype, String method, int others) {
        to.visitMethodInsn(INVOKEVIRTUAL, name(dtype), method, "(" + VECTOR.repeat(others) + ")" + descriptor(dtype),
                false);
    }

    /** {@code neg}, {@code abs}, {@code sqrt}: without others the parameter list is empty. */
    static void call(MethodVisitor to, DType dtype, String method) {
        call(to, dtype, method, 0);
    }

    /** Pushes the operator of a comparison, which stands between the vectors. */
    static void comparison(MethodVisitor to, String operator) {
        to.visitFieldInsn(GETSTATIC, OPERATORS, operator, "L" + OPERATORS + "$Comparison;");
    }

    /** The mask of a vector, a comparison and a vector on the stack. */
    static void compare(MethodVisitor to, DType dtype) {
        to.visitMethodInsn(INVOKEVIRTUAL, name(dtype), "compare",
                "(L" + OPERATORS + "$Comparison;" + VECTOR + ")" + MASK, false);
    }

    /** {@code a.blend(b, mask)} of the three on the stack. */
    static void blend(MethodVisitor to, DType dtype) {
        to.visitMethodInsn(INVOKEVIRTUAL, name(dtype), "blend", "(" + VECTOR + MASK + ")" + descriptor(dtype), false);
    }

    /** A method on two masks on the stack. */
    static void mask(MethodVisitor to, String method) {
        to.visitMethodInsn(INVOKEVIRTUAL, MASK_NAME, method, "(" + MASK + ")" + MASK, false);
    }

    /** The mask below a species on the stack, for lanes of that species. */
    static void castMask(MethodVisitor to) {
        to.visitMethodInsn(INVOKEVIRTUAL, MASK_NAME, "cast", "(" + SPECIES + ")" + MASK, false);
    }

    /** The vector of a species, an array, an index and a mask on the stack; 0 in the lanes that the mask leaves out. */
    static void loadMasked(MethodVisitor to, DType dtype) {
        to.visitMethodInsn(INVOKESTATIC, name(dtype), "fromArray",
                "(" + SPECIES + Carrier.array(dtype) + "I" + MASK + ")" + descriptor(dtype), false);
    }

    /** Pushes how many lanes a machine's preferred vectors of a dtype have. */
    static void length(MethodVisitor to, DType dtype) {
        species(to, dtype);
        to.visitMethodInsn(INVOKEINTERFACE, "jdk/incubator/vector/VectorSpecies", "length", "()I", true);
    }

    /** Stores those lanes of the vector below an array, an index and a mask on the stack that the mask has. */
    static void storeMasked(MethodVisitor to, DType dtype) {
        to.visitMethodInsn(INVOKEVIRTUAL, name(dtype), "intoArray", "(" + Carrier.array(dtype) + "I" + MASK + ")V",
                false);
    }

    /** The mask of a species and two ints on the stack: of lane k whether the sum of k and the first is less than the second. */
    static void inRange(MethodVisitor to) {
        to.visitMethodInsn(INVOKEINTERFACE, "jdk/incubator/vector/VectorSpecies", "indexInRange", "(II)" + MASK, true);
    }

    /** The lanes of two vectors that a shuffle names: the first is below the shuffle on the stack, the second above. */
    static void rearrange(MethodVisitor to, DType dtype) {
        to.visitMethodInsn(INVOKEVIRTUAL, name(dtype), "rearrange", "(" + SHUFFLE + VECTOR + ")" + descriptor(dtype),
                false);
    }
}
