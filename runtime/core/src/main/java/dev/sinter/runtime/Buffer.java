package dev.sinter.runtime;

import dev.sinter.types.DType;
import dev.sinter.types.TensorType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A dense row-major tensor in a primitive Java array.
 *
 * <p>The array is {@code float[]} for f32, {@code double[]} for f64, {@code short[]} for f16, bf16 and i16 (the bits),
 * {@code int[]} for i32, {@code long[]} for i64, and {@code byte[]} for i8, u8 (unsigned) and bool (0 or 1). Its length
 * is the number of elements. The type never changes; the elements may, and the array is shared with whoever gave it.
 */
public final class Buffer {
    /** The most elements that a buffer can have: some JVMs refuse arrays of the very largest lengths. */
    public static final int MOST_ELEMENTS = Integer.MAX_VALUE - 8;

    private static final int SHOWN = 8;

    private final DType dtype;
    private final long[] sizes;
    private final Object array;
    private final int count;

    private Buffer(DType dtype, Object array, long[] sizes) {
        this.dtype = dtype;
        this.sizes = sizes;
        this.array = array;
        this.count = Elements.count(dtype, sizes);
        int length = Elements.length(dtype, array);
        if (length < 0) {
            throw new IllegalArgumentException(
                    Elements.text(dtype, sizes) + " cannot live in a " + array.getClass().getSimpleName());
        }
        if (length != count) {
            throw new IllegalArgumentException(
                    Elements.text(dtype, sizes) + " has " + count + " elements, but the array has " + length);
        }
    }

    /**
     * A buffer over {@code array}, which is shared, not copied. {@link IllegalArgumentException} where the array is of
     * the wrong kind or length, or holds a bool that is neither 0 nor 1.
     */
    public static Buffer of(DType dtype, Object array, long... sizes) {
        Buffer buffer = new Buffer(dtype, array, sizes.clone());
        if (dtype == DType.BOOL) {
            for (byte element : buffer.bytes()) {
                if (element != 0 && element != 1) {
                    throw new IllegalArgumentException("a bool is 0 or 1, but the array holds " + element);
                }
            }
        }
        return buffer;
    }

    /** An f32 buffer that shares {@code array}. */
    public static Buffer of(float[] array, long... sizes) {
        return of(DType.F32, array, sizes);
    }

    /** An f64 buffer that shares {@code array}. */
    public static Buffer of(double[] array, long... sizes) {
        return of(DType.F64, array, sizes);
    }

    /** An i32 buffer that shares {@code array}. */
    public static Buffer of(int[] array, long... sizes) {
        return of(DType.I32, array, sizes);
    }

    /** An i64 buffer that shares {@code array}. */
    public static Buffer of(long[] array, long... sizes) {
        return of(DType.I64, array, sizes);
    }

    /** A bool buffer with a copy of {@code array}. */
    public static Buffer of(boolean[] array, long... sizes) {
        byte[] bytes = new byte[array.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (array[i] ? 1 : 0);
        }
        return new Buffer(DType.BOOL, bytes, sizes.clone());
    }

    /** A buffer of elements given by their raw bits, as {@link #bits()} gives them. */
    public static Buffer ofBits(DType dtype, long[] bits, long... sizes) {
        Object array = Elements.newArray(dtype, bits.length);
        for (int i = 0; i < bits.length; i++) {
            Elements.setBits(dtype, array, i, bits[i]);
        }
        return of(dtype, array, sizes);
    }

    /** A buffer whose elements all have these raw bits. */
    public static Buffer filled(TensorType type, long bits) {
        Buffer buffer = zeros(type);
        if (bits != 0 && buffer.count > 0) {
            buffer.setBits(0, bits);
            for (int done = 1; done < buffer.count; done += Math.min(done, buffer.count - done)) {
                System.arraycopy(buffer.array, 0, buffer.array, done, Math.min(done, buffer.count - done));
            }
        }
        return buffer;
    }

    /** A buffer of zeros. */
    public static Buffer zeros(DType dtype, long... sizes) {
        return new Buffer(dtype, Elements.newArray(dtype, Elements.count(dtype, sizes)), sizes.clone());
    }

    /** A buffer of zeros with this type, whose dimensions are constants. */
    public static Buffer zeros(TensorType type) {
        return zeros(type.dtype(), type.shape().sizes());
    }

    public DType dtype() {
        return dtype;
    }

    public int rank() {
        return sizes.length;
    }

    /** The size along {@code axis}, counted from 0. */
    public long size(int axis) {
        return sizes[axis];
    }

    /** A copy of the sizes. */
    public long[] sizes() {
        return sizes.clone();
    }

    /** The number of elements. */
    public int count() {
        return count;
    }

    public TensorType type() {
        return TensorType.of(dtype, sizes);
    }

    /** {@code f32[5,3]}. */
    public String typeText() {
        return Elements.text(dtype, sizes);
    }

    /** The array itself. */
    public Object array() {
        return array;
    }

    /** The array of an f32 buffer; {@link ClassCastException} for another dtype, as for its neighbours below. */
    public float[] floats() {
        return (float[]) array;
    }

    /** The array of an f64 buffer. */
    public double[] doubles() {
        return (double[]) array;
    }

    /** The array of an f16, bf16 or i16 buffer. */
    public short[] shorts() {
        return (short[]) array;
    }

    /** The array of an i32 buffer. */
    public int[] ints() {
        return (int[]) array;
    }

    /** The array of an i64 buffer. */
    public long[] longs() {
        return (long[]) array;
    }

    /** The array of an i8, u8 or bool buffer. */
    public byte[] bytes() {
        return (byte[]) array;
    }

    /** Element {@code index} in row-major order as a double; exact but for large i64. */
    public double get(int index) {
        return switch (dtype) {
            case F32 -> floats()[index];
            case F64 -> doubles()[index];
            case F16 -> Halves.halfToFloat(shorts()[index]);
            case BF16 -> Halves.bfloatToFloat(shorts()[index]);
            case I64 -> (double) longs()[index];
            case I32 -> ints()[index];
            case I16 -> shorts()[index];
            case I8, BOOL -> bytes()[index];
            case U8 -> bytes()[index] & 0xff;
        };
    }

    /**
     * The raw bits of element {@code index}: of a float those of IEEE 754, of an integer its value, of a bool 0 or 1. No bits above the
     * dtype's are set but for the sign of a negative integer.
     */
    public long bits(int index) {
        return Elements.bits(dtype, array, index);
    }

    /** Sets element {@code index} to the low bits of {@code bits}, as many as the dtype has; a bool to 0 or 1 only. */
    public void setBits(int index, long bits) {
        Elements.setBits(dtype, array, index, bits);
    }

    /** The raw bits of all elements. */
    public long[] bits() {
        long[] bits = new long[count];
        for (int i = 0; i < count; i++) {
            bits[i] = bits(i);
        }
        return bits;
    }

    /** A buffer of the same type with a copy of the elements. */
    public Buffer copy() {
        Buffer copy = zeros(dtype, sizes);
        copy.copyFrom(this);
        return copy;
    }

    /** Overwrites the elements with those of a buffer of the same type. */
    public void copyFrom(Buffer other) {
        if (!hasTypeOf(other)) {
            throw new IllegalArgumentException("cannot copy " + other.typeText() + " into " + typeText());
        }
        System.arraycopy(other.array, 0, array, 0, count);
    }

    /** Whether dtype and sizes are the same. */
    public boolean hasTypeOf(Buffer other) {
        return has(other.dtype, other.sizes);
    }

    boolean has(DType dtype, long[] sizes) {
        return this.dtype == dtype && Arrays.equals(this.sizes, sizes);
    }

    /** Whether type and every bit of every element are the same; -0 differs from +0, a NaN equals itself. */
    public boolean sameBits(@Nullable Buffer other) {
        if (other == null || !hasTypeOf(other)) {
            return false;
        }
        return switch (dtype) {
            case F32 -> sameBits(floats(), other.floats());
            case F64 -> sameBits(doubles(), other.doubles());
            case F16, BF16, I16 -> Arrays.equals(shorts(), other.shorts());
            case I64 -> Arrays.equals(longs(), other.longs());
            case I32 -> Arrays.equals(ints(), other.ints());
            case I8, U8, BOOL -> Arrays.equals(bytes(), other.bytes());
        };
    }

    private static boolean sameBits(float[] a, float[] b) {
        for (int i = 0; i < a.length; i++) {
            if (Float.floatToRawIntBits(a[i]) != Float.floatToRawIntBits(b[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameBits(double[] a, double[] b) {
        for (int i = 0; i < a.length; i++) {
            if (Double.doubleToRawLongBits(a[i]) != Double.doubleToRawLongBits(b[i])) {
                return false;
            }
        }
        return true;
    }

    private String text(int index) {
        return switch (dtype) {
            case BOOL -> bytes()[index] != 0 ? "true" : "false";
            case I64 -> Long.toString(longs()[index]);
            case F64 -> Double.toString(doubles()[index]);
            case F32, F16, BF16 -> Float.toString((float) get(index));
            case I32, I16, I8, U8 -> Integer.toString((int) get(index));
        };
    }

    /** The type and the first few elements: {@code f32[2,2] {1.0, 2.0, 3.0, 4.0}}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(typeText()).append(" {");
        for (int i = 0; i < Math.min(count, SHOWN); i++) {
            text.append(i == 0 ? "" : ", ").append(text(i));
        }
        return text.append(count > SHOWN ? ", ...}" : "}").toString();
    }
}
