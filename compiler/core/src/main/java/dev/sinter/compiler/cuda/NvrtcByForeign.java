package dev.sinter.compiler.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.sinter.runtime.cuda.CudaException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** NVRTC of any version by {@code java.lang.foreign}: JCuda's binding is for version 12 only. */
final class NvrtcByForeign implements Nvrtc.Calls {
    private final MethodHandle version;
    private final MethodHandle create;
    private final MethodHandle destroy;
    private final MethodHandle compile;
    private final MethodHandle logSize;
    private final MethodHandle log;
    private final MethodHandle imageSize;
    private final MethodHandle image;
    private final MethodHandle describe;

    @SuppressWarnings("restricted")
    NvrtcByForeign(SymbolLookup symbols) {
        version = call(symbols, "nvrtcVersion", ADDRESS, ADDRESS);
        create = call(symbols, "nvrtcCreateProgram", ADDRESS, ADDRESS, ADDRESS, JAVA_INT, ADDRESS, ADDRESS);
        destroy = call(symbols, "nvrtcDestroyProgram", ADDRESS);
        compile = call(symbols, "nvrtcCompileProgram", ADDRESS, JAVA_INT, ADDRESS);
        logSize = call(symbols, "nvrtcGetProgramLogSize", ADDRESS, ADDRESS);
        log = call(symbols, "nvrtcGetProgramLog", ADDRESS, ADDRESS);
        imageSize = call(symbols, "nvrtcGetCUBINSize", ADDRESS, ADDRESS);
        image = call(symbols, "nvrtcGetCUBIN", ADDRESS, ADDRESS);
        describe = handle(symbols, "nvrtcGetErrorString", FunctionDescriptor.of(ADDRESS.withTargetLayout(
                MemoryLayout.sequenceLayout(200, JAVA_BYTE)), JAVA_INT));
    }

    private static MethodHandle call(SymbolLookup symbols, String name, MemoryLayout... arguments) {
        return handle(symbols, name, FunctionDescriptor.of(JAVA_INT, arguments));
    }

    @SuppressWarnings("restricted")
    private static MethodHandle handle(SymbolLookup symbols, String name, FunctionDescriptor type) {
        MemorySegment address = symbols.find(name).orElseThrow(
                () -> new CudaException("CUDA C cannot be compiled: libnvrtc lacks " + name + "; it is too old."));
        return Linker.nativeLinker().downcallHandle(address, type);
    }

    private static int invoke(MethodHandle handle, Object... arguments) {
        try {
            return (int) handle.invokeWithArguments(arguments);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public int[] version() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment major = arena.allocate(JAVA_INT);
            MemorySegment minor = arena.allocate(JAVA_INT);
            invoke(version, major, minor);
            return new int[]{major.get(JAVA_INT, 0), minor.get(JAVA_INT, 0)};
        }
    }

    @Override
    public Nvrtc.Outcome compile(String source, List<String> options) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment holder = arena.allocate(ADDRESS);
            MemorySegment none = MemorySegment.NULL;
            int code = invoke(create, holder, arena.allocateFrom(source), arena.allocateFrom("kernels.cu"), 0, none,
                    none);
            if (code != 0) {
                return new Nvrtc.Outcome(code, "", new byte[0]);
            }
            MemorySegment program = holder.get(ADDRESS, 0);
            try {
                MemorySegment list = arena.allocate(ADDRESS, options.size());
                for (int i = 0; i < options.size(); i++) {
                    list.setAtIndex(ADDRESS, i, arena.allocateFrom(options.get(i)));
                }
                code = invoke(compile, program, options.size(), list);
                String said = new String(bytes(arena, logSize, log, program), StandardCharsets.UTF_8).replace("\0", "");
                return new Nvrtc.Outcome(code, said, code == 0 ? bytes(arena, imageSize, image, program) : new byte[0]);
            } finally {
                invoke(destroy, holder);
            }
        }
    }

    private static byte[] bytes(Arena arena, MethodHandle sizeOf, MethodHandle get, MemorySegment program) {
        MemorySegment size = arena.allocate(JAVA_LONG);
        invoke(sizeOf, program, size);
        MemorySegment into = arena.allocate(size.get(JAVA_LONG, 0));
        invoke(get, program, into);
        return into.toArray(JAVA_BYTE);
    }

    @Override
    public String describe(int code) {
        try {
            return ((MemorySegment) describe.invoke(code)).getString(0);
        } catch (Throwable e) {
            return "error " + code;
        }
    }
}
