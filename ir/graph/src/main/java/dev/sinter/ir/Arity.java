package dev.sinter.ir;

import dev.sinter.types.Shape;
import dev.sinter.types.TensorType;
import java.util.List;

/** Checks that type rules share. */
final class Arity {
    private Arity() {}

    static void check(Op op, List<TensorType> inputs, int arity) {
        if (inputs.size() != arity) {
            throw new Diagnostic(
                    op.opName() + " takes " + arity + (arity == 1 ? " input" : " inputs") + ", not " + inputs.size());
        }
    }

    static void axis(Op op, int axis, Shape shape) {
        if (axis < 0 || axis >= shape.rank()) {
            throw new Diagnostic(op.opName() + ": axis " + axis + " of shape " + shape
                    + " does not exist; axes are 0 to " + (shape.rank() - 1));
        }
    }

    static void sameDType(Op op, TensorType a, TensorType b) {
        if (a.dtype() != b.dtype()) {
            throw new Diagnostic(
                    op.opName() + ": dtypes " + a.dtype() + " and " + b.dtype() + " differ; cast one of them");
        }
    }

    static void perAxis(Op op, String what, List<?> values, Shape shape) {
        if (values.size() != shape.rank()) {
            throw new Diagnostic(op.opName() + ": " + what + " " + values + " has " + values.size()
                    + " entries for the shape " + shape + "; one per axis is needed");
        }
    }
}
