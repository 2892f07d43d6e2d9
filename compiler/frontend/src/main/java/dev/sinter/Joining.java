package dev.sinter;

import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Index;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import java.util.ArrayList;
import java.util.List;

/** Tensors one after the other, or side by side; what does not fit is refused by the name that the user called. */
final class Joining {
    private Joining() {}

    static Tensor joined(String name, List<Tensor> tensors, int axis) {
        checkAny(name, tensors);
        Tensor first = tensors.get(0);
        for (Tensor each : tensors) {
            if (each.rank() == 0) {
                throw new Diagnostic(name + ": zero-dimensional tensors cannot be concatenated; use stack");
            }
        }
        int counted = Ops.axis(name, axis, first.rank());
        for (Tensor next : tensors) {
            if (!others(first.shape(), counted).equals(others(next.shape(), counted))) {
                throw new Diagnostic(name + ": shapes " + first.shape() + " and " + next.shape()
                        + " do not fit: apart from axis " + counted + " all sizes must be equal");
            }
        }
        DType dtype = tensors.stream().map(Tensor::dtype).reduce(Promotion::common).orElseThrow();
        Tensor[] parts = tensors.stream().map(part -> Ops.cast(part, dtype)).toArray(Tensor[]::new);
        return Ops.apply(new Index.Concat(counted), parts);
    }

    static Tensor stacked(List<Tensor> tensors, int axis) {
        checkAny("stack", tensors);
        Shape first = tensors.get(0).shape();
        int counted = Ops.axis("stack", axis, first.rank() + 1);
        for (Tensor next : tensors) {
            if (!next.shape().equals(first)) {
                throw new Diagnostic("stack: shapes " + first + " and " + next.shape()
                        + " do not fit: all must be equal; cat joins along an axis on which sizes differ");
            }
        }
        return joined("stack", tensors.stream().map(part -> part.unsqueeze(counted)).toList(), counted);
    }

    private static void checkAny(String name, List<Tensor> tensors) {
        if (tensors.isEmpty()) {
            throw new Diagnostic(name + ": at least one tensor is needed");
        }
    }

    private static List<Dim> others(Shape shape, int axis) {
        List<Dim> others = new ArrayList<>(shape.dims());
        if (axis < others.size()) {
            others.set(axis, Dim.ONE);
        }
        return others;
    }
}
