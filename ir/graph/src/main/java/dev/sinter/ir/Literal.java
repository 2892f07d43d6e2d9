package dev.sinter.ir;

import dev.sinter.ir.scalar.Literals;
import dev.sinter.types.DType;
import dev.sinter.types.TensorType;
import java.util.Arrays;

/** The elements of a constant tensor: raw bits in row-major order. */
public final class Literal {
    private final TensorType type;
    private final long[] bits;

    /** Takes the array over; it must have one entry per element of the static type. */
    public Literal(TensorType type, long... bits) {
        if (type.shape().numel().constant() != bits.length) {
            throw new IllegalArgumentException(
                    "a constant of " + type + " has " + type.shape().numel() + " elements, not " + bits.length);
        }
        this.type = type;
        this.bits = bits;
    }

    public TensorType type() {
        return type;
    }

    public DType dtype() {
        return type.dtype();
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
