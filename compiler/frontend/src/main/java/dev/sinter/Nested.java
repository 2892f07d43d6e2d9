package dev.sinter;

import dev.sinter.ir.Diagnostic;
import dev.sinter.runtime.Buffer;
import dev.sinter.types.DType;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Elements from Java values: numbers, booleans, nested arrays of them, and what remains in a buffer of {@code java.nio}.
 *
 * <p>An array gives the dtype of its elements: {@code float[]} float32, {@code double[]} float64, {@code int[]} int32, {@code long[]}
 * int64, {@code short[]} int16, {@code byte[]} int8, {@code boolean[]} bool. A single number is a literal: with a fraction float32, else int64.
 */
final class Nested {
    private Nested() {}

    static Buffer buffer(Object values) {
        if (values instanceof Buffer buffer) {
            return buffer.copy();
        }
        if (values instanceof java.nio.Buffer remaining) {
            return buffer(array(remaining));
        }
        List<Long> sizes = new ArrayList<>();
        Object first = values;
        while (first.getClass().isArray()) {
            int length = Array.getLength(first);
            sizes.add((long) length);
            if (length == 0 || first.getClass().getComponentType().isPrimitive()) {
                break;
            }
            first = element(first, 0, values);
        }
        Buffer buffer = Buffer.zeros(dtype(values), sizes.stream().mapToLong(Long::longValue).toArray());
        int filled = fill(buffer, values, 0, 0, values.getClass().getSimpleName());
        if (filled != buffer.count()) {
            throw new IllegalStateException(filled + " of " + buffer.count() + " elements were found");
        }
        return buffer;
    }

    /** The elements between the buffer's position and its limit, neither of which moves. */
    private static Object array(java.nio.Buffer buffer) {
        if (buffer instanceof FloatBuffer floats) {
            float[] array = new float[floats.remaining()];
            floats.duplicate().get(array);
            return array;
        }
        if (buffer instanceof DoubleBuffer doubles) {
            double[] array = new double[doubles.remaining()];
            doubles.duplicate().get(array);
            return array;
        }
        if (buffer instanceof LongBuffer longs) {
            long[] array = new long[longs.remaining()];
            longs.duplicate().get(array);
            return array;
        }
        if (buffer instanceof IntBuffer ints) {
            int[] array = new int[ints.remaining()];
            ints.duplicate().get(array);
            return array;
        }
        if (buffer instanceof ShortBuffer shorts) {
            short[] array = new short[shorts.remaining()];
            shorts.duplicate().get(array);
            return array;
        }
        if (buffer instanceof ByteBuffer bytes) {
            byte[] array = new byte[bytes.remaining()];
            bytes.duplicate().get(array);
            return array;
        }
        throw new Diagnostic("tensor: a buffer of characters does not become a tensor; buffers of numbers do");
    }

    private static Object element(Object array, int i, Object whole) {
        Object element = Array.get(array, i);
        if (element == null) {
            throw new Diagnostic("tensor: the " + whole.getClass().getSimpleName() + " holds null in row " + i);
        }
        return element;
    }

    private static DType dtype(Object values) {
        Class<?> type = values.getClass();
        boolean isArray = type.isArray();
        while (type.isArray()) {
            type = type.getComponentType();
        }
        return switch (type.getSimpleName()) {
            case "float", "Float" -> DType.F32;
            case "double", "Double" -> isArray ? DType.F64 : DType.F32;
            case "long", "Long" -> DType.I64;
            case "int", "Integer" -> isArray ? DType.I32 : DType.I64;
            case "short", "Short" -> isArray ? DType.I16 : DType.I64;
            case "byte", "Byte" -> isArray ? DType.I8 : DType.I64;
            case "boolean", "Boolean" -> DType.BOOL;
            default -> throw new Diagnostic("tensor: a " + values.getClass().getSimpleName()
                    + " does not become a tensor; numbers, booleans and nested arrays of them do");
        };
    }

    private static int fill(Buffer buffer, Object values, int axis, int from, String where) {
        if (!values.getClass().isArray()) {
            buffer.setBits(from, bits(buffer.dtype(), values));
            return from + 1;
        }
        int length = Array.getLength(values);
        if (length != buffer.size(axis)) {
            throw new Diagnostic("tensor: the nested arrays are ragged: " + where + " has " + length
                    + " elements, but its neighbours have "
                    + buffer.size(axis));
        }
        if (values.getClass().getComponentType().isPrimitive()) {
            if (values instanceof boolean[] flags) {
                for (int i = 0; i < length; i++) {
                    buffer.bytes()[from + i] = (byte) (flags[i] ? 1 : 0);
                }
            } else {
                System.arraycopy(values, 0, buffer.array(), from, length);
            }
            return from + length;
        }
        int next = from;
        for (int i = 0; i < length; i++) {
            next = fill(buffer, element(values, i, values), axis + 1, next,
                    "row " + i + (axis == 0 ? "" : " of " + where));
        }
        return next;
    }

    private static long bits(DType dtype, Object value) {
        return value instanceof Boolean flag ? flag ? 1 : 0 : Buffers.bits(dtype, (Number) value);
    }
}
