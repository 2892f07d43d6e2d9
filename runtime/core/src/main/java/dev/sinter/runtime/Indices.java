package dev.sinter.runtime;

/** Tests of indices that come from data; generated kernels call it. */
public final class Indices {
    private Indices() {}

    /** {@code index} where it lies in {@code 0 <= index < size}; else an {@link IndexOutOfBoundsException} that names both. */
    public static int within(long index, long size) {
        if (index < 0 || index >= size) {
            throw outside(index, size);
        }
        return (int) index;
    }

    private static IndexOutOfBoundsException outside(long index, long size) {
        return new IndexOutOfBoundsException("the index " + index + " points outside of an axis of size " + size + "; "
                + (size == 0 ? "no index is allowed there" : "0 to " + (size - 1) + " is allowed"));
    }
}
