/**
 * Loops over elements: what an op means, what fusion makes larger, and all that a back end sees.
 *
 * <p>A {@link dev.sinter.ir.kernel.Kernel} reads tensors at index expressions ({@link dev.sinter.ir.kernel.Read}), computes a body at
 * each point, combines the points of some axes ({@link dev.sinter.ir.kernel.Fold}, in the order that
 * {@link dev.sinter.ir.kernel.Strict} fixes) and writes ({@link dev.sinter.ir.kernel.Write}). Print one first:
 * {@code node.kernel()}. It may import the types and {@code dev.sinter.ir.scalar}.
 */
@NullMarked
package dev.sinter.ir.kernel;

import org.jspecify.annotations.NullMarked;
