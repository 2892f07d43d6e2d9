/**
 * Kernel to CUDA C to cubin.
 *
 * <p>The only user of NVRTC. It sees kernels and never ops; it may import {@code dev.sinter.ir.kernel}, {@code dev.sinter.ir.scalar} and the
 * CUDA runtime. Begin with {@link dev.sinter.compiler.cuda.CudaEmitter}, which chooses a form of loops, and {@code MapText}, the
 * simplest form. {@code CudaBackend} makes a program of a schedule; tests run its text on the CPU, see {@code Emulator}.
 */
@NullMarked
package dev.sinter.compiler.cuda;

import org.jspecify.annotations.NullMarked;
