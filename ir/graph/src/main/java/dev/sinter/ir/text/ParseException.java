package dev.sinter.ir.text;

/** A graph text that does not read as a graph: where, and why. */
public final class ParseException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int line;
    private final int column;

    ParseException(int line, int column, String reason) {
        super(line + ":" + column + ": " + reason);
        this.line = line;
        this.column = column;
    }

    ParseException(int line, int column, String reason, Throwable cause) {
        this(line, column, reason);
        initCause(cause);
    }

    /** The line, from 1. */
    public int line() {
        return line;
    }

    /** The column in characters, from 1. */
    public int column() {
        return column;
    }
}
