package dev.sinter.compiler.schedule;

import dev.sinter.runtime.Region;
import dev.sinter.runtime.Signature;
import dev.sinter.types.Dim;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * A program ready for a back end: kernels in order over numbered slots. Views have become index maps, lifetimes one memory plan.
 *
 * <p>The regions say which steps are branches and loops, over the slots of this schedule.
 *
 * <p>The rooms must be 0 or more for a call's sizes before a step may run.
 *
 * <p>An output with the slot of an input is that input's new state: when the steps have run, the caller's array holds it.
 */
public record Schedule(String name, List<Slot> slots, List<Step> steps, List<Port> inputs, List<Port> outputs,
        List<Signature.Room> rooms, List<Region> regions) {
    /** A schedule whose steps all run once. */
    public Schedule(String name, List<Slot> slots, List<Step> steps, List<Port> inputs, List<Port> outputs,
            List<Signature.Room> rooms) {
        this(name, slots, steps, inputs, outputs, rooms, List.of());
    }

    public Schedule {
        slots = List.copyOf(slots);
        steps = List.copyOf(steps);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        rooms = List.copyOf(rooms);
        regions = List.copyOf(regions);
    }

    /** What the program takes and gives. */
    public Signature signature() {
        List<Integer> slotsOfInputs = inputs.stream().map(Port::slot).toList();
        return new Signature(name,
                inputs.stream().map(port -> new Signature.Parameter(port.name(), port.type(), port.state())).toList(),
                outputs.stream().map(port -> new Signature.Result(port.name(), port.type(),
                        slotsOfInputs.contains(port.slot())
                                ? slotsOfInputs.indexOf(port.slot())
                                : Signature.NOTHING))
                        .toList(),
                rooms);
    }

    /** The symbols of its input types, in order: what a call binds before the steps run. */
    public List<String> symbols() {
        Set<String> names = new TreeSet<>();
        inputs.forEach(input -> input.type().shape().forEach(dim -> names.addAll(dim.symbols())));
        return new ArrayList<>(names);
    }

    /** How many bytes the program's own slots take for constant sizes; symbolic sizes are left out. */
    public long scratchBytes() {
        return slots.stream()
                .filter(slot -> slot.role() == Slot.Role.SCRATCH)
                .mapToLong(
                        slot -> slot.sizes().stream().filter(Dim::isConstant).mapToLong(Dim::constant).max().orElse(0)
                                * slot.dtype().bytes())
                .sum();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("schedule @").append(name).append('\n');
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(i);
            text.append("  s").append(i).append(": ").append(slot.role().name().toLowerCase(Locale.ROOT))
                    .append(' ').append(slot.dtype()).append(slot.sizes()).append('\n');
        }
        inputs.forEach(port -> text.append("  in ").append(port.name()).append(": ").append(port.type()).append(" in s")
                .append(port.slot()).append('\n'));
        text(text, 0, steps.size(), regions);
        outputs.forEach(port -> text.append("  out ").append(port.name()).append(": ").append(port.type())
                .append(" in s").append(port.slot()).append('\n'));
        return text.toString();
    }

    private void text(StringBuilder text, int from, int end, List<Region> inner) {
        int at = from;
        for (Region region : inner) {
            text(text, at, region.first(), List.of());
            text.append(region.kind().name().toLowerCase(Locale.ROOT)).append(" s").append(region.slot()).append(' ')
                    .append(region.times()).append(" {\n");
            text(text, region.first(), region.middle(), region.before());
            if (region.middle() < region.end()) {
                text.append("} {\n");
                text(text, region.middle(), region.end(), region.after());
            }
            text.append("}\n");
            at = region.end();
        }
        for (int i = at; i < end; i++) {
            text.append(i).append(": ").append(steps.get(i));
        }
    }
}
