package dev.sinter.runtime.cuda;

import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.Signature;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything about a program for the GPU but its compiled kernels.
 *
 * @param signature what the program takes and gives
 * @param slots     the numbered places in device memory
 * @param steps     what to do with them, in order
 * @param inputs    the slot of each input
 * @param outputs   the slot of each output; an output that updates an input has that input's slot
 */
public record CudaPlan(Signature signature, List<Slot> slots, List<Step> steps, List<Integer> inputs,
        List<Integer> outputs) {
    public CudaPlan {
        slots = List.copyOf(slots);
        steps = List.copyOf(steps);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /**
     * A place for elements.
     *
     * @param lengths  how many elements it must hold: the longest of these
     * @param constant what it holds from the start, or null
     */
    public record Slot(DType dtype, List<Dim> lengths, @Nullable Buffer constant) {
        public Slot {
            lengths = List.copyOf(lengths);
        }
    }

    /** A piece of work on the device. */
    public sealed interface Step {}

    /** Copies {@code elements} elements from one slot to another. */
    public record Copy(int from, int to, Dim elements) implements Step {}

    /**
     * Runs a kernel.
     *
     * @param function  its name in the compiled module
     * @param blocks    how many blocks suit it; none means that there is nothing to do, and fewer are right too
     * @param threads   threads per block
     * @param arguments its parameters in order, 8 bytes each
     */
    public record Launch(String function, Dim blocks, int threads, List<Argument> arguments) implements Step {
        public Launch {
            arguments = List.copyOf(arguments);
        }
    }

    /** What a kernel is given. */
    public sealed interface Argument {
        /** The address of a slot. */
        record Address(int slot) implements Argument {}

        /** The value of a symbol. */
        record Symbol(String name) implements Argument {}

        /** The address of an int to which the kernel writes why it failed: 1 an index out of its tensor, 2 a division by zero. */
        record Fault() implements Argument {}
    }
}
