/**
 * The arithmetic of one element: expressions over scalar operations.
 *
 * <p>One definition per operation serves the interpreter, the bytecode emitters and CUDA. It may import {@code dev.sinter.types}.
 */
@NullMarked
package dev.sinter.ir.scalar;

import org.jspecify.annotations.NullMarked;
