package dev.sinter.compiler.schedule;

import dev.sinter.ir.Literal;
import dev.sinter.ir.eval.Interpreter;
import dev.sinter.types.Symbols;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs a schedule step by step with the interpreter: what the kernels and the slots mean, without a back end. */
public final class ScheduleRunner {
    private ScheduleRunner() {}

    public static Map<String, Literal> run(Schedule schedule, Map<String, Literal> inputs, Map<String, Long> symbols) {
        List<Literal> slots = new ArrayList<>(Collections.nCopies(schedule.slots().size(), (Literal) null));
        for (int i = 0; i < slots.size(); i++) {
            slots.set(i, schedule.slots().get(i).data());
        }
        schedule.inputs().forEach(port -> slots.set(port.slot(), inputs.get(port.name())));
        for (Step step : schedule.steps()) {
            List<Literal> operands = new ArrayList<>();
            for (int i = 0; i < step.operands().size(); i++) {
                Literal value = slots.get(step.operands().get(i));
                operands.add(new Literal(Symbols.evaluate(step.kernel().operands().get(i), symbols), value.bits()));
            }
            slots.set(step.output(), Interpreter.run(step.kernel(), operands, symbols));
        }
        Map<String, Literal> outputs = new LinkedHashMap<>();
        schedule.outputs().forEach(port -> outputs.put(port.name(),
                new Literal(Symbols.evaluate(port.type(), symbols), slots.get(port.slot()).bits())));
        return outputs;
    }
}
