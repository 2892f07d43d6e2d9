package dev.sinter.compiler.cuda;

import dev.sinter.ir.kernel.Kernel;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import java.util.List;

/** One thread per element of the output; where there is a fold, it does it alone. */
final class MapText extends KernelText {
    MapText(Kernel kernel) {
        super(kernel);
    }

    @Override
    String form() {
        return "a thread per element";
    }

    @Override
    Dim blocks() {
        return count(free()).plus(THREADS - 1).floorDiv(THREADS);
    }

    @Override
    void body() {
        List<Integer> free = free();
        overGrid("i", count(free));
        if (kernel.fold() == null) {
            // Most tensors are read and written where they are: the number of the point is the offset.
            Dim number = kernel.offset(Shape.of(kernel.freeExtents()), Kernel.coordinates(kernel.free()));
            index.know(number, "i");
            coordinates("i", free, Dependence.ofWrite(kernel, number));
        } else {
            coordinates("i", free, Dependence.ofAll(kernel));
        }
        point();
        lines.add("}");
    }
}
