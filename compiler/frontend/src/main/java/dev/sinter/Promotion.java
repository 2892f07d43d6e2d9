package dev.sinter;

import dev.sinter.types.DType;

/**
 * The dtype of a result: the least upper bound of the operands' dtypes, where a tensor with axes outranks a zero-dimensional one
 * and that outranks a Java number, unless the lower rank is of a higher category (bool, integer, float).
 */
final class Promotion {
    private Promotion() {}

    private enum Category {
        BOOL,
        INTEGER,
        FLOAT;

        static Category of(DType type) {
            return type.isFloating() ? FLOAT : type.isInteger() ? INTEGER : BOOL;
        }
    }

    /** The least dtype that both convert to. */
    static DType common(DType a, DType b) {
        if (a == b) {
            return a;
        }
        Category ca = Category.of(a);
        Category cb = Category.of(b);
        if (ca != cb) {
            return ca.compareTo(cb) > 0 ? a : b;
        }
        if (ca == Category.FLOAT) {
            // The two 16-bit floats meet in float32.
            return a.bits() == b.bits() ? DType.F32 : a.bits() > b.bits() ? a : b;
        }
        if (a == DType.U8 || b == DType.U8) {
            DType signed = a == DType.U8 ? b : a;
            return signed == DType.I8 ? DType.I16 : signed;
        }
        return a.bits() > b.bits() ? a : b;
    }

    static DType of(Tensor a, Tensor b) {
        if ((a.rank() == 0) == (b.rank() == 0)) {
            return common(a.dtype(), b.dtype());
        }
        return a.rank() == 0 ? ranked(b.dtype(), a.dtype()) : ranked(a.dtype(), b.dtype());
    }

    /** Of a tensor and a Java number: a floating one is float32 where the tensor is not floating, an integer int64 for a bool tensor. */
    static DType of(Tensor a, Number b) {
        return ranked(a.dtype(), b instanceof Double || b instanceof Float ? DType.F32 : DType.I64);
    }

    private static DType ranked(DType higher, DType lower) {
        return Category.of(higher).compareTo(Category.of(lower)) >= 0 ? higher : lower;
    }

    /** The dtype that a function onto real numbers gives: floats stay, all others become float32. */
    static DType floating(DType type) {
        return type.isFloating() ? type : DType.F32;
    }

    /** Whether an in-place operation may store a {@code result} in a tensor of dtype {@code target}: no category is lost. */
    static boolean fits(DType result, DType target) {
        return Category.of(result).compareTo(Category.of(target)) <= 0;
    }
}
