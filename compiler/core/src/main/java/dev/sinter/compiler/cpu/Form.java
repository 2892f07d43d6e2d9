package dev.sinter.compiler.cpu;

import dev.sinter.ir.kernel.Kernel;
import dev.sinter.ir.kernel.Unrolling;
import dev.sinter.types.Dim;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A way to compute a nest: what a unit of work is, and the class that does units. */
interface Form {
    Nest nest();

    /** A word for people. */
    String name();

    /** How many units there are. */
    Dim units();

    /** What one unit costs, in picoseconds. */
    Dim cost();

    /** Whether there is a vector class beside the scalar one. */
    boolean hasVector();

    /** The lengths of the arrays of int64 that it needs as room; they are passed after the units. */
    default List<Dim> scratch() {
        return List.of();
    }

    /** Writes the scalar or the vector class. */
    void write(KernelClass to, boolean vector);

    /** The form that suits a kernel best, or null where it has no points. */
    static @Nullable Form of(Kernel kernel, CpuOptions options) {
        Nest nest = Nest.of(kernel);
        if (nest.points().is(0)) {
            // Not even what does not depend on a point may be read.
            return null;
        }
        if (kernel.fold() != null && kernel.fold().isRow()) {
            boolean empty = nest.foldedPoints().is(0);
            return empty ? null : kernel.fold().isOrder() ? new OrderForm(nest) : new RunningForm(nest);
        }
        if (!options.tiles()) {
            return GeneralForm.of(nest, options);
        }
        Contraction contraction = Contraction.of(nest);
        if (contraction != null) {
            return ContractForm.of(contraction);
        }
        Nest unrolled = Nest.of(Unrolling.of(kernel));
        boolean vectors = options.vector() && (MapVectors.gains(unrolled) || VectorLanes.fits(unrolled));
        Form windows = vectors ? null : WindowForm.of(unrolled, options.vector());
        return windows == null ? new GeneralForm(unrolled, vectors) : windows;
    }
}
