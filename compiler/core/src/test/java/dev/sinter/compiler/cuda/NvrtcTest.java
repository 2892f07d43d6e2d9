package dev.sinter.compiler.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.runtime.cuda.CudaException;
import dev.sinter.runtime.cuda.CudaLibraries;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** NVIDIA's compiler makes cubins without a GPU. */
class NvrtcTest {
    private static Nvrtc compiler() {
        Assumptions.assumeTrue(NvrtcGate.isOpen(), "libnvrtc was not found");
        return Nvrtc.open(CudaLibraries.locate());
    }

    @Test
    @DisplayName("C6: a kernel becomes a cubin, and the log tells its resources")
    void compiles() {
        CompiledKernels compiled = compiler().compile(
                "extern \"C\" __global__ void twice(float* x) { x[threadIdx.x] *= 2; }", "sm_90",
                KernelCompiler.STRICT);
        assertThat(compiled.image()).startsWith(0x7f, 'E', 'L', 'F');
        assertThat(compiled.resources()).containsOnlyKeys("twice");
        assertThat(compiled.resources().get("twice").registers()).isPositive();
    }

    @Test
    @DisplayName("C6: a mistake in a kernel is told in the compiler's words")
    void refuses() {
        Nvrtc compiler = compiler();
        assertThatThrownBy(() -> compiler.compile("extern \"C\" __global__ void k() { y = 1; }", "sm_90", List.of()))
                .isInstanceOf(CudaException.class)
                .hasMessageStartingWith(compiler.version() + " refuses a generated kernel for sm_90")
                .hasMessageContaining("identifier \"y\" is undefined");
    }

    @Test
    @DisplayName("C6: without libnvrtc a sentence says what would make it appear")
    void absent() {
        assertThatThrownBy(() -> Nvrtc.open(new CudaLibraries(null, null, null, List.of("/nowhere"))))
                .isInstanceOf(CudaException.class)
                .hasMessage("CUDA C cannot be compiled: libnvrtc was not found. Looked in /nowhere."
                        + " Install a CUDA toolkit or the Python wheel nvidia-cuda-nvrtc, or name its folder with -Dsinter.cuda.path=FOLDER.");
    }

    @Test
    void theLogOfTheAssemblerIsRead() {
        CompiledKernels compiled = CompiledKernels.of(new byte[0], """
                ptxas info    : Compiling entry function 'a' for 'sm_80'
                    8 bytes stack frame, 4 bytes spill stores, 12 bytes spill loads
                ptxas info    : Used 40 registers, used 1 barriers
                ptxas info    : Compiling entry function 'b' for 'sm_80'
                ptxas info    : Used 7 registers
                """);
        assertThat(compiled.resources())
                .containsEntry("a", new CompiledKernels.Resources(40, 16))
                .containsEntry("b", new CompiledKernels.Resources(7, 0));
    }
}
