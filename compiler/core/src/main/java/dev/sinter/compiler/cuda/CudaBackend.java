package dev.sinter.compiler.cuda;

import dev.sinter.compiler.schedule.Port;
import dev.sinter.compiler.schedule.Schedule;
import dev.sinter.compiler.schedule.Slot;
import dev.sinter.compiler.schedule.Step;
import dev.sinter.ir.kernel.Kernel;
import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.cuda.CudaDriver;
import dev.sinter.runtime.cuda.CudaPlan;
import dev.sinter.runtime.cuda.CudaProgram;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns a {@link Schedule} into CUDA C and a {@link CudaPlan} for it. The same schedule gives the same text. */
public final class CudaBackend {
    private CudaBackend() {}

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

        /** Compiles the kernels for GPU {@code device} and makes a program that runs there, with the interpreter's bits. */
        public CudaProgram load(CudaDriver driver, int device, KernelCompiler compiler) {
            byte[] image = kernels.isEmpty()
                    ? new byte[0]
                    : compiler.compile(source(), driver.device(device).architecture(), KernelCompiler.STRICT).image();
            return new CudaProgram(driver, device, plan, image);
        }
    }

    /** Writes the kernels of a schedule. */
    public static Program lower(Schedule schedule) {
        if (!schedule.regions().isEmpty()) {
            throw new UnsupportedOperationException("cuda: @" + schedule.name()
                    + " has branches or loops (cond, while, scan), which only the CPU back end runs; compile it for the CPU");
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
        CudaPlan plan = new CudaPlan(schedule.signature(), slots(schedule), steps, slots(schedule.inputs()),
                slots(schedule.outputs()));
        return new Program(plan, new ArrayList<>(kernels.values()));
    }

    private static List<CudaPlan.Slot> slots(Schedule schedule) {
        List<CudaPlan.Slot> slots = new ArrayList<>();
        for (Slot slot : schedule.slots()) {
            boolean constant = slot.role() == Slot.Role.CONSTANT;
            slots.add(new CudaPlan.Slot(slot.dtype(), slot.sizes(),
                    constant ? Buffer.ofBits(slot.dtype(), slot.bits(), slot.bits().length) : null));
        }
        return slots;
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
