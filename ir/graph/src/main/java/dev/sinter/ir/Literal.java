package dev.sinter.ir;

import dev.sinter.ir.scalar.Literals;
import dev.sinter.ir.scalar.ScalarOps;
import dev.sinter.types.DType;
import dev.sinter.types.Shape;
import dev.sinter.types.TensorType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A tensor as a value: its static type and its elements' raw bits in row-major order. What a constant holds, and what the
 * interpreter takes and gives. Immutable.
 */
public final class Literal {
    private final TensorType type;
    private final long[] bits;

    /** Takes the array over; it must have one entry per element of the static type. */
    public Literal(TensorType type, long... bits) {
        if (type.shape().numel().constant() != bits.length) {
            throw new IllegalArgumentException("a constant of " + type + " has " + type.shape().numel()
                    + " elements, not " + bits.length);
        }
        this.type = type;
        this.bits = bits;
    }

    /** The values rounded (floats) or truncated and wrapped (integers) to {@code dtype}. */
    public static Literal of(DType dtype, Shape shape, double... values) {
        return new Literal(new TensorType(dtype, shape),
                Arrays.stream(values).mapToLong(value -> Literals.bits(dtype, value)).toArray());
    }

    public static Literal of(Shape shape, double... values) {
        return of(DType.F64, shape, values);
    }

    public static Literal of(Shape shape, float... values) {
        return new Literal(new TensorType(DType.F32, shape), IntStream.range(0, values.length)
                .mapToLong(i -> Float.floatToRawIntBits(values[i]) & 0xffffffffL)
                .toArray());
    }

    public static Literal of(Shape shape, long... values) {
        return new Literal(new TensorType(DType.I64, shape), values.clone());
    }

    public static Literal of(Shape shape, int... values) {
        return new Literal(new TensorType(DType.I32, shape), Arrays.stream(values).asLongStream().toArray());
    }

    public static Literal of(Shape shape, boolean... values) {
        return new Literal(new TensorType(DType.BOOL, shape),
                IntStream.range(0, values.length).mapToLong(i -> values[i] ? 1 : 0).toArray());
    }

    /** Reads {@link #text}; {@link IllegalArgumentException} where it is malformed or has not one element per place. */
    public static Literal parse(TensorType type, String text) {
        if (!type.shape().isStatic()) {
            throw new IllegalArgumentException("a constant has a known shape, not " + type);
        }
        boolean scalar = type.shape().rank() == 0;
        if (!scalar && !(text.startsWith("[") && text.endsWith("]") && text.length() > 1)) {
            throw new IllegalArgumentException("the elements of a constant of " + type + " stand between brackets");
        }
        List<String> elements = scalar ? List.of(text) : Shape.split(text.substring(1, text.length() - 1));
        return new Literal(type,
                elements.stream().mapToLong(element -> Literals.parse(type.dtype(), element)).toArray());
    }

    /** This with the usual bits for each NaN: all print alike, and which one an operation gives is not promised. */
    public Literal withOneNaN() {
        if (!dtype().isFloating()) {
            return this;
        }
        long usual = Literals.bits(dtype(), Double.NaN);
        long[] changed = bits;
        for (int i = 0; i < bits.length; i++) {
            if (bits[i] != usual && Double.isNaN(Literals.toDouble(dtype(), bits[i]))) {
                changed = changed == bits ? bits.clone() : changed;
                changed[i] = usual;
            }
        }
        return changed == bits ? this : new Literal(type, changed);
    }

    public TensorType type() {
        return type;
    }

    public DType dtype() {
        return type.dtype();
    }

    public Shape shape() {
        return type.shape();
    }

    public int size() {
        return bits.length;
    }

    /** The raw bits of element {@code i} in row-major order. */
    public long bits(int i) {
        return bits[i];
    }

    /** A copy of all elements' raw bits. */
    public long[] bits() {
        return bits.clone();
    }

    /** The elements as doubles; exact but for large int64. */
    public double[] toDoubles() {
        return Arrays.stream(bits).mapToDouble(each -> Literals.toDouble(dtype(), each)).toArray();
    }

    /** The elements converted to float32. */
    public float[] toFloats() {
        float[] values = new float[bits.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.intBitsToFloat((int) ScalarOps.cast(DType.F32, dtype(), bits[i]));
        }
        return values;
    }

    /** The elements converted to int64. */
    public long[] toLongs() {
        return Arrays.stream(bits).map(each -> ScalarOps.cast(DType.I64, dtype(), each)).toArray();
    }

    /** The elements between brackets, or the bare element of a scalar. */
    public String text() {
        if (type.shape().rank() == 0) {
            return Literals.text(dtype(), bits[0]);
        }
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < bits.length; i++) {
            text.append(i == 0 ? "" : ",").append(Literals.text(dtype(), bits[i]));
        }
        return text.append(']').toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Literal literal && type.equals(literal.type) && Arrays.equals(bits, literal.bits);
    }

    @Override
    public int hashCode() {
        return type.hashCode() * 31 + Arrays.hashCode(bits);
    }

    @Override
    public String toString() {
        return type + " " + text();
    }
}
