package dev.sinter.runtime.cuda;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Whether CUDA is on this machine; asking loads nothing that could fail with anything but a sentence. */
public final class Cuda {
    private Cuda() {}

    /** The first look, kept for the life of the process: what loads once cannot be unloaded. */
    private static final class Found {
        static final CudaLibraries LIBRARIES = CudaLibraries.locate();
        static final @Nullable CudaDriver DRIVER;
        static final String REASON;

        static {
            CudaDriver driver = null;
            String reason = "";
            try {
                driver = open(LIBRARIES);
            } catch (CudaException absent) {
                reason = String.valueOf(absent.getMessage());
            }
            DRIVER = driver;
            REASON = reason;
        }
    }

    /** Whether there is a driver with at least one GPU. */
    public static boolean isAvailable() {
        return Found.DRIVER != null;
    }

    /** The driver of this machine; {@link CudaException} with the one sentence of {@link #reason} where there is none. */
    public static CudaDriver driver() {
        if (Found.DRIVER == null) {
            throw new CudaException(Found.REASON);
        }
        return Found.DRIVER;
    }

    /** Why CUDA is not available: what was looked for and what would make it appear; empty where it is. */
    public static String reason() {
        return Found.REASON;
    }

    /** The GPUs, none where CUDA is not available. */
    public static List<CudaDevice> devices() {
        CudaDriver driver = Found.DRIVER;
        return driver == null ? List.of() : IntStream.range(0, driver.deviceCount()).mapToObj(driver::device).toList();
    }

    /** Where the libraries of {@link #driver()} were found. */
    public static CudaLibraries libraries() {
        return Found.LIBRARIES;
    }

    /** Starts the driver among these libraries; {@link CudaException} where it is absent, unusable or finds no GPU. */
    public static CudaDriver open(CudaLibraries libraries) {
        if (libraries.driver() == null) {
            throw new CudaException(
                    "CUDA is not available: libcuda.so.1, which comes with NVIDIA's driver, was not found. "
                            + libraries.placesTried()
                            + " Install the driver, or name its folder with -D" + CudaLibraries.PROPERTY + "=FOLDER.");
        }
        NativeLibraries.load(libraries.driver());
        NativeLibraries.initialize("jcuda.driver.JCudaDriver");
        CudaDriver driver = JCudaCalls.start();
        if (driver.deviceCount() == 0) {
            throw new CudaException("CUDA is not available: the driver at " + libraries.driver()
                    + " finds no GPU. CUDA_VISIBLE_DEVICES may hide it.");
        }
        return driver;
    }
}
