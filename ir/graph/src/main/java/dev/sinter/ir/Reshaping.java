package dev.sinter.ir;

import dev.sinter.ir.kernel.Kernel;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The index map of a reshape, group by group, so that axes which did not change stay simple. */
final class Reshaping {
    private Reshaping() {}

    /** For each axis of {@code from}, where the element at the coordinates of {@code to} lies. */
    static List<Dim> index(Shape from, Shape to) {
        if (from.numel().is(0)) {
            // Nothing is read, and a group might have to be divided by its size of 0.
            return Collections.nCopies(from.rank(), Dim.ZERO);
        }
        Function<String, @Nullable Dim> bounds = Kernel.bounds(to.dims());
        List<Dim> index = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < from.rank() || j < to.rank()) {
            int i0 = i;
            int j0 = j;
            Dim a = i < from.rank() ? from.dim(i++) : Dim.ONE;
            Dim b = j < to.rank() ? to.dim(j++) : Dim.ONE;
            // Extend the smaller side until the groups have the same number of elements.
            while (!a.equals(b)) {
                if (j < to.rank() && (i == from.rank() || isSmaller(b, a))) {
                    b = b.times(to.dim(j++));
                } else if (i < from.rank()) {
                    a = a.times(from.dim(i++));
                } else {
                    break;
                }
            }
            if (!a.equals(b)) {
                // Symbols that do not group: everything that is left is one group.
                i = from.rank();
                j = to.rank();
            }
            group(from, i0, i, linear(to, j0, j), bounds, index);
        }
        return index;
    }

    private static boolean isSmaller(Dim a, Dim b) {
        if (a.isConstant() && b.isConstant()) {
            return a.constant() < b.constant();
        }
        return b.minus(a).isNonNegative() || a.isConstant() && a.is(1);
    }

    private static Dim linear(Shape to, int first, int end) {
        Dim linear = Dim.ZERO;
        Dim stride = Dim.ONE;
        for (int axis = end - 1; axis >= first; axis--) {
            if (!to.dim(axis).is(1)) {
                linear = linear.plus(Dim.coordinate(axis).times(stride));
            }
            stride = stride.times(to.dim(axis));
        }
        return linear;
    }

    private static void group(Shape from, int first, int end, Dim linear, Function<String, @Nullable Dim> bounds,
            List<Dim> index) {
        Dim[] positions = new Dim[end - first];
        Dim stride = Dim.ONE;
        boolean outermost = true;
        for (int axis = end - 1; axis >= first; axis--) {
            positions[axis - first] = from.dim(axis).is(1) ? Dim.ZERO : linear.floorDiv(stride, bounds);
            stride = stride.times(from.dim(axis));
        }
        for (int axis = first; axis < end; axis++) {
            Dim position = positions[axis - first];
            // The outermost axis of more than one element cannot wrap round.
            if (!from.dim(axis).is(1)) {
                position = outermost ? position : position.mod(from.dim(axis), bounds);
                outermost = false;
            }
            index.add(position);
        }
    }
}
