package dev.sinter.runtime;

import dev.sinter.types.DType;

/** The primitive array that stands behind the elements of each dtype. */
final class Elements {
    private Elements() {}

    static Object newArray(DType dtype, int length) {
        return switch (dtype) {
            case F32 -> new float[length];
            case F64 -> new double[length];
            case F16, BF16, I16 -> new short[length];
            case I64 -> new long[length];
            case I32 -> new int[length];
            case I8, U8, BOOL -> new byte[length];
        };
    }

    /** The array's length, or -1 where it is not of the kind that holds {@code dtype}. */
    static int length(DType dtype, Object array) {
        return switch (dtype) {
            case F32 -> array instanceof float[] a ? a.length : -1;
            case F64 -> array instanceof double[] a ? a.length : -1;
            case F16, BF16, I16 -> array instanceof short[] a ? a.length : -1;
            case I64 -> array instanceof long[] a ? a.length : -1;
            case I32 -> array instanceof int[] a ? a.length : -1;
            case I8, U8, BOOL -> array instanceof byte[] a ? a.length : -1;
        };
    }

    /** The raw bits of an element; those of an integer narrower than 64 bits extended as its dtype is signed or not. */
    static long bits(DType dtype, Object array, int index) {
        return switch (dtype) {
            case F32 -> Float.floatToRawIntBits(((float[]) array)[index]) & 0xffffffffL;
            case F64 -> Double.doubleToRawLongBits(((double[]) array)[index]);
            case F16, BF16 -> ((short[]) array)[index] & 0xffffL;
            case I16 -> ((short[]) array)[index];
            case I64 -> ((long[]) array)[index];
            case I32 -> ((int[]) array)[index];
            case I8 -> ((byte[]) array)[index];
            case U8, BOOL -> ((byte[]) array)[index] & 0xff;
        };
    }

    /** Sets an element to the low bits of {@code bits}, as many as the dtype has. */
    static void setBits(DType dtype, Object array, int index, long bits) {
        switch (dtype) {
            case F32 -> ((float[]) array)[index] = Float.intBitsToFloat((int) bits);
            case F64 -> ((double[]) array)[index] = Double.longBitsToDouble(bits);
            case F16, BF16, I16 -> ((short[]) array)[index] = (short) bits;
            case I64 -> ((long[]) array)[index] = bits;
            case I32 -> ((int[]) array)[index] = (int) bits;
            case I8, U8, BOOL -> ((byte[]) array)[index] = (byte) bits;
        }
    }

    /** How many elements the sizes make; {@link IllegalArgumentException} where an array cannot hold them. */
    static int count(DType dtype, long[] sizes) {
        long count = 1;
        boolean tooMany = false;
        for (long size : sizes) {
            if (size < 0) {
                throw new IllegalArgumentException("a size is 0 or more, but the shape is " + text(dtype, sizes));
            }
            if (size == 0) {
                return countOfEmpty(dtype, sizes);
            }
            tooMany |= size > Buffer.MOST_ELEMENTS / count;
            count = tooMany ? 1 : count * size;
        }
        if (tooMany) {
            throw new IllegalArgumentException(
                    text(dtype, sizes) + " has more elements than a Java array can hold (" + Buffer.MOST_ELEMENTS
                            + ")");
        }
        return (int) count;
    }

    private static int countOfEmpty(DType dtype, long[] sizes) {
        for (long size : sizes) {
            if (size < 0) {
                throw new IllegalArgumentException("a size is 0 or more, but the shape is " + text(dtype, sizes));
            }
        }
        return 0;
    }

    /** {@code f32[5,3]}. */
    static String text(DType dtype, long[] sizes) {
        StringBuilder text = new StringBuilder(dtype.text()).append('[');
        for (int axis = 0; axis < sizes.length; axis++) {
            text.append(axis == 0 ? "" : ",").append(sizes[axis]);
        }
        return text.append(']').toString();
    }
}
