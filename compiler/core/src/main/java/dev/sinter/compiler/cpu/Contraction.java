package dev.sinter.compiler.cpu;

import dev.sinter.ir.kernel.Fold;
import dev.sinter.ir.scalar.Expr;
import dev.sinter.ir.scalar.ScalarOp;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A nest seen as matrix products: its free axes fall into rows, along which only one factor changes, columns, along which only the
 * other one does and the output is contiguous, and axes around them.
 *
 * @param nest         the nest
 * @param row          the factor that changes along the rows
 * @param column       the factor that changes along the columns
 * @param outer        the axes along which both change
 * @param rows         the rows' axes, outermost first
 * @param columnOuter  further axes along which only the column factor changes, or neither
 * @param columns      the columns' axes, outermost first
 */
record Contraction(Nest nest, Expr row, Expr column, List<Integer> outer, List<Integer> rows, List<Integer> columnOuter,
        List<Integer> columns) {
    /** Contractions of fewer points are quicker without packing. */
    private static final long FEWEST_POINTS = 4;

    /** The nest as a contraction, or null where it is none, or none that gains by it. */
    static @Nullable Contraction of(Nest nest) {
        if (nest.fold() != Fold.CONTRACT || !nest.body().type().isFloating() || nest.isUpdate()
                || !nest.write().checked().isEmpty() || !(nest.body() instanceof Expr.Apply product)
                || product.op() != ScalarOp.MUL) {
            return null;
        }
        Dim points = nest.foldedPoints();
        if (points.isConstant() && points.constant() < FEWEST_POINTS) {
            return null;
        }
        int contiguous = contiguous(nest);
        if (contiguous < 0) {
            return null;
        }
        Set<Integer> first = Axes.of(nest, product.arg(0));
        Set<Integer> second = Axes.of(nest, product.arg(1));
        if (first.contains(contiguous) == second.contains(contiguous)) {
            return null;
        }
        return first.contains(contiguous)
                ? of(nest, product.arg(1), product.arg(0), second, first, contiguous)
                : of(nest, product.arg(0), product.arg(1), first, second, contiguous);
    }

    private static Contraction of(Nest nest, Expr row, Expr column, Set<Integer> ofRow, Set<Integer> ofColumn,
            int contiguous) {
        List<Integer> columns = columns(nest, ofRow, ofColumn, contiguous);
        List<Integer> outer = new ArrayList<>();
        List<Integer> rows = new ArrayList<>();
        List<Integer> columnOuter = new ArrayList<>();
        for (int axis : nest.freeAxes()) {
            if (columns.contains(axis)) {
                continue;
            }
            boolean inRow = ofRow.contains(axis);
            (inRow && ofColumn.contains(axis) ? outer : inRow ? rows : columnOuter).add(axis);
        }
        return new Contraction(nest, row, column, outer, rows, columnOuter, columns);
    }

    /** The free axis along which the output is contiguous, or -1. */
    private static int contiguous(Nest nest) {
        int found = -1;
        for (int axis : nest.freeAxes()) {
            Dim stride = nest.write().offset().coefficient("#" + axis);
            if (stride == null) {
                return -1;
            }
            if (stride.is(1) && !nest.extent(axis).is(1)) {
                found = axis;
            }
        }
        return found;
    }

    /** {@code contiguous} and the axes around it that continue it. */
    private static List<Integer> columns(Nest nest, Set<Integer> ofRow, Set<Integer> ofColumn, int contiguous) {
        List<Integer> columns = new ArrayList<>(List.of(contiguous));
        Dim span = nest.extent(contiguous);
        boolean grows = true;
        while (grows) {
            grows = false;
            for (int axis : nest.freeAxes()) {
                boolean only = ofColumn.contains(axis) && !ofRow.contains(axis);
                Dim stride = nest.write().offset().coefficient("#" + axis);
                if (only && !columns.contains(axis) && stride != null && stride.equals(span)) {
                    columns.add(0, axis);
                    span = span.times(nest.extent(axis));
                    grows = true;
                    break;
                }
            }
        }
        return List.copyOf(columns);
    }

    /** The dtype of the sums. */
    DType dtype() {
        return nest.body().type();
    }

    private Dim product(List<Integer> axes) {
        Dim product = Dim.ONE;
        for (int axis : axes) {
            product = product.times(nest.extent(axis));
        }
        return product;
    }

    Dim outerCount() {
        return product(outer);
    }

    Dim rowCount() {
        return product(rows);
    }

    Dim columnOuterCount() {
        return product(columnOuter);
    }

    Dim columnCount() {
        return product(columns);
    }

    /** How many products are summed. */
    Dim depth() {
        return nest.foldedPoints();
    }
}
