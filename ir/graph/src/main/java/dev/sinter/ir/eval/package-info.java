/**
 * The interpreter: plain, slow, the meaning of a graph.
 *
 * <p>It evaluates each node's own {@link dev.sinter.ir.kernel.Kernel} point by point, without fusing anything; in strict
 * mode every other way of running a graph gives the same bits. Begin with
 * {@link dev.sinter.ir.eval.Interpreter#run(dev.sinter.ir.Graph, java.util.Map)}. It may import everything of
 * {@code dev.sinter.ir} but text and verify.
 */
@NullMarked
package dev.sinter.ir.eval;

import org.jspecify.annotations.NullMarked;
