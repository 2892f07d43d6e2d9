package dev.sinter.compiler.cpu;

import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import java.util.List;

/** Decides which maps get a vector class: those that C2 does not vectorise by itself, with rows long enough. */
final class MapVectors {
    /** Shorter rows do not fill a vector often enough to pay for its set-up. */
    private static final long SHORTEST_ROW = 8;
    /** Fewer points in all are done before the vector class would be compiled. */
    private static final long FEWEST_POINTS = 64;

    private MapVectors() {}

    /** The width of a lane for vectors of a dtype, in bits; 0 where there are none. */
    static int width(DType dtype) {
        return switch (dtype) {
            case F32, I32 -> 32;
            case F64, I64 -> 64;
            case F16, BF16, I16, I8, U8, BOOL -> 0;
        };
    }

    /** Whether a vector class of the nest can be written and is faster. */
    static boolean gains(Nest nest) {
        if (nest.fold() != null || nest.isUpdate() || width(nest.dtype()) == 0) {
            return false;
        }
        Dim row = nest.free().get(nest.free().size() - 1);
        Dim points = nest.points();
        if (row.isConstant() && row.constant() < SHORTEST_ROW
                || points.isConstant() && points.constant() < FEWEST_POINTS) {
            return false;
        }
        // Lowered into a class that nobody keeps, to look at the values.
        MethodCode code = new KernelClass("Look", new Tiles("Look")).method(KernelClass.RUN, "()V");
        Values values = new Values();
        Parameters.of(nest).define(code, values);
        Lowering lowering = new Lowering(nest, values);
        new FreeLoops(nest, nest.freeAxes(), code, lowering).define(FreeLoops.ROW);
        Value result = lowering.expr(nest.result());
        Value coordinate = values.variable("#" + (nest.free().size() - 1));
        Value position = lowering.position(nest.write(), null);
        VectorFit fit = VectorFit.of(coordinate, List.of(result), List.of());
        return fit.fits() && result.level == FreeLoops.POINT && VectorFit.isNeighbour(position, coordinate)
                && !(fit.isSimple() && position == coordinate);
    }

    /** The vector code of values at the points of the innermost of these loops. */
    static VectorCode code(MethodCode code, Value coordinate, KernelClass to, List<Value> roots, List<Value> given) {
        Lanes lanes = VectorFit.of(coordinate, roots, given).lanes();
        if (lanes == Lanes.MIXED) {
            to.needHalves();
        }
        return new VectorCode(code, coordinate.level, lanes, to.internalName(), roots);
    }
}
