package dev.sinter;

import dev.sinter.ir.Diagnostic;
import org.jspecify.annotations.Nullable;

/**
 * How tensors print.
 *
 * @param precision  digits after the point
 * @param threshold  tensors of more elements are summarised
 * @param edgeItems  how many elements at each end of an axis a summary shows
 * @param lineWidth  characters per line
 * @param scientific whether numbers have exponents; null decides by the elements: where the greatest finite magnitude is more than 1000
 *                   times the least other than 0, or more than 1e8, or where a number has a fraction and one is less than 1e-4
 */
public record PrintOptions(int precision, int threshold, int edgeItems, int lineWidth, @Nullable Boolean scientific) {
    public PrintOptions {
        if (precision < 0 || threshold < 0 || edgeItems < 0 || lineWidth < 1) {
            throw new Diagnostic("PrintOptions: a precision of " + precision + ", a threshold of " + threshold + ", "
                    + edgeItems + " edge items and lines of " + lineWidth
                    + " characters; none may be negative, and a line has a character at least");
        }
    }

    public static final PrintOptions DEFAULT = new PrintOptions(4, 1000, 3, 80, null);

    /** Two digits and two edge items. */
    public static final PrintOptions SHORT = new PrintOptions(2, 1000, 2, 80, null);
    /** All elements, however many. */
    public static final PrintOptions FULL = new PrintOptions(4, Integer.MAX_VALUE, 3, 80, null);

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
