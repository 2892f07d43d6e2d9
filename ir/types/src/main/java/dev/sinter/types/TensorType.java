package dev.sinter.types;

import java.util.Objects;

/** What is known of a tensor before it is computed: its dtype and its shape. */
public record TensorType(DType dtype, Shape shape) {
    public TensorType {
        Objects.requireNonNull(dtype, "dtype");
        Objects.requireNonNull(shape, "shape");
    }

    /** A type with constant dimensions. */
    public static TensorType of(DType dtype, long... dims) {
        return new TensorType(dtype, Shape.of(dims));
    }

    /** Reads the textual form, {@code f32[N,4]}; {@link IllegalArgumentException} where it is malformed. */
    public static TensorType parse(String text) {
        int open = text.indexOf('[');
        if (open < 0 || !text.endsWith("]")) {
            throw new IllegalArgumentException("a tensor type reads like f32[N,4], not '" + text + "'");
        }
        return new TensorType(DType.parse(text.substring(0, open).strip()), Shape.parse(text.substring(open)));
    }

    /** The textual form, {@code f32[N,4]}. */
    @Override
    public String toString() {
        return dtype.text() + shape.text();
    }
}
