package dev.sinter.compiler.cpu;

import dev.sinter.types.Dim;

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

    /** Writes the scalar or the vector class. */
    void write(KernelClass to, boolean vector);

    /** The form that suits a nest best. */
    static Form of(Nest nest, CpuOptions options) {
        if (!options.tiles()) {
            return new GeneralForm(nest, options.vector() && (MapVectors.gains(nest) || VectorLanes.fits(nest)), 0);
        }
        Contraction contraction = Contraction.of(nest);
        if (contraction != null) {
            return new ContractForm(contraction);
        }
        Nest map = Unrolling.of(nest);
        boolean vectors = options.vector() && (MapVectors.gains(map) || VectorLanes.fits(map));
        return vectors ? new GeneralForm(map, true, 0) : GeneralForm.scalar(map);
    }
}
