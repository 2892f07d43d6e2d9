package dev.sinter;

import dev.sinter.ir.Diagnostic;
import java.util.List;

/** The GPUs of this machine. Asking never fails: where there is no CUDA, {@link #reason} is one sentence that says why. */
public final class Cuda {
    private Cuda() {}

    /**
     * A GPU as its driver describes it.
     *
     * @param name        what its maker calls it
     * @param memoryBytes its whole memory
     */
    public record Gpu(String name, long memoryBytes) {}

    /** Whether there is a driver with at least one GPU. */
    public static boolean isAvailable() {
        return deviceCount() > 0;
    }

    public static int deviceCount() {
        return gpus().size();
    }

    /** What the maker calls the GPU of that number. */
    public static String deviceName(int index) {
        return gpu(index).name();
    }

    /** The whole memory of the GPU of that number, in bytes. */
    public static long memoryBytes(int index) {
        return gpu(index).memoryBytes();
    }

    /** Why there is none: what was looked for and what would make it appear; empty where there is one. */
    public static String reason() {
        return Programs.evaluator().whyNoGpu();
    }

    private static List<Gpu> gpus() {
        return Programs.evaluator().gpus();
    }

    private static Gpu gpu(int index) {
        List<Gpu> gpus = gpus();
        if (index < 0 || index >= gpus.size()) {
            throw new Diagnostic("there is no GPU " + index + "; "
                    + (gpus.isEmpty() ? reason() : "there are " + gpus.size() + ", numbered from 0"));
        }
        return gpus.get(index);
    }
}
