/**
 * Kernel to class bytes.
 *
 * <p>The only user of ASM. It sees kernels and never ops.
 */
@NullMarked
package dev.sinter.compiler.cpu;

import org.jspecify.annotations.NullMarked;
