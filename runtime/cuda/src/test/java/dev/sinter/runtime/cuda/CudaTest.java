package dev.sinter.runtime.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The absence of CUDA is a sentence. */
class CudaTest {
    @Test
    @DisplayName("D1: without a driver the sentence says what was looked for and what would make it appear")
    void noDriver() {
        CudaLibraries none = new CudaLibraries(null, null, null, List.of("CUDA_HOME (not set)", "/usr/lib"));
        assertThatThrownBy(() -> Cuda.open(none))
                .isInstanceOf(CudaException.class)
                .hasMessage(
                        "CUDA is not available: libcuda.so.1, which comes with NVIDIA's driver, was not found. Looked in CUDA_HOME (not set), /usr/lib."
                                + " Install the driver, or name its folder with -Dsinter.cuda.path=FOLDER.");
    }

    @Test
    @DisplayName("D1: what is no library is a sentence too")
    void noLibrary(@TempDir Path folder) throws IOException {
        Path driver = Files.writeString(folder.resolve("libcuda.so.1"), "not a library");
        assertThatThrownBy(() -> Cuda.open(new CudaLibraries(driver, null, null, List.of())))
                .isInstanceOf(CudaException.class)
                .hasMessage("CUDA is not available: " + driver + " cannot be loaded (it is no shared library).");
    }

    @Test
    @DisplayName("D1: JCuda without its native half is a sentence, and the temporary folder is as before")
    void noNatives() {
        String before = System.getProperty("java.io.tmpdir");
        assertThatThrownBy(() -> NativeLibraries.initialize("jcuda.driver.JCudaDriver"))
                .isInstanceOf(CudaException.class)
                .hasMessageStartingWith("CUDA is not available: JCuda's native library cannot be loaded")
                .hasMessageContaining("org.jcuda:jcuda-natives:12.6.0");
        assertThatThrownBy(() -> NativeLibraries.initialize("jcuda.driver.JCudaDriver"))
                .isInstanceOf(CudaException.class);
        assertThatThrownBy(() -> NativeLibraries.initialize("jcuda.Absent"))
                .hasMessageContaining("JCuda is not on the class path");
        assertThat(System.getProperty("java.io.tmpdir")).isEqualTo(before);
    }

    @Test
    @DisplayName("D1: asking whether CUDA is there always gives an answer")
    void asking() {
        assertThat(Cuda.isAvailable()).isEqualTo(Cuda.reason().isEmpty());
        assertThat(Cuda.devices().isEmpty()).isEqualTo(!Cuda.isAvailable());
        if (!Cuda.isAvailable()) {
            assertThat(Cuda.reason()).startsWith("CUDA is not available: ").doesNotContain("\n", "Exception", "\tat ");
            assertThatThrownBy(Cuda::driver).hasMessage(Cuda.reason());
        }
    }
}
