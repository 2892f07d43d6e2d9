package dev.sinter.compiler.cpu;

import dev.sinter.compiler.schedule.Schedule;
import dev.sinter.compiler.schedule.Step;
import dev.sinter.ir.kernel.Kernel;
import dev.sinter.types.Dim;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step of a generated program: a form of a kernel, or a plain copy, over the schedule's slots.
 *
 * @param form   how a kernel is computed; null for a copy of the first slot into the output, element by element
 * @param slots  the slot of each operand
 * @param output the slot written
 * @param units  how many units of work there are
 * @param cost   what one unit costs, in picoseconds
 */
record Stage(@Nullable Form form, List<Integer> slots, int output, Dim units, Dim cost) {
    private static final long COPIED = 50;

    /** The stages of a schedule, in order. */
    static List<Stage> of(Schedule schedule, CpuOptions options) {
        List<Stage> stages = new ArrayList<>();
        for (Step step : schedule.steps()) {
            Kernel kernel = step.kernel();
            if (kernel.write().isUpdate()) {
                int base = step.operands().get(kernel.write().base());
                if (base != step.output()) {
                    Dim size = kernel.output().shape().numel();
                    stages.add(new Stage(null, List.of(base), step.output(), size, Dim.of(COPIED)));
                }
            }
            Form form = Form.of(kernel, options);
            if (form != null) {
                stages.add(new Stage(form, step.operands(), step.output(), form.units(), form.cost()));
            }
        }
        return stages;
    }

    String name() {
        return form == null ? "copy" : form.name();
    }
}
