package dev.sinter.compiler.cpu;

import dev.sinter.ir.kernel.Fold;
import dev.sinter.ir.kernel.Strict;
import dev.sinter.ir.scalar.Expr;
import dev.sinter.ir.scalar.ScalarOp;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A contraction of few results over a long depth, as the gradient of a convolution's weights is one: few units for threads to share, and a
 * factor whose window, copied into panels for each result, takes longer than the products.
 *
 * <p>Both factors are copied once, to where tiles can read them without panels: the row factor as a picture with its padding, in which
 * the rows of a tile lie at constant distances for each step of the depth; the column factor with the columns side by side. The strict sum
 * is one of blocks of the depth, which do not depend on each other: they are the units, and their sums are added in order afterwards.
 *
 * @param nest    what to compute
 * @param row     where the row factor's elements are in its copy
 * @param column  where the column factor's elements are in its copy
 * @param outer   the axes along which both factors change
 * @param rows    the axes along which only the row factor changes, outermost first
 * @param columns the axes along which only the column factor changes, outermost first
 * @param height  how many rows a tile has
 */
record Gradient(Nest nest, Spread row, Spread column, List<Integer> outer, List<Integer> rows, List<Integer> columns,
        int height) {
    private static final long LEAST_DEPTH = 2048;
    /** Of a depth that is not known what is known is at least that. */
    private static final long LEAST_KNOWN_DEPTH = 32;
    /** The sums of a block are written and read once more, which its products must outweigh. */
    private static final long MOST_RESULTS = 1 << 14;
    private static final long FEWEST_ROWS = 3;
    private static final long FEWEST_COLUMNS = 4;
    private static final int TALLEST = 12;
    /** Rows of sums are whole vectors, of 512 bits at most; a multiple of that many elements. */
    private static final int GRAIN = 16;
    /** A tile's last vector may read that many elements too many. */
    private static final int SLACK = 2 * GRAIN;

    /** The nest as such a contraction, or null where it is none. */
    static @Nullable Gradient of(Nest nest) {
        if (nest.fold() != Fold.CONTRACT || !(nest.body() instanceof Expr.Apply product)
                || product.op() != ScalarOp.MUL || !isLong(nest)
                || product.type() != DType.F32 && product.type() != DType.F64
                || nest.isUpdate() || !nest.write().checked().isEmpty()) {
            return null;
        }
        Gradient gradient = of(nest, product.arg(0), product.arg(1));
        return gradient != null ? gradient : of(nest, product.arg(1), product.arg(0));
    }

    private static boolean isLong(Nest nest) {
        Dim depth = nest.foldedPoints();
        if (depth.isConstant()) {
            return depth.constant() >= LEAST_DEPTH;
        }
        long known = 1;
        for (Dim extent : nest.folded()) {
            known *= extent.isConstant() ? extent.constant() : 1;
        }
        return known >= LEAST_KNOWN_DEPTH;
    }

    private static @Nullable Gradient of(Nest nest, Expr row, Expr column) {
        Set<Integer> ofRow = Axes.of(nest, row);
        Set<Integer> ofColumn = Axes.of(nest, column);
        List<Integer> outer = new ArrayList<>();
        List<Integer> rows = new ArrayList<>();
        List<Integer> columns = new ArrayList<>();
        for (int axis : nest.freeAxes()) {
            boolean inRow = ofRow.contains(axis);
            if (!inRow && !ofColumn.contains(axis)) {
                return null;
            }
            (!inRow ? columns : ofColumn.contains(axis) ? outer : rows).add(axis);
        }
        Dim rowCount = product(nest, rows);
        Dim columnCount = product(nest, columns);
        if (!rowCount.isConstant() || !columnCount.isConstant() || rowCount.constant() < FEWEST_ROWS
                || columnCount.constant() < FEWEST_COLUMNS
                || rowCount.constant() * columnCount.constant() > MOST_RESULTS) {
            return null;
        }
        Spread picture = Spread.picture(nest, row, outer, rows);
        Spread side = Spread.sideBySide(nest, column, outer, columns);
        if (picture == null || side == null) {
            return null;
        }
        int height = height(nest, rows);
        boolean fits = height >= Math.min(FEWEST_ROWS, rowCount.constant())
                && rows.stream().allMatch(axis -> picture.stride(axis).isConstant());
        return fits ? new Gradient(nest, picture, side, outer, rows, columns, height) : null;
    }

    private static Dim product(Nest nest, List<Integer> axes) {
        Dim product = Dim.ONE;
        for (int axis : axes) {
            product = product.times(nest.extent(axis));
        }
        return product;
    }

    /** As many rows as whole innermost axes have, and an equal part of the next one. */
    private static int height(Nest nest, List<Integer> rows) {
        int height = 1;
        for (int i = rows.size() - 1; i >= 0; i--) {
            long extent = nest.extent(rows.get(i)).constant();
            if (height * extent > TALLEST) {
                int part = TALLEST / height;
                while (extent % part != 0) {
                    part--;
                }
                return height * part;
            }
            height *= (int) extent;
        }
        return height;
    }

    DType dtype() {
        return nest.body().type();
    }

    Dim outerCount() {
        return product(nest, outer);
    }

    int rowCount() {
        return (int) product(nest, rows).constant();
    }

    int columnCount() {
        return (int) product(nest, columns).constant();
    }

    int panels() {
        return rowCount() / height;
    }

    /** How many elements a row of sums takes. */
    int pitch() {
        return (columnCount() + GRAIN - 1) / GRAIN * GRAIN;
    }

    /** How many blocks there is room for: the last one may be empty. */
    Dim blocks() {
        return nest.foldedPoints().floorDiv(Strict.CONTRACTION_BLOCK).plus(1);
    }

    /** How many sums of blocks there are. */
    Dim sums() {
        return outerCount().times(blocks()).times((long) rowCount() * pitch());
    }

    Dim columnElements() {
        return column.size().plus(SLACK);
    }

    /** How far each row of a tile is from its first one. */
    int[] distances() {
        int[] distances = new int[height];
        for (int r = 0; r < height; r++) {
            int rest = r;
            for (int i = rows.size() - 1; i >= 0 && rest > 0; i--) {
                int extent = Math.toIntExact(nest.extent(rows.get(i)).constant());
                distances[r] += Math.toIntExact(rest % extent * row.stride(rows.get(i)).constant());
                rest /= extent;
            }
        }
        return distances;
    }

    /** The same contraction of the two copies, whose result is a sum. */
    Nest copied() {
        Expr product = Expr.apply(ScalarOp.MUL, new Expr.Arg(0, dtype()), new Expr.Arg(1, dtype()));
        List<Nest.Access> reads = List.of(read(0, row), read(1, column));
        Dim at = Dim.ZERO;
        Dim stride = Dim.of(pitch());
        for (int i = rows.size() - 1; i >= 0; i--) {
            at = at.plus(Dim.coordinate(rows.get(i)).times(stride));
            stride = stride.times(nest.extent(rows.get(i)));
        }
        stride = Dim.ONE;
        for (int i = columns.size() - 1; i >= 0; i--) {
            at = at.plus(Dim.coordinate(columns.get(i)).times(stride));
            stride = stride.times(nest.extent(columns.get(i)));
        }
        return new Nest(List.of(dtype(), dtype()), dtype(), nest.free(), nest.folded(), List.copyOf(reads), product,
                nest.fold(), new Expr.Folded(dtype()), new Nest.Access(-1, at, List.of(), List.of(), 0), false, null,
                nest.symbols());
    }

    private Nest.Access read(int operand, Spread spread) {
        List<Integer> all = new ArrayList<>(nest.freeAxes());
        all.addAll(nest.foldedAxes());
        return new Nest.Access(operand, spread.offset(all), List.of(), List.of(), 0);
    }

    /** The nest with a further operand: the sums. */
    Nest summed() {
        List<DType> operands = new ArrayList<>(nest.operands());
        operands.add(dtype());
        return new Nest(operands, nest.dtype(), nest.free(), nest.folded(), nest.reads(), nest.body(), nest.fold(),
                nest.result(), nest.write(), false, null, nest.symbols());
    }

    /** The contraction as {@link FinishCode} takes it. */
    Contraction results() {
        Expr.Apply product = (Expr.Apply) Objects.requireNonNull(nest.body());
        return new Contraction(summed(), product.arg(0), product.arg(1), outer, rows, List.of(), columns);
    }
}
