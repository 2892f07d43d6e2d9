package dev.sinter;

import org.jspecify.annotations.Nullable;

/**
 * How tensors print.
 *
 * @param precision  digits after the point
 * @param threshold  tensors of more elements are summarised
 * @param edgeItems  how many elements at each end of an axis a summary shows
 * @param lineWidth  characters per line
 * @param scientific whether numbers have exponents; null decides by the elements
 */
public record PrintOptions(int precision, int threshold, int edgeItems, int lineWidth, @Nullable Boolean scientific) {
    public static final PrintOptions DEFAULT = new PrintOptions(4, 1000, 3, 80, null);

    private static volatile PrintOptions current = DEFAULT;

    public static PrintOptions current() {
        return current;
    }

    /** Makes these the options of all threads. */
    public static void set(PrintOptions options) {
        current = options;
    }

    public PrintOptions withPrecision(int digits) {
        return new PrintOptions(digits, threshold, edgeItems, lineWidth, scientific);
    }

    public PrintOptions withThreshold(int elements) {
        return new PrintOptions(precision, elements, edgeItems, lineWidth, scientific);
    }

    public PrintOptions withEdgeItems(int items) {
        return new PrintOptions(precision, threshold, items, lineWidth, scientific);
    }

    public PrintOptions withLineWidth(int characters) {
        return new PrintOptions(precision, threshold, edgeItems, characters, scientific);
    }

    public PrintOptions withScientific(@Nullable Boolean exponents) {
        return new PrintOptions(precision, threshold, edgeItems, lineWidth, exponents);
    }
}
