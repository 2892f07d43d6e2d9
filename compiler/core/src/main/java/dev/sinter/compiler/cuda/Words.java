package dev.sinter.compiler.cuda;

import dev.sinter.types.DType;

/** How dtypes and literals are spelled in CUDA C. */
final class Words {
    private Words() {}

    /** The type of an element in memory; a 16-bit float is its bits. */
    static String stored(DType type) {
        return type == DType.BOOL ? "unsigned char" : value(type);
    }

    /** The type of an element in a variable. */
    static String value(DType type) {
        return switch (type) {
            case F32 -> "float";
            case F64 -> "double";
            case F16, BF16 -> "unsigned short";
            case I64 -> "long long";
            case I32 -> "int";
            case I16 -> "short";
            case I8 -> "signed char";
            case U8 -> "unsigned char";
            case BOOL -> "bool";
        };
    }

    /** The literal with these raw bits. */
    static String literal(DType type, long bits) {
        return switch (type) {
            case F32 -> f32(Float.intBitsToFloat((int) bits));
            case F64 -> f64(Double.longBitsToDouble(bits));
            case F16, BF16 -> "(unsigned short) 0x" + Long.toHexString(bits & 0xffff);
            case I64 -> bits == Long.MIN_VALUE ? "(-9223372036854775807ll - 1)" : bits + "ll";
            case I32 -> bits == Integer.MIN_VALUE ? "(-2147483647 - 1)" : Long.toString(bits);
            case I16, I8, U8 -> "(" + value(type) + ") " + bits;
            case BOOL -> bits == 0 ? "false" : "true";
        };
    }

    /** Short decimals as they are, all else in hexadecimal, which every compiler reads exactly. */
    private static String f32(float value) {
        if (Float.isNaN(value) || Float.isInfinite(value)) {
            return "__int_as_float(0x" + Integer.toHexString(Float.floatToIntBits(value)) + ")";
        }
        String decimal = Float.toString(value);
        return (decimal.length() <= 6 ? decimal : Float.toHexString(value)) + "f";
    }

    private static String f64(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return "__longlong_as_double(0x" + Long.toHexString(Double.doubleToLongBits(value)) + "ll)";
        }
        String decimal = Double.toString(value);
        return decimal.length() <= 6 ? decimal : Double.toHexString(value);
    }
}
