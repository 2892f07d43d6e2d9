package dev.sinter.data;

import dev.sinter.runtime.io.FormatException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Where the cells of a table are in the bytes of its file (RFC 4180: a cell in quotes may hold separators, line ends, and quotes written twice).
 * The whole file is checked before anything is allocated for its cells.
 */
final class CsvCells {
    private final String file;
    private final byte[] bytes;
    private final byte separator;
    /** The number of cells of each line. */
    private int columns;
    private int rows;
    /** Where each cell starts, row by row, and each row's line. */
    private int[] starts = new int[0];
    private int[] lines = new int[0];

    private CsvCells(String file, byte[] bytes, char separator) {
        this.file = file;
        this.bytes = bytes;
        this.separator = (byte) separator;
    }

    static CsvCells read(String file, byte[] bytes, char separator) throws FormatException {
        CsvCells cells = new CsvCells(file, bytes, separator);
        cells.checkText();
        cells.scan(false);
        cells.starts = new int[Math.multiplyExact(cells.rows, cells.columns)];
        cells.lines = new int[cells.rows];
        cells.scan(true);
        return cells;
    }

    int rows() {
        return rows;
    }

    int columns() {
        return columns;
    }

    /** The line, counted from 1, on which a row begins. */
    int line(int row) {
        return lines[row];
    }

    /** Where a cell begins in the file. */
    int position(int row, int column) {
        return starts[row * columns + column];
    }

    /** The text of a cell, without the quotes around it. */
    String text(int row, int column) {
        int start = position(row, column);
        int end = end(start);
        return bytes.length > start && bytes[start] == '"'
                ? new String(bytes, start + 1, end - start - 2, StandardCharsets.UTF_8).replace("\"\"", "\"")
                : new String(bytes, start, end - start, StandardCharsets.UTF_8);
    }

    private void checkText() throws FormatException {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(4096);
        CoderResult result;
        do {
            result = decoder.decode(in, out.clear(), true);
            if (result.isError()) {
                throw new FormatException(file, in.position(), "it is no UTF-8 text");
            }
        } while (result.isOverflow());
    }

    private int start() {
        boolean hasMark = bytes.length >= 3 && bytes[0] == (byte) 0xef && bytes[1] == (byte) 0xbb
                && bytes[2] == (byte) 0xbf;
        return hasMark ? 3 : 0;
    }

    /** Goes through all lines; counts rows and columns, or notes where the cells are. */
    private void scan(boolean notes) throws FormatException {
        int at = start();
        int line = 1;
        int row = 0;
        while (at < bytes.length) {
            if (bytes[at] == '\n' || bytes[at] == '\r') {
                // An empty line is no row.
                at = afterLineEnd(at);
                line++;
                continue;
            }
            int begun = at;
            int firstLine = line;
            int column = 0;
            while (true) {
                if (notes) {
                    starts[row * columns + column] = at;
                }
                int end = end(at);
                if (!notes) {
                    checkEnd(at, end, line);
                }
                for (int i = at; i < end; i++) {
                    line += bytes[i] == '\n' ? 1 : 0;
                }
                column++;
                at = end;
                if (at >= bytes.length || bytes[at] != separator) {
                    break;
                }
                at++;
            }
            if (row == 0) {
                columns = column;
            } else if (column != columns) {
                throw new FormatException(file, begun, "line " + firstLine + " has " + column + " cells; "
                        + columns + " are needed, as the first line has");
            }
            if (notes) {
                lines[row] = firstLine;
            }
            row++;
            if (at < bytes.length) {
                at = afterLineEnd(at);
                line++;
            }
        }
        rows = row;
    }

    private int afterLineEnd(int at) {
        return bytes[at] == '\r' && at + 1 < bytes.length && bytes[at + 1] == '\n' ? at + 2 : at + 1;
    }

    /** Where the cell that begins here ends: at a separator, a line's end or the file's. */
    private int end(int start) {
        int at = start;
        if (at < bytes.length && bytes[at] == '"') {
            at++;
            while (at < bytes.length) {
                if (bytes[at] == '"') {
                    if (at + 1 >= bytes.length || bytes[at + 1] != '"') {
                        return at + 1;
                    }
                    at++;
                }
                at++;
            }
            return bytes.length;
        }
        while (at < bytes.length && bytes[at] != separator && bytes[at] != '\n' && bytes[at] != '\r') {
            at++;
        }
        return at;
    }

    private void checkEnd(int start, int end, int line) throws FormatException {
        if (start < bytes.length && bytes[start] == '"') {
            if (!isClosed(start, end)) {
                throw new FormatException(file, start, "line " + line + " has a quote that is not closed");
            }
            if (end < bytes.length && bytes[end] != separator && bytes[end] != '\n' && bytes[end] != '\r') {
                throw new FormatException(file, end, "line " + line + " goes on after a closing quote;"
                        + " a quote within a cell is written twice");
            }
            return;
        }
        for (int i = start; i < end; i++) {
            if (bytes[i] == '"') {
                throw new FormatException(file, i, "line " + line
                        + " has a quote within a cell that does not begin with one; put the cell in quotes and write it twice");
            }
        }
    }

    /** Whether the last byte is the closing quote, not half of a quote written twice. */
    private boolean isClosed(int start, int end) {
        int quotes = 0;
        for (int i = start + 1; i < end; i++) {
            quotes = bytes[i] == '"' ? quotes + 1 : 0;
        }
        return end - start >= 2 && bytes[end - 1] == '"' && quotes % 2 == 1;
    }
}
