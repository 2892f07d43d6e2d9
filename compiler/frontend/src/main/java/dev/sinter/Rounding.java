package dev.sinter;

/** Where a division's quotient is rounded to: {@link Tensor#div(Tensor, Rounding)}. */
public enum Rounding {
    /** Towards negative infinity, as Python's {@code //}. */
    FLOOR,
    /** Towards zero, as Java's {@code /} of integers. */
    TRUNC
}
