/**
 * The interpreter: plain, slow, and the meaning of every program.
 *
 * <p>It may import the graph only.
 */
@NullMarked
package dev.sinter.ir.eval;

import org.jspecify.annotations.NullMarked;
