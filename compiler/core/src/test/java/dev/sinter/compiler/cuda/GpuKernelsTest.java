package dev.sinter.compiler.cuda;

import org.junit.jupiter.api.Tag;

/** Kernels on a GPU. */
@Tag("gpu")
class GpuKernelsTest extends KernelsOnDevice {
    @Override
    TestDevice device() {
        return TestDevice.gpu();
    }
}
