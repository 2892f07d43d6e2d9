package dev.sinter.compiler.cuda;

import dev.sinter.runtime.cuda.CudaException;
import java.util.List;

/** Compiles CUDA C to something the driver loads. */
public interface KernelCompiler {
    /** Its name and version, part of the key under which compiled kernels may be kept. */
    String version();

    /**
     * Compiles one source text.
     *
     * @param source       CUDA C that includes nothing
     * @param architecture the GPU's instruction set, {@code sm_90}
     * @param options      further options, as {@link #STRICT}
     * @throws CudaException with the compiler's own messages where it refuses the text
     */
    CompiledKernels compile(String source, String architecture, List<String> options);

    /** Every operation rounds once, as written: no contraction, no flushing of subnormals, exact division and square root. */
    List<String> STRICT = List.of("--fmad=false", "--ftz=false", "--prec-div=true", "--prec-sqrt=true");
}
