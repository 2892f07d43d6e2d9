package dev.sinter.compiler.cuda;

import dev.sinter.ir.kernel.Kernel;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;

/** Running results, one thread per row. */
final class RunningText extends KernelText {
    RunningText(Kernel kernel) {
        super(kernel);
    }

    @Override
    String form() {
        return "a thread per row";
    }

    @Override
    Dim blocks() {
        return count(free()).plus(THREADS - 1).floorDiv(THREADS);
    }

    @Override
    void body() {
        overGrid("i", count(free()));
        coordinates("i", free(), Dependence.ofAll(kernel));
        DType dtype = kernel.body().type();
        lines.add("{} running = {};", Words.value(dtype), Words.literal(dtype, 0));
        for (int axis : folded()) {
            lines.add("for ({} c{} = 0; c{} < {}; c{}++) {", integer, axis, axis,
                    index.factor(kernel.extents().get(axis)), axis);
        }
        ScalarText step = scalars("running");
        lines.add("running = {};", step.value(kernel.body()));
        close(step);
        // In a block of its own: its variables may have the names of the step's.
        lines.add("{");
        ScalarText place = scalars("running");
        place.write();
        close(place);
        lines.add("}");
        folded().forEach(axis -> lines.add("}"));
        lines.add("}");
    }
}
