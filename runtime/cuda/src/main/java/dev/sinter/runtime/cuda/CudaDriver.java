package dev.sinter.runtime.cuda;

import java.lang.foreign.MemorySegment;

/**
 * The calls of the CUDA driver that Sinter uses, on {@code long} handles; {@link Cuda#driver()} gives the one of this machine.
 *
 * <p>Device addresses are the driver's own. All other handles are numbers that mean something only to the object that gave them; 0 is the
 * default stream. Every call may throw {@link CudaException} with the driver's error code and what was asked. A context is current per
 * thread: {@link #use} it first on each thread.
 */
public interface CudaDriver {
    /** The newest CUDA version the driver serves, as 1000 * major + 10 * minor. */
    int version();

    int deviceCount();

    CudaDevice device(int ordinal);

    /** Takes part in the device's primary context, which other CUDA libraries in this process share. */
    long retainContext(int ordinal);

    void releaseContext(int ordinal);

    /** Makes the context current on this thread. */
    void use(long context);

    /** Free and total bytes of the current context's device. */
    Memory memory();

    /** Loads a cubin or PTX. */
    long loadModule(byte[] image);

    void unloadModule(long module);

    long function(long module, String name);

    /** Device memory, at a multiple of 256 bytes; its content is anything. */
    long allocate(long bytes);

    void free(long address);

    /** Page-locked host memory, which copies fastest. */
    MemorySegment allocateHost(long bytes);

    void freeHost(MemorySegment memory);

    /** Sets every byte, in order with the stream. */
    void fill(long address, byte value, long bytes, long stream);

    /** Copies from native or heap memory to the device and returns when the source may be changed. */
    void copyToDevice(long address, MemorySegment from, long bytes);

    /** Copies from the device to native or heap memory and returns when it is there. */
    void copyToHost(MemorySegment to, long address, long bytes);

    /** Copies between page-locked memory and the device, in order with the stream. */
    void copyToDevice(long address, MemorySegment from, long bytes, long stream);

    /** Copies from the device to page-locked memory, in order with the stream. */
    void copyToHost(MemorySegment to, long address, long bytes, long stream);

    /** Copies within the device, in order with the stream. */
    void copyOnDevice(long to, long from, long bytes, long stream);

    long createStream();

    void destroyStream(long stream);

    /** Waits until everything put into the stream has happened; errors of kernels surface here. */
    void synchronize(long stream);

    long createEvent();

    void destroyEvent(long event);

    void record(long event, long stream);

    void await(long event);

    /** Milliseconds between two recorded and awaited events. */
    float elapsed(long start, long end);

    /**
     * Puts a kernel into the stream.
     *
     * @param parameters native memory that starts with one address per parameter of the kernel, where its value is; read before this returns
     */
    void launch(long function, Grid grid, long stream, MemorySegment parameters);

    /** From here the stream records what is put into it instead of doing it. */
    void beginCapture(long stream);

    /** Ends the recording and gives the graph of it, ready to be launched any number of times. */
    long endCapture(long stream);

    void launchGraph(long graph, long stream);

    void destroyGraph(long graph);

    /** Free and total bytes. */
    record Memory(long free, long total) {}

    /** How many blocks in each direction, and how many threads in each block. */
    record Grid(int blocksX, int blocksY, int blocksZ, int threadsX, int threadsY, int threadsZ) {
        /** Blocks and threads in one direction. */
        public static Grid line(int blocks, int threads) {
            return new Grid(blocks, 1, 1, threads, 1, 1);
        }
    }
}
