package dev.sinter.compiler.cuda;

import dev.sinter.runtime.cuda.CudaException;
import dev.sinter.runtime.cuda.CudaLibraries;
import dev.sinter.runtime.cuda.NativeLibraries;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** NVIDIA's run-time compiler; it needs neither a GPU nor a driver. */
public final class Nvrtc implements KernelCompiler {
    /** The few calls of NVRTC; a code of 0 is success. */
    interface Calls {
        int[] version();

        /** Compiles and gives a code, the log and, where the code is 0, a cubin. */
        Outcome compile(String source, List<String> options);

        String describe(int code);
    }

    /** What one compilation came to. */
    @SuppressWarnings("ArrayRecordComponent")
    record Outcome(int code, String log, byte[] image) {}

    private final Calls calls;

    private Nvrtc(Calls calls) {
        this.calls = calls;
    }

    /** Starts the NVRTC among these libraries; {@link CudaException} where there is none or it does not load. */
    public static Nvrtc open(CudaLibraries libraries) {
        Path library = libraries.nvrtc();
        if (library == null) {
            throw new CudaException("CUDA C cannot be compiled: libnvrtc was not found. " + libraries.placesTried()
                    + " Install a CUDA toolkit or the Python wheel nvidia-cuda-nvrtc, or name its folder with -D"
                    + CudaLibraries.PROPERTY + "=FOLDER.");
        }
        if (libraries.nvrtcBuiltins() != null) {
            NativeLibraries.load(libraries.nvrtcBuiltins());
        }
        SymbolLookup symbols = NativeLibraries.load(library);
        return new Nvrtc(libraries.nvrtcMajor() == 12 ? NvrtcByJCuda.start() : new NvrtcByForeign(symbols));
    }

    @Override
    public String version() {
        int[] version = calls.version();
        return "NVRTC " + version[0] + "." + version[1];
    }

    @Override
    public CompiledKernels compile(String source, String architecture, List<String> options) {
        List<String> all = new ArrayList<>(options);
        all.add("--gpu-architecture=" + architecture);
        all.add("--ptxas-options=-v");
        // A coordinate that an offset turns out not to need is no mistake.
        all.add("--diag-suppress=177");
        Outcome outcome = calls.compile(source, all);
        if (outcome.code() != 0) {
            throw new CudaException(version() + " refuses a generated kernel for " + architecture + " ("
                    + calls.describe(outcome.code()) + "):\n" + outcome.log());
        }
        return CompiledKernels.of(outcome.image(), outcome.log());
    }
}
