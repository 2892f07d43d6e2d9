/**
 * Loops over elements: kernels, accesses, folds.
 *
 * <p>It may import {@code dev.sinter.types} and {@code dev.sinter.ir.scalar}.
 */
@NullMarked
package dev.sinter.ir.kernel;

import org.jspecify.annotations.NullMarked;
