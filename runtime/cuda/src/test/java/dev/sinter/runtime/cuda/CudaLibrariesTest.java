package dev.sinter.runtime.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CUDA's libraries are looked for in a known order. */
class CudaLibrariesTest {
    @TempDir Path root;

    private final Map<String, String> properties = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();

    private CudaLibraries locate() {
        return CudaLibraries.locate(properties::get, environment::get, root);
    }

    private Path put(String path) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "");
    }

    @Test
    void whereNothingIsTheReportSaysWhereItLooked() {
        CudaLibraries libraries = locate();
        assertThat(libraries.driver()).isNull();
        assertThat(libraries.nvrtc()).isNull();
        assertThat(libraries.nvrtcMajor()).isZero();
        assertThat(libraries.placesTried())
                .startsWith(
                        "Looked in CUDA_HOME (not set), CUDA_PATH (not set), LD_LIBRARY_PATH (not set), the folders of toolkits and drivers below ")
                .endsWith(" possible Python installations.");
        assertThat(libraries.describe()).isEqualTo("libcuda: not found\nlibnvrtc: not found\n");
    }

    @Test
    void aToolkitInItsUsualFolderIsFound() throws IOException {
        Path driver = put("usr/lib/x86_64-linux-gnu/libcuda.so.1");
        put("usr/local/cuda-9.2/lib64/libnvrtc.so.9.2");
        put("usr/local/cuda-12.9/lib64/libnvrtc.so");
        Path nvrtc = put("usr/local/cuda-12.9/lib64/libnvrtc.so.12");
        Path builtins = put("usr/local/cuda-12.9/lib64/libnvrtc-builtins.so.12.9");
        put("usr/local/cuda-12.9/lib64/libnvrtc_static.a");
        CudaLibraries libraries = locate();
        assertThat(libraries.driver()).isEqualTo(driver);
        assertThat(libraries.nvrtc()).isEqualTo(nvrtc);
        assertThat(libraries.nvrtcBuiltins()).isEqualTo(builtins);
        assertThat(libraries.nvrtcMajor()).isEqualTo(12);
    }

    @Test
    void thePropertyGoesBeforeTheVariablesAndTheseBeforeTheRest() throws IOException {
        put("usr/local/cuda/lib64/libnvrtc.so.11");
        Path byVariable = put("mine/lib64/libnvrtc.so.12");
        Path byProperty = put("chosen/libnvrtc.so.13");
        environment.put("CUDA_HOME", root.resolve("mine").toString());
        assertThat(locate().nvrtc()).isEqualTo(byVariable);
        properties.put(CudaLibraries.PROPERTY, root.resolve("chosen").toString());
        assertThat(locate().nvrtc()).isEqualTo(byProperty);
        assertThat(locate().nvrtcMajor()).isEqualTo(13);
    }

    @Test
    void theLoadersFoldersAreSearched() throws IOException {
        Path driver = put("drivers/libcuda.so.1");
        environment.put("LD_LIBRARY_PATH", ":" + root.resolve("drivers"));
        assertThat(locate().driver()).isEqualTo(driver);
    }

    @Test
    void wheelsOfPythonInstallationsAreSearched() throws IOException {
        Path wheel = put("venv/lib/python3.11/site-packages/nvidia/cu13/lib/libnvrtc.so.13");
        put("venv/lib/python3.11/site-packages/nvidia/cu13/lib/libnvrtc.alt.so.13");
        environment.put("VIRTUAL_ENV", root.resolve("venv").toString());
        assertThat(locate().nvrtc()).isEqualTo(wheel);
        environment.clear();
        assertThat(locate().nvrtc()).isNull();
        put("venv/bin/python3");
        environment.put("PATH", root.resolve("venv/bin").toString());
        assertThat(locate().nvrtc()).isEqualTo(wheel);
    }
}
