package dev.sinter.data;

import dev.sinter.ir.Diagnostic;
import java.util.Set;

/**
 * How a table is written as text.
 *
 * @param separator between the cells of a line; an ASCII character
 * @param hasHeader whether the first line names the columns; otherwise they are named {@code 0}, {@code 1} ...
 * @param missing   what stands in a cell whose value is not known, besides nothing
 */
public record CsvFormat(char separator, boolean hasHeader, Set<String> missing) {
    /** Commas, a header, and missing values left out. */
    public static final CsvFormat STANDARD = new CsvFormat(',', true, Set.of());

    public CsvFormat {
        missing = Set.copyOf(missing);
        if (separator >= 128 || separator == '"' || separator == '\n' || separator == '\r') {
            throw new Diagnostic("CsvFormat: cells cannot be separated by character " + (int) separator
                    + "; an ASCII character other than a quote or a line's end is needed");
        }
    }

    public CsvFormat withSeparator(char other) {
        return new CsvFormat(other, hasHeader, missing);
    }

    public CsvFormat withoutHeader() {
        return new CsvFormat(separator, false, missing);
    }

    /** With cells of these texts, as {@code NA} or {@code ?}, taken for missing. */
    public CsvFormat withMissing(String... words) {
        return new CsvFormat(separator, hasHeader, Set.of(words));
    }
}
