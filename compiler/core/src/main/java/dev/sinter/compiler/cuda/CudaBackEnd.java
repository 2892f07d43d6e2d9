package dev.sinter.compiler.cuda;

import dev.sinter.compiler.schedule.Port;
import dev.sinter.compiler.schedule.Schedule;
import dev.sinter.compiler.schedule.Slot;
import dev.sinter.compiler.schedule.Step;
import dev.sinter.ir.kernel.Kernel;
import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.Signature;
import dev.sinter.runtime.cuda.CudaPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns a {@link Schedule} into CUDA C and a {@link CudaPlan} for it. */
public final class CudaBackEnd {
    private CudaBackEnd() {}

    /**
     * A program before it is compiled.
     *
     * @param plan    how to run it
     * @param kernels its kernels, each once; none where it only moves its inputs
     */
    public record Program(CudaPlan plan, List<CudaKernel> kernels) {
        public Program {
            kernels = List.copyOf(kernels);
        }

        /** The CUDA C of all kernels. */
        public String source() {
            return CudaKernel.source(kernels);
        }
    }

    /**
     * Writes the kernels of a schedule.
     *
     * @param signature the program's, with inputs and outputs in the order of the schedule
     * @param constants the content of each constant slot, by its number
     */
    public static Program lower(Schedule schedule, Signature signature, Map<Integer, Buffer> constants) {
        List<CudaPlan.Slot> slots = new ArrayList<>();
        for (int i = 0; i < schedule.slots().size(); i++) {
            Slot slot = schedule.slots().get(i);
            slots.add(new CudaPlan.Slot(slot.dtype(), slot.sizes(), constants.get(i)));
        }
        // Kernels are shared by their text: comparing expressions could take time exponential in their shared parts.
        Map<String, CudaKernel> kernels = new LinkedHashMap<>();
        List<CudaPlan.Step> steps = new ArrayList<>();
        for (Step step : schedule.steps()) {
            Kernel kernel = step.kernel();
            if (kernel.write().isUpdate()) {
                int base = step.operands().get(kernel.write().base());
                if (base != step.output()) {
                    steps.add(new CudaPlan.Copy(base, step.output(), kernel.output().shape().numel()));
                }
            }
            CudaKernel text = CudaEmitter.emit(kernel, "kernel", !step.operands().contains(step.output()));
            String name = "k" + kernels.size();
            steps.add(launch(kernels.computeIfAbsent(text.text(), key -> text.named(name)), step));
        }
        CudaPlan plan = new CudaPlan(signature, slots, steps, slots(schedule.inputs()), slots(schedule.outputs()));
        return new Program(plan, new ArrayList<>(kernels.values()));
    }

    private static List<Integer> slots(List<Port> ports) {
        return ports.stream().map(Port::slot).toList();
    }

    private static CudaPlan.Launch launch(CudaKernel kernel, Step step) {
        List<CudaPlan.Argument> arguments = new ArrayList<>();
        for (CudaKernel.Parameter parameter : kernel.parameters()) {
            arguments.add(switch (parameter) {
                case CudaKernel.Parameter.Operand operand ->
                    new CudaPlan.Argument.Address(step.operands().get(operand.number()));
                case CudaKernel.Parameter.Output output -> new CudaPlan.Argument.Address(step.output());
                case CudaKernel.Parameter.Symbol symbol -> new CudaPlan.Argument.Symbol(symbol.name());
                case CudaKernel.Parameter.Fault fault -> new CudaPlan.Argument.Fault();
            });
        }
        return new CudaPlan.Launch(kernel.name(), kernel.blocks(), kernel.threads(), arguments);
    }
}
