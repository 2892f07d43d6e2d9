// Generated from @Model Lookup.Best.
package shop;

import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.Entry;
import dev.sinter.runtime.State;
import dev.sinter.types.DType;
import java.io.IOException;
import java.io.UncheckedIOException;
import shop.lookup_best.Lookup_BestArtifact;

/**
 * {@link Lookup.Best} as a program: {@code Lookup.Best.forward(table: f64[R,C], row: i64[R], offset: f64[2*R])}.
 *
 * <p>Calls of one program take turns; programs that shall run at the same time are several, and may share a state.
 */
final class Lookup_BestProgram {
    private final Entry entry;

    /**
     * A program with the weights that the model's constructor made.
     */
    public Lookup_BestProgram() {
        this(initialState());
    }

    /**
     * A program with these weights, which others may share.
     */
    public Lookup_BestProgram(State state) {
        entry = new Lookup_BestArtifact().entry("best", state);
    }

    /**
     * A new copy of the weights that the model's constructor made.
     */
    public static State initialState() {
        try {
            return new Lookup_BestArtifact().initialState();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The weights, which calls read; {@code restore} loads trained ones from a file.
     */
    public State state() {
        return entry.state();
    }

    /**
     * What runs: for calls that reuse their results' buffers and allocate nothing.
     */
    public Entry entry() {
        return entry;
    }

    /**
     * Computes {@code best(table: f64[R,C], row: i64[R], offset: f64[2*R])} of the elements in row-major order, as {@code i64[R]}; the lengths of the arrays tell R, C.
     */
    public long[] best(double[] table, long[] row, double[] offset) {
        long R = size("row: i64[R]", row.length, 1);
        long C = size("table: f64[R,C]", table.length, R);
        return (long[]) best(Buffer.of(DType.F64, table, R, C), Buffer.of(DType.I64, row, R), Buffer.of(DType.F64, offset, R * 2)).array();
    }

    /**
     * Computes the same of tensors; one of a wrong type is refused by name.
     */
    public Buffer best(Buffer table, Buffer row, Buffer offset) {
        Buffer[] results = new Buffer[1];
        this.entry.call(new Buffer[] {table, row, offset}, results);
        return results[0];
    }

    private static long size(String input, int length, long each) {
        if (each <= 0 || length % each != 0) {
            throw new IllegalArgumentException(input + " cannot be an array of " + length + " elements; needed is a multiple of " + each);
        }
        return length / each;
    }
}
