package dev.sinter.compiler.schedule;

import dev.sinter.ir.kernel.Kernel;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One kernel and the slots it works on.
 *
 * <p>The output slot may be an operand's only where the memory plan has shown that this is safe: each element is read by the point that writes it
 * and by no later one. For an update ({@link dev.sinter.ir.kernel.Write#isUpdate()}) whose base is in another slot, the base is
 * copied to the output first.
 *
 * @param operands the slot of each operand of the kernel
 * @param output   the slot it writes
 */
public record Step(Kernel kernel, List<Integer> operands, int output) {
    public Step {
        operands = List.copyOf(operands);
    }

    @Override
    public String toString() {
        return "s" + output + " <- " + operands.stream().map(slot -> "s" + slot).collect(Collectors.joining(" ")) + "\n"
                + kernel;
    }
}
