package dev.sinter.runtime.cuda;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import jcuda.NativePointerObject;
import jcuda.Pointer;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUevent;
import jcuda.driver.CUfunction;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUmodule;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;
import jcuda.driver.CUstreamCaptureMode;
import jcuda.driver.JCudaDriver;
import org.jspecify.annotations.Nullable;

/** The {@link CudaDriver} of JCuda: the only class that touches {@code jcuda.driver}. Made only after {@link NativeLibraries} has succeeded. */
final class JCudaCalls implements CudaDriver {
    /** JCuda's objects by handle; 0 is the default stream. */
    private final List<@Nullable NativePointerObject> handles = new ArrayList<>(List.of(new CUstream()));

    private final Deque<Integer> unused = new ArrayDeque<>();

    private JCudaCalls() {}

    static JCudaCalls start() {
        JCudaDriver.setExceptionsEnabled(false);
        int code = JCudaDriver.cuInit(0);
        if (code != CUresult.CUDA_SUCCESS) {
            throw new CudaException("CUDA is not available: the driver answered " + CUresult.stringFor(code)
                    + " when it was started. No GPU may be visible to this process, or the driver and the kernel module may differ in version.");
        }
        return new JCudaCalls();
    }

    private static void check(int code, String asked) {
        if (code != CUresult.CUDA_SUCCESS) {
            String name = CUresult.stringFor(code);
            String hint = switch (code) {
                case CUresult.CUDA_ERROR_OUT_OF_MEMORY ->
                    " The GPU's memory is full: use a smaller batch, or end what else runs on it.";
                case CUresult.CUDA_ERROR_NO_BINARY_FOR_GPU, CUresult.CUDA_ERROR_INVALID_PTX ->
                    " The kernel was compiled for another GPU: compile it for this one.";
                case CUresult.CUDA_ERROR_ILLEGAL_ADDRESS, CUresult.CUDA_ERROR_LAUNCH_FAILED ->
                    " A kernel failed; this process can use the GPU no longer.";
                default -> "";
            };
            throw new CudaException("CUDA answered " + name + " when asked to " + asked + "." + hint);
        }
    }

    private synchronized long keep(NativePointerObject object) {
        Integer free = unused.poll();
        if (free != null) {
            handles.set(free, object);
            return free;
        }
        handles.add(object);
        return handles.size() - 1L;
    }

    private synchronized <T extends NativePointerObject> T get(long handle, Class<T> type) {
        Object object = handle >= 0 && handle < handles.size() ? handles.get((int) handle) : null;
        if (!type.isInstance(object)) {
            throw new IllegalArgumentException(
                    "the CUDA handle " + handle + " is no " + type.getSimpleName() + " or was given back");
        }
        return type.cast(object);
    }

    private synchronized <T extends NativePointerObject> T forget(long handle, Class<T> type) {
        T object = get(handle, type);
        handles.set((int) handle, null);
        unused.add((int) handle);
        return object;
    }

    private CUstream stream(long handle) {
        return get(handle, CUstream.class);
    }

    @Override
    public int version() {
        int[] version = new int[1];
        check(JCudaDriver.cuDriverGetVersion(version), "name its version");
        return version[0];
    }

    @Override
    public int deviceCount() {
        int[] count = new int[1];
        check(JCudaDriver.cuDeviceGetCount(count), "count the GPUs");
        return count[0];
    }

    private static CUdevice handle(int ordinal) {
        CUdevice device = new CUdevice();
        check(JCudaDriver.cuDeviceGet(device, ordinal), "give GPU " + ordinal);
        return device;
    }

    @Override
    public CudaDevice device(int ordinal) {
        CUdevice device = handle(ordinal);
        byte[] name = new byte[256];
        check(JCudaDriver.cuDeviceGetName(name, name.length, device), "name GPU " + ordinal);
        long[] memory = new long[1];
        check(JCudaDriver.cuDeviceTotalMem(memory, device), "tell the memory of GPU " + ordinal);
        return new CudaDevice(
                ordinal,
                new String(name, StandardCharsets.UTF_8).replaceFirst("\0.*$", ""),
                attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR),
                attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR),
                memory[0],
                attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT),
                attribute(device, CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK));
    }

    private static int attribute(CUdevice device, int number) {
        int[] value = new int[1];
        check(JCudaDriver.cuDeviceGetAttribute(value, number, device), "tell attribute " + number + " of a GPU");
        return value[0];
    }

    @Override
    public long retainContext(int ordinal) {
        CUcontext context = new CUcontext();
        check(JCudaDriver.cuDevicePrimaryCtxRetain(context, handle(ordinal)), "open a context on GPU " + ordinal);
        return keep(context);
    }

    @Override
    public void releaseContext(int ordinal) {
        check(JCudaDriver.cuDevicePrimaryCtxRelease(handle(ordinal)), "release the context of GPU " + ordinal);
    }

    @Override
    public void use(long context) {
        check(JCudaDriver.cuCtxSetCurrent(get(context, CUcontext.class)), "make a context current");
    }

    @Override
    public Memory memory() {
        long[] free = new long[1];
        long[] total = new long[1];
        check(JCudaDriver.cuMemGetInfo(free, total), "tell how much memory is free");
        return new Memory(free[0], total[0]);
    }

    @Override
    public long loadModule(byte[] image) {
        CUmodule module = new CUmodule();
        check(JCudaDriver.cuModuleLoadData(module, image), "load a module of " + image.length + " bytes");
        return keep(module);
    }

    @Override
    public void unloadModule(long module) {
        check(JCudaDriver.cuModuleUnload(forget(module, CUmodule.class)), "unload a module");
    }

    @Override
    public long function(long module, String name) {
        CUfunction function = new CUfunction();
        check(JCudaDriver.cuModuleGetFunction(function, get(module, CUmodule.class), name), "give the kernel " + name);
        return keep(function);
    }

    @Override
    public long allocate(long bytes) {
        CUdeviceptr memory = new CUdeviceptr();
        check(JCudaDriver.cuMemAlloc(memory, bytes), "allocate " + bytes + " bytes");
        return DeviceAddress.of(memory);
    }

    @Override
    public void free(long address) {
        check(JCudaDriver.cuMemFree(new DeviceAddress(address)), "free memory");
    }

    @Override
    public MemorySegment allocateHost(long bytes) {
        Pointer memory = new Pointer();
        check(JCudaDriver.cuMemAllocHost(memory, bytes), "allocate " + bytes + " page-locked bytes");
        return MemorySegment.ofBuffer(memory.getByteBuffer(0, bytes));
    }

    @Override
    public void freeHost(MemorySegment memory) {
        check(JCudaDriver.cuMemFreeHost(new HostAddress(memory)), "free page-locked memory");
    }

    @Override
    public void fill(long address, byte value, long bytes, long stream) {
        check(JCudaDriver.cuMemsetD8Async(new DeviceAddress(address), value, bytes, stream(stream)),
                "fill " + bytes + " bytes");
    }

    @Override
    public void copyToDevice(long address, MemorySegment from, long bytes) {
        check(JCudaDriver.cuMemcpyHtoD(new DeviceAddress(address), host(from, bytes), bytes),
                "copy " + bytes + " bytes to the GPU");
    }

    @Override
    public void copyToHost(MemorySegment to, long address, long bytes) {
        check(JCudaDriver.cuMemcpyDtoH(host(to, bytes), new DeviceAddress(address), bytes),
                "copy " + bytes + " bytes from the GPU");
    }

    @Override
    public void copyToDevice(long address, MemorySegment from, long bytes, long stream) {
        check(JCudaDriver.cuMemcpyHtoDAsync(new DeviceAddress(address), pinned(from, bytes), bytes, stream(stream)),
                "copy " + bytes + " bytes to the GPU");
    }

    @Override
    public void copyToHost(MemorySegment to, long address, long bytes, long stream) {
        check(JCudaDriver.cuMemcpyDtoHAsync(pinned(to, bytes), new DeviceAddress(address), bytes, stream(stream)),
                "copy " + bytes + " bytes from the GPU");
    }

    @Override
    public void copyOnDevice(long to, long from, long bytes, long stream) {
        check(
                JCudaDriver.cuMemcpyDtoDAsync(new DeviceAddress(to), new DeviceAddress(from), bytes, stream(stream)),
                "copy " + bytes + " bytes on the GPU");
    }

    @Override
    public long createStream() {
        CUstream stream = new CUstream();
        // 1: not ordered with the default stream.
        check(JCudaDriver.cuStreamCreate(stream, 1), "create a stream");
        return keep(stream);
    }

    @Override
    public void destroyStream(long stream) {
        check(JCudaDriver.cuStreamDestroy(forget(stream, CUstream.class)), "destroy a stream");
    }

    @Override
    public void synchronize(long stream) {
        check(JCudaDriver.cuStreamSynchronize(stream(stream)), "finish a stream");
    }

    @Override
    public long createEvent() {
        CUevent event = new CUevent();
        check(JCudaDriver.cuEventCreate(event, 0), "create an event");
        return keep(event);
    }

    @Override
    public void destroyEvent(long event) {
        check(JCudaDriver.cuEventDestroy(forget(event, CUevent.class)), "destroy an event");
    }

    @Override
    public void record(long event, long stream) {
        check(JCudaDriver.cuEventRecord(get(event, CUevent.class), stream(stream)), "record an event");
    }

    @Override
    public void await(long event) {
        check(JCudaDriver.cuEventSynchronize(get(event, CUevent.class)), "await an event");
    }

    @Override
    public float elapsed(long start, long end) {
        float[] milliseconds = new float[1];
        check(JCudaDriver.cuEventElapsedTime(milliseconds, get(start, CUevent.class), get(end, CUevent.class)),
                "tell the time between two events");
        return milliseconds[0];
    }

    @Override
    public void launch(long function, Grid grid, long stream, MemorySegment parameters) {
        check(
                JCudaDriver.cuLaunchKernel(
                        get(function, CUfunction.class),
                        grid.blocksX(),
                        grid.blocksY(),
                        grid.blocksZ(),
                        grid.threadsX(),
                        grid.threadsY(),
                        grid.threadsZ(),
                        0,
                        stream(stream),
                        new HostAddress(parameters),
                        null),
                "launch a kernel as " + grid);
    }

    @Override
    public void beginCapture(long stream) {
        check(
                JCudaDriver.cuStreamBeginCapture(stream(stream),
                        CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_THREAD_LOCAL),
                "record what is put into a stream");
    }

    @Override
    public long endCapture(long stream) {
        CUgraph graph = new CUgraph();
        check(JCudaDriver.cuStreamEndCapture(stream(stream), graph), "end the recording of a stream");
        CUgraphExec ready = new CUgraphExec();
        check(JCudaDriver.cuGraphInstantiate(ready, graph, 0), "make a recording ready");
        check(JCudaDriver.cuGraphDestroy(graph), "destroy a recording");
        return keep(ready);
    }

    @Override
    public void launchGraph(long graph, long stream) {
        check(JCudaDriver.cuGraphLaunch(get(graph, CUgraphExec.class), stream(stream)), "launch a graph");
    }

    @Override
    public void destroyGraph(long graph) {
        check(JCudaDriver.cuGraphExecDestroy(forget(graph, CUgraphExec.class)), "destroy a graph");
    }

    private static Pointer host(MemorySegment memory, long bytes) {
        if (memory.byteSize() < bytes) {
            throw new IllegalArgumentException(
                    "a copy of " + bytes + " bytes from or to memory of " + memory.byteSize());
        }
        if (memory.isNative()) {
            return new HostAddress(memory);
        }
        Pointer array = switch (memory.heapBase()
                .orElseThrow(() -> new IllegalArgumentException("a copy needs memory that may be written"))) {
            case float[] floats -> Pointer.to(floats);
            case double[] doubles -> Pointer.to(doubles);
            case long[] longs -> Pointer.to(longs);
            case int[] ints -> Pointer.to(ints);
            case short[] shorts -> Pointer.to(shorts);
            case char[] chars -> Pointer.to(chars);
            case byte[] bytesOfIt -> Pointer.to(bytesOfIt);
            default -> throw new IllegalArgumentException("a copy needs an array of numbers");
        };
        return array.withByteOffset(memory.address());
    }

    private static Pointer pinned(MemorySegment memory, long bytes) {
        if (!memory.isNative()) {
            throw new IllegalArgumentException(
                    "a copy in order with a stream needs native memory, page-locked at best");
        }
        return host(memory, bytes);
    }

    /** Host memory by its address. */
    private static final class HostAddress extends Pointer {
        HostAddress(MemorySegment memory) {
            super(memory.address());
        }
    }

    /** Device memory by its address, which JCuda takes as an offset from nothing. */
    private static final class DeviceAddress extends CUdeviceptr {
        private static final CUdeviceptr NOTHING = new CUdeviceptr();

        private DeviceAddress(CUdeviceptr base, long offset) {
            super(base, offset);
        }

        DeviceAddress(long address) {
            this(NOTHING, address);
        }

        static long of(CUdeviceptr memory) {
            return new DeviceAddress(memory, 0).getNativePointer();
        }
    }
}
