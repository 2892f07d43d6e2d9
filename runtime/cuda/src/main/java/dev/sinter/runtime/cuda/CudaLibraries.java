package dev.sinter.runtime.cuda;

import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where CUDA's shared libraries are on this machine, and where they were looked for.
 *
 * @param driver        libcuda, which comes with the GPU's driver; null where there is none
 * @param nvrtc         libnvrtc, the compiler of CUDA C, which comes with a toolkit or a Python wheel; null where there is none
 * @param nvrtcBuiltins libnvrtc-builtins of the same version, beside it; null where it is not a separate file
 * @param tried         each place looked at, in order, for the message that nothing is there
 */
public record CudaLibraries(@Nullable Path driver, @Nullable Path nvrtc, @Nullable Path nvrtcBuiltins,
        List<String> tried) {
    /** The system property that names folders to look in first, separated as in a class path. */
    public static final String PROPERTY = "sinter.cuda.path";

    public CudaLibraries {
        tried = List.copyOf(tried);
    }

    /**
     * Looks, in this order, in: the system property {@value #PROPERTY}; {@code CUDA_HOME} and {@code CUDA_PATH}; the loader's
     * {@code LD_LIBRARY_PATH}; the usual folders of toolkits, drivers and distributions; CUDA wheels of the Python installations in sight.
     * Nothing is loaded and no process is started.
     */
    public static CudaLibraries locate() {
        return new LibrarySearch(System::getProperty, System::getenv, Path.of("/")).run();
    }

    /** As {@link #locate()} with other properties, environment and file system root, for tests. */
    static CudaLibraries locate(UnaryOperator<@Nullable String> properties, UnaryOperator<@Nullable String> environment,
            Path root) {
        return new LibrarySearch(properties, environment, root).run();
    }

    /** The first number of NVRTC's version, 12 or 13, from its file name; 0 where it does not say. */
    public int nvrtcMajor() {
        if (nvrtc == null) {
            return 0;
        }
        String digits = String.valueOf(nvrtc.getFileName()).replaceFirst("^libnvrtc(\\.alt)?\\.so\\.?", "")
                .replaceFirst("\\D.*$", "");
        return digits.isEmpty() ? 0 : Integer.parseInt(digits);
    }

    /** One line per library: its path, or that it was not found. */
    public String describe() {
        return "libcuda: " + (driver == null ? "not found" : driver) + "\nlibnvrtc: "
                + (nvrtc == null ? "not found" : nvrtc) + "\n";
    }

    /** The places looked at, one sentence. */
    public String placesTried() {
        return tried.isEmpty() ? "No place was there to look in." : "Looked in " + String.join(", ", tried) + ".";
    }
}
