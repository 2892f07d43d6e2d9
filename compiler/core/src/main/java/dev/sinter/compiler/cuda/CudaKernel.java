package dev.sinter.compiler.cuda;

import dev.sinter.types.Dim;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * One kernel as CUDA C, and how to launch it.
 *
 * @param name       the function's name
 * @param text       the function; {@link #source} puts before it what it calls
 * @param calls      the functions of the prelude that it calls
 * @param parameters what it takes, in order
 * @param blocks     how many blocks suit it; fewer are right too
 * @param threads    threads per block
 */
public record CudaKernel(String name, String text, Set<Prelude> calls, List<Parameter> parameters, Dim blocks,
        int threads) {
    /** What a kernel takes. */
    public sealed interface Parameter {
        /** The address of an operand of the kernel. */
        record Operand(int number) implements Parameter {}

        /** The address of what it writes. */
        record Output() implements Parameter {}

        /** The value of a symbol, 64 bits. */
        record Symbol(String name) implements Parameter {}

        /** The address of an int to which it writes why it failed. */
        record Fault() implements Parameter {}
    }

    public CudaKernel {
        calls = Set.copyOf(calls);
        parameters = List.copyOf(parameters);
    }

    /** This under another name. */
    CudaKernel named(String newName) {
        return new CudaKernel(newName, text.replaceFirst("\\b" + name + "\\(", newName + "("), calls, parameters,
                blocks, threads);
    }

    /** One text with these kernels, ready for a {@link KernelCompiler}. */
    public static String source(List<CudaKernel> kernels) {
        Set<Prelude> calls = EnumSet.noneOf(Prelude.class);
        kernels.forEach(kernel -> calls.addAll(kernel.calls()));
        StringBuilder source = new StringBuilder(Prelude.of(calls));
        kernels.forEach(kernel -> source.append(source.isEmpty() ? "" : "\n").append(kernel.text()));
        return source.toString();
    }
}
