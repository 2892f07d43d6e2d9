package dev.sinter.compiler.cuda;

import dev.sinter.ir.kernel.Kernel;
import dev.sinter.types.Dim;
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
        coordinates("i", free);
        point();
        lines.add("}");
    }
}
