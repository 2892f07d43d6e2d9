package dev.sinter.ir;

/**
 * The arguments for which a pointwise op has a derivative and is tame, so that its slope can be measured.
 *
 * <p>It is part of an op's declaration: tests and fuzzing take their arguments from here and need not know the op.
 *
 * @param low the least argument, with {@code high} for all arguments of the op alike
 */
public record Smooth(double low, double high) {
    /** For all numbers, and hardly larger than its arguments. */
    public static final Smooth EVERYWHERE = new Smooth(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    /** Piecewise constant, or of no real numbers. */
    public static final Smooth NOWHERE = new Smooth(Double.NaN, Double.NaN);

    static Smooth on(double low, double high) {
        return new Smooth(low, high);
    }

    public boolean isEverywhere() {
        return Double.isInfinite(low);
    }

    public boolean isNowhere() {
        return Double.isNaN(low);
    }
}
