package dev.sinter.compiler.cuda;

import dev.sinter.runtime.cuda.Cuda;
import dev.sinter.runtime.cuda.CudaDevice;
import dev.sinter.runtime.cuda.CudaDriver;
import java.util.List;

/**
 * What kernels are tested on.
 *
 * @param compiler     what compiles for it
 * @param architecture its instruction set
 * @param orders       the orders of threads to try; a GPU has one
 */
record TestDevice(CudaDriver driver, KernelCompiler compiler, String architecture, List<Integer> orders) {
    static TestDevice emulator() {
        Emulator emulator = Emulator.open();
        return new TestDevice(emulator.driver(), emulator, "sm_90", List.of(0, 1, 5));
    }

    static TestDevice gpu() {
        CudaDriver driver = Cuda.driver();
        CudaDevice device = driver.device(0);
        System.out.println(device + " by " + Nvrtc.open(Cuda.libraries()).version());
        return new TestDevice(driver, Nvrtc.open(Cuda.libraries()), device.architecture(), List.of(0));
    }

    /** Compiles for this device and, where NVRTC is installed, with it too, whose refusal fails the test. */
    byte[] compile(String source) {
        NvrtcGate.check(source);
        return compiler.compile(source, architecture, KernelCompiler.STRICT).image();
    }

    void order(int order) {
        if (compiler instanceof Emulator emulator) {
            emulator.order(order);
        }
    }
}
