/**
 * Kernel to CUDA C to cubin.
 *
 * <p>The only user of NVRTC. It sees kernels and never ops.
 */
@NullMarked
package dev.sinter.compiler.cuda;

import org.jspecify.annotations.NullMarked;
