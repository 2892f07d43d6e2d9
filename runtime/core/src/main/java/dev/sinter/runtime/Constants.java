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
            Elements.setBits(type, array, i, bits);
        }
        return array;
    }
}
