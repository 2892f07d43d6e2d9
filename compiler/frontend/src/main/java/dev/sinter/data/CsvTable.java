package dev.sinter.data;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.io.FormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A table of text, as a file of comma-separated values holds it; its columns become tensors.
 *
 * <pre>{@code
 * CsvTable table = CsvTable.read(Path.of("flowers.csv"), CsvFormat.STANDARD.withMissing("NA"));
 * TensorDataset flowers = new TensorDataset(table.floats("length", "width"), table.classes("kind"));
 * }</pre>
 *
 * <p>The text is UTF-8; cells may be in quotes; all lines have as many cells as the first; empty lines are passed over.
 */
public final class CsvTable {
    private static final Pattern NUMBER = Pattern
            .compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?|[+-]?(inf|infinity|nan)");
    private static final Pattern INTEGER = Pattern.compile("[+-]?\\d{1,19}");

    private final String file;
    private final CsvCells cells;
    private final CsvFormat format;
    private final List<String> names;

    private CsvTable(String file, CsvCells cells, CsvFormat format) throws FormatException {
        this.file = file;
        this.cells = cells;
        this.format = format;
        if (cells.rows() == 0) {
            throw new FormatException(file, 0, "there is no line in it");
        }
        this.names = IntStream.range(0, cells.columns())
                .mapToObj(column -> format.hasHeader() ? cells.text(0, column).strip() : String.valueOf(column))
                .toList();
        Set<String> seen = new HashSet<>();
        for (int column = 0; column < names.size(); column++) {
            if (names.get(column).isEmpty() || !seen.add(names.get(column))) {
                throw new FormatException(file, cells.position(0, column), "line " + cells.line(0)
                        + " names column " + column + " '" + names.get(column)
                        + "'; each column needs a name of its own");
            }
        }
    }

    /** A table with a header and commas. */
    public static CsvTable read(Path file) throws IOException {
        return read(file, CsvFormat.STANDARD);
    }

    /**
     * The table in a file.
     *
     * @throws FormatException naming the line that is not as it should be
     */
    public static CsvTable read(Path file, CsvFormat format) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException("cannot read " + file + ": it is a folder");
        }
        return read(String.valueOf(file.getFileName()), Files.readAllBytes(file), format);
    }

    /** The table in the bytes of a file, which are not copied. */
    static CsvTable read(String name, byte[] bytes, CsvFormat format) throws FormatException {
        return new CsvTable(name, CsvCells.read(name, bytes, format.separator()), format);
    }

    /** The names of the columns. */
    public List<String> names() {
        return names;
    }

    /** How many rows there are, without the header. */
    public int size() {
        return Math.max(0, cells.rows() - first());
    }

    private int first() {
        return format.hasHeader() ? 1 : 0;
    }

    private int column(String name) {
        int column = names.indexOf(name);
        if (column < 0) {
            throw new Diagnostic("CsvTable: " + file + " has no column '" + name + "', it has " + names);
        }
        return column;
    }

    /** The cell of a row and a column; null where it is missing. */
    private @Nullable String cell(int row, int column) {
        String text = cells.text(first() + row, column);
        return text.isBlank() || format.missing().contains(text.strip()) ? null : text;
    }

    /** The cells of a column as they are; those that are missing are empty. */
    public List<String> text(String name) {
        int column = column(name);
        return IntStream.range(0, size()).mapToObj(row -> {
            String cell = cell(row, column);
            return cell == null ? "" : cell;
        }).toList();
    }

    /** The numbers of some columns [N, columns] in float32; what is missing is NaN. */
    public Tensor floats(String... columns) throws FormatException {
        float[] all = new float[Math.multiplyExact(size(), columns.length)];
        for (int c = 0; c < columns.length; c++) {
            double[] numbers = numbers(column(columns[c]));
            for (int row = 0; row < numbers.length; row++) {
                all[row * columns.length + c] = (float) numbers[row];
            }
        }
        return Sinter.tensor(Buffer.of(all, size(), columns.length));
    }

    /** The numbers of one column [N] in float64; what is missing is NaN. */
    public Tensor doubles(String name) throws FormatException {
        double[] numbers = numbers(column(name));
        return Sinter.tensor(Buffer.of(numbers, numbers.length));
    }

    private double[] numbers(int column) throws FormatException {
        double[] numbers = new double[size()];
        for (int row = 0; row < numbers.length; row++) {
            String cell = cell(row, column);
            numbers[row] = cell == null ? Double.NaN : number(row, column, cell.strip());
        }
        return numbers;
    }

    private double number(int row, int column, String cell) throws FormatException {
        String lower = cell.toLowerCase(Locale.ROOT);
        if (!NUMBER.matcher(lower).matches()) {
            throw wrong(row, column, cell, "a number");
        }
        return switch (lower.substring(Character.isLetterOrDigit(lower.charAt(0)) ? 0 : 1)) {
            case "nan" -> Double.NaN;
            case "inf", "infinity" -> lower.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
            default -> Double.parseDouble(lower);
        };
    }

    /** The integers of one column [N] in int64; a missing one is refused. */
    public Tensor integers(String name) throws FormatException {
        int column = column(name);
        long[] numbers = new long[size()];
        for (int row = 0; row < numbers.length; row++) {
            String cell = cell(row, column);
            try {
                if (cell == null || !INTEGER.matcher(cell.strip()).matches()) {
                    throw wrong(row, column, cell == null ? "" : cell, "an integer");
                }
                numbers[row] = Long.parseLong(cell.strip());
            } catch (NumberFormatException e) {
                FormatException large = wrong(row, column, cell, "an integer of 64 bits");
                large.initCause(e);
                throw large;
            }
        }
        return Sinter.tensor(Buffer.of(numbers, numbers.length));
    }

    /** The different texts of a column, in alphabetical order: the meaning of {@link #classes}. */
    public List<String> categories(String name) {
        Set<String> sorted = new TreeSet<>(text(name));
        sorted.remove("");
        return List.copyOf(sorted);
    }

    /** For each row the place of its text among the {@link #categories} [N], in int64; a missing one is refused. */
    public Tensor classes(String name) throws FormatException {
        int column = column(name);
        List<String> categories = new ArrayList<>(categories(name));
        long[] numbers = new long[size()];
        for (int row = 0; row < numbers.length; row++) {
            String cell = cell(row, column);
            if (cell == null) {
                throw wrong(row, column, "", "a class");
            }
            numbers[row] = Collections.binarySearch(categories, cell);
        }
        return Sinter.tensor(Buffer.of(numbers, numbers.length));
    }

    /**
     * A column by what is in it [N]: int64 where all cells are integers, else float32, with NaN for what is missing.
     *
     * @throws FormatException where a cell is no number; {@link #classes} and {@link #text} take any
     */
    public Tensor tensor(String name) throws FormatException {
        int column = column(name);
        boolean areIntegers = IntStream.range(0, size()).mapToObj(row -> cell(row, column))
                .allMatch(cell -> cell != null && INTEGER.matcher(cell.strip()).matches());
        return areIntegers ? integers(name) : floats(name).squeeze(1);
    }

    private FormatException wrong(int row, int column, @Nullable String cell, String needed) {
        return new FormatException(file, cells.position(first() + row, column),
                "line " + cells.line(first() + row) + " has '" + cell + "' in column '" + names.get(column)
                        + "', where "
                        + needed + " is needed");
    }
}
