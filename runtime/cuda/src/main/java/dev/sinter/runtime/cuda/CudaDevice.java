package dev.sinter.runtime.cuda;

/**
 * One GPU as the driver describes it.
 *
 * @param ordinal                 its number, from 0
 * @param name                    what its maker calls it
 * @param major                   the compute capability before the point
 * @param minor                   the compute capability after the point
 * @param memoryBytes             its whole memory
 * @param multiprocessors         how many blocks it runs side by side, at least
 * @param sharedMemoryPerBlock    bytes a block may share without asking for more
 */
public record CudaDevice(int ordinal, String name, int major, int minor, long memoryBytes, int multiprocessors,
        int sharedMemoryPerBlock) {
    /** The name of its instruction set: {@code sm_90}. */
    public String architecture() {
        return "sm_" + major + minor;
    }

    @Override
    public String toString() {
        return "cuda:" + ordinal + " " + name + " (" + architecture() + ", " + (memoryBytes >> 20) + " MiB, "
                + multiprocessors + " multiprocessors)";
    }
}
