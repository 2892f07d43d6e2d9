package dev.sinter.ir.judge;

import dev.sinter.ir.Op;
import dev.sinter.ir.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Rows for the ops along one axis: orders and running results, as plain loops over doubles. */
final class AlongRows {
    /** Takes in a row: an op, its inputs' types, terms of rounding, an index bound, what it is. */
    interface Table {
        void add(Op op, String inputs, double terms, int below, StructuralRows.Reference reference);
    }

    private interface Combine {
        double of(double before, double x, double factor);
    }

    private final Table table;

    AlongRows(Table table) {
        this.table = table;
    }

    void all() {
        for (String dtype : List.of("f32", "f64", "f16", "bf16", "i64", "i32", "i16", "i8", "u8", "bool")) {
            argsort(dtype + "[N,M,4]", 0, false);
            argsort(dtype + "[N,7]", 1, true);
        }
        argsort("f32[N]", 0, false);
        argsort("f32[N,0]", 1, true);
        for (String dtype : List.of("f32", "f64", "f16", "i32", "i64")) {
            int terms = dtype.startsWith("f") ? 12 : 0;
            accumulate(Row.Kind.SUM, dtype + "[N,M,4]", 0, false, terms, (y, x, a) -> y + x);
            accumulate(Row.Kind.SUM, dtype + "[N,M,4]", 2, true, terms, (y, x, a) -> y + x);
            accumulate(Row.Kind.PROD, dtype + "[N,M]", 1, false, terms, (y, x, a) -> y * x);
            accumulate(Row.Kind.PROD, dtype + "[N]", 0, true, terms, (y, x, a) -> y * x);
            accumulate(Row.Kind.MAX, dtype + "[N,M]", 0, false, 0, (y, x, a) -> Math.max(y, x));
            accumulate(Row.Kind.MIN, dtype + "[N,M]", 1, true, 0, (y, x, a) -> Math.min(y, x));
        }
        for (String dtype : List.of("f32", "f64", "f16")) {
            accumulate(Row.Kind.LOGSUMEXP, dtype + "[N,M]", 0, false, 30,
                    (y, x, a) -> Math.max(x, y) + Math.log1p(Math.exp(-Math.abs(x - y))));
            accumulate(Row.Kind.LOGSUMEXP, dtype + "[M,N]", 1, true, 30,
                    (y, x, a) -> Math.max(x, y) + Math.log1p(Math.exp(-Math.abs(x - y))));
            accumulate(Row.Kind.LINEAR, dtype + "[N,M] " + dtype + "[N,M]", 0, false, 20, (y, x, a) -> a * y + x);
            accumulate(Row.Kind.LINEAR, dtype + "[N] " + dtype + "[N]", 0, true, 20, (y, x, a) -> a * y + x);
        }
        accumulate(Row.Kind.MAX, "bool[N,M]", 0, false, 0, (y, x, a) -> Math.max(y, x));
        accumulate(Row.Kind.SUM, "f32[0,M]", 0, false, 0, (y, x, a) -> y + x);
    }

    private void argsort(String input, int axis, boolean descending) {
        table.add(new Row.Argsort(axis, descending), input, 0, 0, (x, n) -> Array.of(n, i -> {
            List<Integer> places = new ArrayList<>();
            for (int k = 0; k < n[axis]; k++) {
                places.add(k);
            }
            // Minus zero is below plus zero to Double.compare.
            Comparator<Integer> order = Comparator.comparingDouble(k -> x.get(0).at(at(i, axis, k)) + 0.0);
            places.sort(descending ? order.reversed() : order);
            return places.get(i[axis]);
        }));
    }

    private void accumulate(Row.Kind kind, String inputs, int axis, boolean backwards, double terms,
            Combine combine) {
        table.add(new Row.Accumulate(kind, axis, backwards), inputs, terms, 0, (x, n) -> Array.of(n, i -> {
            int first = backwards ? n[axis] - 1 : 0;
            double y = x.get(0).at(at(i, axis, first));
            for (int k = first; k != i[axis];) {
                k += backwards ? -1 : 1;
                double factor = x.get(x.size() - 1).at(at(i, axis, k));
                y = combine.of(y, x.get(0).at(at(i, axis, k)), factor);
            }
            return y;
        }));
    }

    private static int[] at(int[] i, int axis, int place) {
        int[] moved = i.clone();
        moved[axis] = place;
        return moved;
    }
}
