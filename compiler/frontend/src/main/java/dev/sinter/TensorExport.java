package dev.sinter;

import dev.sinter.ir.Diagnostic;
import dev.sinter.runtime.Buffer;
import dev.sinter.types.DType;
import java.lang.reflect.Array;
import java.util.Arrays;

/** The way to other dtypes and back to Java: casts, numbers, arrays. What leaves here has been computed. */
public sealed interface TensorExport permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    /**
     * The elements converted to {@code dtype}.
     *
     * <table>
     * <caption>What becomes of an element</caption>
     * <tr><th>from</th><th>to</th><th>the result</th></tr>
     * <tr><td>any</td><td>bool</td><td>false of 0 and -0, true of all else, NaN too</td></tr>
     * <tr><td>bool</td><td>any</td><td>0 or 1</td></tr>
     * <tr><td>an integer</td><td>an integer</td><td>the low bits in two's complement: -1 is 255 in uint8, 200 is -56 in int8</td></tr>
     * <tr><td>an integer</td><td>float32, float64</td><td>the nearest number, ties to even; exact below 2^24 and 2^53</td></tr>
     * <tr><td>a float</td><td>int64, int32</td><td>truncated; NaN is 0; beyond the range the nearest end of it</td></tr>
     * <tr><td>a float</td><td>int16, int8, uint8</td><td>as to int32, then the low bits: -1.5 is 255 in uint8, 1e30 is -1 in
     * int8</td></tr>
     * <tr><td>a float</td><td>a wider float</td><td>exact, subnormals too</td></tr>
     * <tr><td>float64</td><td>float32</td><td>the nearest number, ties to even; infinite from 2^128 - 2^103 on; subnormals are
     * kept</td></tr>
     * <tr><td>float32</td><td>float16, bfloat16</td><td>the nearest number, ties to even; float16 is infinite from 65520 on</td></tr>
     * <tr><td>float16</td><td>bfloat16</td><td>the nearest number, ties to even</td></tr>
     * <tr><td>bfloat16</td><td>float16</td><td>the same, infinite from 65520 on</td></tr>
     * <tr><td>float64, an integer</td><td>float16, bfloat16</td><td>by way of float32, so rounded twice, as in PyTorch</td></tr>
     * </table>
     *
     * <p>NaN stays NaN and infinities infinite among floats; a NaN's payload is not promised.
     */
    default Tensor to(DType dtype) {
        return Ops.cast(self(), dtype);
    }

    /** This on another device; itself where it is there already. */
    default Tensor to(Device device) {
        device.require("to(" + device + ")");
        return self();
    }

    /** This on another device with another dtype, as {@link #to(DType)} converts. */
    default Tensor to(Device device, DType dtype) {
        return to(device).to(dtype);
    }

    /** This on the CPU. */
    default Tensor cpu() {
        return to(Device.cpu());
    }

    /** This on the first GPU. */
    default Tensor cuda() {
        return to(Device.cuda());
    }

    default Tensor toFloat() {
        return to(DType.F32);
    }

    default Tensor toDouble() {
        return to(DType.F64);
    }

    default Tensor toHalf() {
        return to(DType.F16);
    }

    default Tensor toBfloat16() {
        return to(DType.BF16);
    }

    default Tensor toLong() {
        return to(DType.I64);
    }

    default Tensor toInt() {
        return to(DType.I32);
    }

    default Tensor toShort() {
        return to(DType.I16);
    }

    /** To uint8, as PyTorch's {@code byte()}; a Java {@code byte} is {@link #toChar}. */
    default Tensor toByte() {
        return to(DType.U8);
    }

    /** To int8, as PyTorch's {@code char()}. */
    default Tensor toChar() {
        return to(DType.I8);
    }

    default Tensor toBool() {
        return to(DType.BOOL);
    }

    /** The one element: a Double of a floating dtype, a Long of an integer one, 1 or 0 of a bool. */
    default Number item() {
        if (!self().shape().numel().is(1)) {
            throw new Diagnostic("item of " + self().type()
                    + ": only a tensor of one element is a number; reduce it, or export it with toArray");
        }
        return Buffers.number(self().buffer(), 0);
    }

    /** The one element as a double. */
    default double itemDouble() {
        return item().doubleValue();
    }

    /** The one element as a float. */
    default float itemFloat() {
        return item().floatValue();
    }

    /** The one element as a long; a floating one truncated. */
    default long itemLong() {
        return item().longValue();
    }

    /** Whether the one element is true, or other than 0. */
    default boolean itemBool() {
        return item().doubleValue() != 0;
    }

    /** A copy of the elements in row-major order, for float32. */
    default float[] toFloatArray() {
        return exported(DType.F32).floats().clone();
    }

    /** A copy of the elements in row-major order, for float64. */
    default double[] toDoubleArray() {
        return exported(DType.F64).doubles().clone();
    }

    /** A copy of the elements in row-major order, for int64. */
    default long[] toLongArray() {
        return exported(DType.I64).longs().clone();
    }

    /** A copy of the elements in row-major order, for int32. */
    default int[] toIntArray() {
        return exported(DType.I32).ints().clone();
    }

    /** A copy of the elements in row-major order, for int16. */
    default short[] toShortArray() {
        return exported(DType.I16).shorts().clone();
    }

    /** A copy of the elements in row-major order, for int8; uint8 comes from {@link #toArray} as int. */
    default byte[] toByteArray() {
        return exported(DType.I8).bytes().clone();
    }

    /** A copy of the elements in row-major order, for bool. */
    default boolean[] toBooleanArray() {
        byte[] bytes = exported(DType.BOOL).bytes();
        boolean[] copy = new boolean[bytes.length];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = bytes[i] != 0;
        }
        return copy;
    }

    /** A copy of the elements with dtype and sizes. */
    default Buffer toBuffer() {
        return self().buffer().copy();
    }

    /**
     * The elements as nested arrays, one level per axis: {@code float[][]} for a float32 matrix. The 16-bit floats come as float,
     * uint8 as int, bool as boolean; a tensor without axes as the boxed element.
     */
    default Object toArray() {
        Buffer buffer = self().buffer();
        return nested(buffer, 0, 0, buffer.count());
    }

    private Buffer exported(DType dtype) {
        if (self().dtype() != dtype) {
            throw new Diagnostic(
                    "export of " + self().type() + " as an array of " + dtype + ": cast it with to() first");
        }
        return self().buffer();
    }

    private static Object nested(Buffer buffer, int axis, int from, int count) {
        if (axis == buffer.rank()) {
            Object one = Array.newInstance(element(buffer.dtype()), 1);
            set(one, 0, buffer, from);
            return Array.get(one, 0);
        }
        int size = Math.toIntExact(buffer.size(axis));
        if (axis == buffer.rank() - 1) {
            Object row = Array.newInstance(element(buffer.dtype()), size);
            for (int i = 0; i < size; i++) {
                set(row, i, buffer, from + i);
            }
            return row;
        }
        int[] zeros = new int[buffer.rank() - axis];
        zeros[0] = size;
        Object rows = Array.newInstance(
                Array.newInstance(element(buffer.dtype()), Arrays.copyOfRange(zeros, 1, zeros.length)).getClass(),
                size);
        for (int i = 0; i < size; i++) {
            Array.set(rows, i, nested(buffer, axis + 1, from + i * (count / size), count / size));
        }
        return rows;
    }

    private static Class<?> element(DType dtype) {
        return switch (dtype) {
            case F32, F16, BF16 -> float.class;
            case F64 -> double.class;
            case I64 -> long.class;
            case I32, U8 -> int.class;
            case I16 -> short.class;
            case I8 -> byte.class;
            case BOOL -> boolean.class;
        };
    }

    private static void set(Object array, int i, Buffer buffer, int from) {
        switch (buffer.dtype()) {
            case F32, F16, BF16 -> Array.setFloat(array, i, (float) buffer.get(from));
            case F64 -> Array.setDouble(array, i, buffer.get(from));
            case I64 -> Array.setLong(array, i, buffer.longs()[from]);
            case I32, U8 -> Array.setInt(array, i, (int) buffer.get(from));
            case I16 -> Array.setShort(array, i, buffer.shorts()[from]);
            case I8 -> Array.setByte(array, i, buffer.bytes()[from]);
            case BOOL -> Array.setBoolean(array, i, buffer.bytes()[from] != 0);
        }
    }
}
