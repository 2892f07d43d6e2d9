package dev.sinter.compiler.cuda;

/** Kernels on the CPU emulator. */
class EmulatedKernelsTest extends KernelsOnDevice {
    @Override
    TestDevice device() {
        return TestDevice.emulator();
    }
}
