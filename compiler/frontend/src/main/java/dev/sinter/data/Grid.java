package dev.sinter.data;

import dev.sinter.ir.Diagnostic;

/**
 * How images are laid out in a picture; each setting gives another layout.
 *
 * @param nrow      how many images stand side by side
 * @param padding   pixels between images and around them
 * @param normalize whether values are shifted and scaled so that {@code low} becomes 0 and {@code high} becomes 1
 * @param low       NaN for the smallest value there is
 * @param high      NaN for the greatest value there is
 * @param scaleEach whether smallest and greatest are each image's own
 * @param padValue  the value of the pixels between images
 */
public record Grid(int nrow, int padding, boolean normalize, double low, double high, boolean scaleEach,
        double padValue) {
    public Grid {
        if (nrow < 1 || padding < 0 || low > high) {
            throw new Diagnostic(
                    "Grid: " + nrow + " images side by side, " + padding + " pixels apart, values from " + low + " to "
                            + high + ": at least 1 image, 0 pixels or more, and the lower value first are needed");
        }
    }

    /** Eight images side by side, 2 black pixels apart, with the values they have. */
    public Grid() {
        this(8, 2, false, Double.NaN, Double.NaN, false, 0);
    }

    public Grid nrow(int count) {
        return new Grid(count, padding, normalize, low, high, scaleEach, padValue);
    }

    public Grid padding(int pixels) {
        return new Grid(nrow, pixels, normalize, low, high, scaleEach, padValue);
    }

    public Grid padValue(double value) {
        return new Grid(nrow, padding, normalize, low, high, scaleEach, value);
    }

    /** With the smallest value of all images as 0 and the greatest as 1. */
    public Grid normalized() {
        return new Grid(nrow, padding, true, low, high, scaleEach, padValue);
    }

    /** With {@code from} as 0 and {@code to} as 1; what lies outside is cut off. */
    public Grid normalized(double from, double to) {
        return new Grid(nrow, padding, true, from, to, scaleEach, padValue);
    }

    /** With the smallest value of each image as 0 and its greatest as 1. */
    public Grid normalizedEach() {
        return new Grid(nrow, padding, true, low, high, true, padValue);
    }
}
