package dev.sinter.compiler.cuda;

import dev.sinter.runtime.cuda.NativeLibraries;
import java.util.List;
import jcuda.nvrtc.JNvrtc;
import jcuda.nvrtc.nvrtcProgram;

/** NVRTC 12 by JCuda: the only class that touches {@code jcuda.nvrtc}. */
final class NvrtcByJCuda implements Nvrtc.Calls {
    private NvrtcByJCuda() {}

    static NvrtcByJCuda start() {
        NativeLibraries.initialize("jcuda.nvrtc.JNvrtc");
        JNvrtc.setExceptionsEnabled(false);
        return new NvrtcByJCuda();
    }

    @Override
    public int[] version() {
        int[] major = new int[1];
        int[] minor = new int[1];
        JNvrtc.nvrtcVersion(major, minor);
        return new int[]{major[0], minor[0]};
    }

    @Override
    public Nvrtc.Outcome compile(String source, List<String> options) {
        nvrtcProgram program = new nvrtcProgram();
        int code = JNvrtc.nvrtcCreateProgram(program, source, "kernels.cu", 0, null, null);
        if (code != 0) {
            return new Nvrtc.Outcome(code, "", new byte[0]);
        }
        try {
            code = JNvrtc.nvrtcCompileProgram(program, options.size(), options.toArray(String[]::new));
            String[] log = new String[1];
            JNvrtc.nvrtcGetProgramLog(program, log);
            byte[] image = new byte[0];
            if (code == 0) {
                long[] size = new long[1];
                code = JNvrtc.nvrtcGetCUBINSize(program, size);
                image = new byte[Math.toIntExact(size[0])];
                code = code == 0 ? JNvrtc.nvrtcGetCUBIN(program, image) : code;
            }
            return new Nvrtc.Outcome(code, String.valueOf(log[0]), image);
        } finally {
            JNvrtc.nvrtcDestroyProgram(program);
        }
    }

    @Override
    public String describe(int code) {
        return JNvrtc.nvrtcGetErrorString(code);
    }
}
