package dev.sinter.compiler.cpu;

import dev.sinter.compiler.schedule.Schedule;
import dev.sinter.compiler.schedule.Step;
import dev.sinter.ir.kernel.Kernel;
import dev.sinter.types.Dim;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One step of a generated program: a form of a kernel, or a plain copy, over the schedule's slots.
 *
 * @param name   a word for people
 * @param nest   what a kernel computes; for a copy the kernel it prepares
 * @param isCopy whether it copies the first slot into the output, element by element
 * @param slots  the slot of each operand
 * @param output the slot written
 * @param units  how many units of work there are
 * @param cost   what one unit costs, in picoseconds
 */
record Stage(String name, Nest nest, boolean isCopy, List<Integer> slots, int output, Dim units, Dim cost) {
    private static final long COPIED = 50;

    /** The stages of a schedule, in order. */
    static List<Stage> of(Schedule schedule) {
        List<Stage> stages = new ArrayList<>();
        for (Step step : schedule.steps()) {
            Kernel kernel = step.kernel();
            Nest nest = Nest.of(kernel);
            if (kernel.write().isUpdate()) {
                int base = step.operands().get(kernel.write().base());
                if (base != step.output()) {
                    Dim size = kernel.output().shape().numel();
                    stages.add(new Stage("copy", nest, true, List.of(base), step.output(), size, Dim.of(COPIED)));
                }
            }
            Dim units = nest.isSequential() ? Dim.ONE : nest.points();
            Dim cost = nest.isSequential() ? Cost.ofPoint(nest).times(nest.points()) : Cost.ofPoint(nest);
            stages.add(new Stage(name(nest), nest, false, step.operands(), step.output(), units, cost));
        }
        return stages;
    }

    private static String name(Nest nest) {
        return nest.isUpdate() ? "update" : nest.fold() == null ? "map" : nest.fold().name().toLowerCase(Locale.ROOT);
    }
}
