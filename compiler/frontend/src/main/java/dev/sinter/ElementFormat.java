package dev.sinter;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** How the elements of one tensor print: all in one width, with as many digits as the finite ones among them ask for. */
final class ElementFormat {
    private enum Style {
        WHOLE,
        FIXED,
        SCIENTIFIC
    }

    private final boolean isFloating;
    private final int precision;
    private final Style style;
    private final int width;

    private ElementFormat(boolean isFloating, int precision, Style style, int width) {
        this.isFloating = isFloating;
        this.precision = precision;
        this.style = style;
        this.width = width;
    }

    /** For elements that are not floating: their texts in one width. */
    static ElementFormat ofWords(Iterable<String> words) {
        int width = 1;
        for (String word : words) {
            width = Math.max(width, word.length());
        }
        return new ElementFormat(false, 0, Style.WHOLE, width);
    }

    static ElementFormat ofNumbers(double[] numbers, int precision, @Nullable Boolean scientific) {
        double least = Double.POSITIVE_INFINITY;
        double greatest = 0;
        boolean isWhole = true;
        for (double number : numbers) {
            if (counts(number)) {
                least = Math.min(least, Math.abs(number));
                greatest = Math.max(greatest, Math.abs(number));
                isWhole &= number == Math.rint(number);
            }
        }
        boolean isWide = greatest / least > 1000 || greatest > 1e8 || !isWhole && least < 1e-4;
        Style plain = isWhole ? Style.WHOLE : Style.FIXED;
        // As in PyTorch the elements decide the width, even where the options decide whether there are exponents.
        ElementFormat narrow = new ElementFormat(true, precision, isWide ? Style.SCIENTIFIC : plain, 0);
        boolean hasExponents = scientific == null ? isWide : scientific;
        int width = 1;
        for (double number : numbers) {
            if (counts(number)) {
                width = Math.max(width, narrow.text(number).length());
            }
        }
        return new ElementFormat(true, precision, hasExponents ? Style.SCIENTIFIC : plain, width);
    }

    /** Zeros, infinities and NaN do not decide how the others print. */
    private static boolean counts(double number) {
        return number != 0 && !Double.isNaN(number) && !Double.isInfinite(number);
    }

    int width() {
        return width;
    }

    String pad(String text) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }

    /** A number without padding. */
    String text(double number) {
        if (Double.isNaN(number)) {
            return "nan";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "inf" : "-inf";
        }
        if (!isFloating) {
            return Long.toString((long) number);
        }
        String sign = Double.doubleToRawLongBits(number) < 0 ? "-" : "";
        BigDecimal exact = new BigDecimal(Math.abs(number));
        return sign + switch (style) {
            case WHOLE -> exact.setScale(0, RoundingMode.HALF_EVEN).toPlainString() + ".";
            case FIXED -> exact.setScale(precision, RoundingMode.HALF_EVEN).toPlainString();
            case SCIENTIFIC -> scientific(exact);
        };
    }

    private String scientific(BigDecimal exact) {
        BigDecimal rounded = exact.round(new MathContext(precision + 1, RoundingMode.HALF_EVEN));
        int exponent = rounded.signum() == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
        String digits = rounded.movePointLeft(exponent).setScale(precision, RoundingMode.HALF_EVEN).toPlainString();
        int magnitude = Math.abs(exponent);
        return digits + "e" + (exponent < 0 ? "-" : "+") + (magnitude < 10 ? "0" : "") + magnitude;
    }
}
