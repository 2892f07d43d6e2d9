package dev.sinter.ir;

import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import java.util.ArrayList;
import java.util.List;

/** The rule of broadcasting: shapes align at the right; sizes are equal, or one of them is 1. */
public final class Broadcast {
    private Broadcast() {}

    /** The common shape; throws {@link Diagnostic} naming both shapes and the axis. */
    public static Shape shape(String op, Shape a, Shape b) {
        return leading(op, a, b, 0);
    }

    /** The common shape of all axes but the last {@code rest}, which are another matter; errors name the whole shapes. */
    static Shape leading(String op, Shape a, Shape b, int rest) {
        int rankOfA = a.rank() - rest;
        int rankOfB = b.rank() - rest;
        int rank = Math.max(rankOfA, rankOfB);
        Dim[] dims = new Dim[rank];
        for (int axis = 0; axis < rank; axis++) {
            int fromA = axis - (rank - rankOfA);
            int fromB = axis - (rank - rankOfB);
            Dim da = fromA < 0 ? Dim.ONE : a.dim(fromA);
            Dim db = fromB < 0 ? Dim.ONE : b.dim(fromB);
            if (!da.equals(db) && !da.is(1) && !db.is(1)) {
                throw new Diagnostic(op + ": shapes " + a + " and " + b + " do not broadcast"
                        + (rest == 0 ? "" : " apart from their last " + rest + " axes") + ": axis " + axis + " is "
                        + da + " in one and " + db
                        + " in the other; sizes must be equal, or one of them 1");
            }
            dims[axis] = da.is(1) ? db : da;
        }
        return Shape.of(dims);
    }

    /** Where an operand of shape {@code from} is read for the coordinates of {@code to}. */
    static List<Dim> index(Shape from, Shape to) {
        List<Dim> index = new ArrayList<>();
        int skip = to.rank() - from.rank();
        for (int axis = 0; axis < from.rank(); axis++) {
            index.add(from.dim(axis).is(1) && !to.dim(axis + skip).is(1) ? Dim.ZERO : Dim.coordinate(axis + skip));
        }
        return index;
    }
}
