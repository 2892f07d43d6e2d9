package dev.sinter.runtime;

import dev.sinter.types.DType;

/** The arrays of constants that a generated class carries as text. */
public final class Constants {
    private Constants() {}

    /**
     * The array of a tensor of {@code dtype} from its elements' bits, 16 in a char with the highest first; elements of 8 bits take a
     * char each. The text comes in pieces, as a constant of a class file is limited to 64 KiB.
     */
    public static Object decode(String dtype, String... pieces) {
        DType type = DType.parse(dtype);
        String text = String.join("", pieces);
        int chars = Math.max(1, type.bits() / 16);
        int count = text.length() / chars;
        Object array = Elements.newArray(type, count);
        for (int i = 0; i < count; i++) {
            long bits = 0;
            for (int k = 0; k < chars; k++) {
                bits = bits << 16 | text.charAt(i * chars + k);
            }
            set(type, array, i, bits);
        }
        return array;
    }

    private static void set(DType type, Object array, int i, long bits) {
        switch (type) {
            case F32 -> ((float[]) array)[i] = Float.intBitsToFloat((int) bits);
            case F64 -> ((double[]) array)[i] = Double.longBitsToDouble(bits);
            case F16, BF16, I16 -> ((short[]) array)[i] = (short) bits;
            case I64 -> ((long[]) array)[i] = bits;
            case I32 -> ((int[]) array)[i] = (int) bits;
            case I8, U8, BOOL -> ((byte[]) array)[i] = (byte) bits;
        }
    }
}
