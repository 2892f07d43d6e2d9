/**
 * Kernel to CUDA C to cubin.
 *
 * <p>The only user of NVRTC. It sees kernels and never ops; it may import {@code dev.sinter.ir.kernel}, {@code dev.sinter.ir.scalar} and the
 * CUDA runtime.
 */
@NullMarked
package dev.sinter.compiler.cuda;

import org.jspecify.annotations.NullMarked;
