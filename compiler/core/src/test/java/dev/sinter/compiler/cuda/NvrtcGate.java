package dev.sinter.compiler.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.runtime.cuda.CudaException;
import dev.sinter.runtime.cuda.CudaLibraries;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compiles every text that a test generates with the real compiler, where it is installed; where not, one line says so. */
final class NvrtcGate {
    private static final List<String> ARCHITECTURES = List.of("sm_80", "sm_90");
    private static final @Nullable Nvrtc COMPILER = open();

    private NvrtcGate() {}

    private static @Nullable Nvrtc open() {
        try {
            Nvrtc nvrtc = Nvrtc.open(CudaLibraries.locate());
            System.out.println("Generated CUDA C is compiled by " + nvrtc.version() + " for " + ARCHITECTURES + " too");
            return nvrtc;
        } catch (CudaException absent) {
            System.out.println(
                    "SKIPPED: generated CUDA C is not compiled by NVIDIA's compiler: libnvrtc was not found or does not load");
            return null;
        }
    }

    static boolean isOpen() {
        return COMPILER != null;
    }

    /** Holds the text to compile, for each architecture, without a warning and without spilled registers. */
    static void check(String source) {
        Nvrtc compiler = COMPILER;
        if (compiler == null) {
            return;
        }
        for (String architecture : ARCHITECTURES) {
            CompiledKernels compiled = compiler.compile(source, architecture, KernelCompiler.STRICT);
            assertThat(compiled.image()).isNotEmpty();
            assertThat(compiled.log()).doesNotContain("warning");
            assertThat(compiled.resources()).isNotEmpty()
                    .allSatisfy((kernel, resources) -> assertThat(resources.spilledBytes()).as(kernel).isZero());
        }
    }
}
