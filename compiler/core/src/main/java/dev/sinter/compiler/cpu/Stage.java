package dev.sinter.compiler.cpu;

import dev.sinter.compiler.schedule.Schedule;
import dev.sinter.compiler.schedule.Slot;
import dev.sinter.compiler.schedule.Step;
import dev.sinter.ir.kernel.Kernel;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One step of a generated program: a form of a kernel, or a plain copy, over the schedule's slots.
 *
 * @param step   the number of the schedule's step
 * @param form   how a kernel is computed; null for a copy of the first slot into the output, element by element
 * @param slots  the slot of each operand
 * @param output the slot written
 * @param units  how many units of work there are
 * @param cost   what one unit costs, in picoseconds
 */
record Stage(int step, @Nullable Form form, List<Integer> slots, int output, Dim units, Dim cost) {
    private static final long COPIED = 50;

    /**
     * A schedule's stages, in order, over slots of which some may be new.
     *
     * @param schedule the schedule with the stages' own slots behind its other ones
     */
    record Cut(Schedule schedule, List<Stage> stages) {}

    /** Cuts a schedule into stages. */
    static Cut of(Schedule schedule, CpuOptions options) {
        List<Stage> stages = new ArrayList<>();
        OwnSlots own = new OwnSlots(schedule.slots());
        for (int number = 0; number < schedule.steps().size(); number++) {
            Step step = schedule.steps().get(number);
            Kernel kernel = step.kernel();
            if (kernel.write().isUpdate()) {
                int base = step.operands().get(kernel.write().base());
                if (base != step.output()) {
                    Dim size = kernel.output().shape().numel();
                    stages.add(new Stage(number, null, List.of(base), step.output(), size, Dim.of(COPIED)));
                }
            }
            Gradient gradient = options.tiles() ? Gradient.of(Nest.of(kernel)) : null;
            if (gradient != null) {
                stages.addAll(of(number, gradient, step, own, options));
                continue;
            }
            Form form = Form.of(kernel, options);
            if (form != null) {
                stages.add(of(number, form, step.operands(), step.output()));
            }
        }
        return new Cut(new Schedule(schedule.name(), own.slots(), schedule.steps(), schedule.inputs(),
                schedule.outputs(), schedule.rooms(), schedule.regions()), stages);
    }

    private static Stage of(int number, Form form, List<Integer> slots, int output) {
        return new Stage(number, form, slots, output, form.units(), form.cost());
    }

    private static List<Stage> of(int number, Gradient gradient, Step step, OwnSlots own, CpuOptions options) {
        DType dtype = gradient.dtype();
        int rows = own.slot(dtype, 0, gradient.row().size());
        int columns = own.slot(dtype, 1, gradient.columnElements());
        int sums = own.slot(dtype, 2, gradient.sums());
        List<Integer> operands = new ArrayList<>(step.operands());
        operands.add(sums);
        return List.of(
                of(number, GeneralForm.of(gradient.row().copy(), options), step.operands(), rows),
                of(number, GeneralForm.of(gradient.column().copy(), options), step.operands(), columns),
                of(number, new BlockSums(gradient), List.of(rows, columns), sums),
                of(number, new BlockTotals(gradient), operands, step.output()));
    }

    /** Slots that stages add to a schedule: those of the same dtype and purpose share one, as no two stages need it at once. */
    private static final class OwnSlots {
        private final List<Slot> slots;
        private final Map<List<Object>, Integer> numbers = new HashMap<>();

        OwnSlots(List<Slot> slots) {
            this.slots = new ArrayList<>(slots);
        }

        List<Slot> slots() {
            return slots;
        }

        int slot(DType dtype, int purpose, Dim size) {
            int number = numbers.computeIfAbsent(List.of(dtype, purpose), key -> slots.size());
            List<Dim> sizes = new ArrayList<>();
            if (number < slots.size()) {
                sizes.addAll(slots.remove(number).sizes());
            }
            sizes.add(size);
            slots.add(number, Slot.scratch(dtype, sizes));
            return number;
        }
    }

    String name() {
        return form == null ? "copy" : form.name();
    }
}
