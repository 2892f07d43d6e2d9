/**
 * The graph: what a program is.
 *
 * <p>A {@link dev.sinter.ir.Node} is an {@link dev.sinter.ir.Op} applied to nodes, with its type; a
 * {@link dev.sinter.ir.Graph.Builder} makes nodes and interns them; a {@link dev.sinter.ir.Graph} is a function of named inputs. The
 * ops are closed families with open members: {@link dev.sinter.ir.Source}, {@link dev.sinter.ir.Pointwise},
 * {@link dev.sinter.ir.Reduce}, {@link dev.sinter.ir.Contract}, {@link dev.sinter.ir.View}, {@link dev.sinter.ir.Index},
 * {@link dev.sinter.ir.Row}, and {@link dev.sinter.ir.Control} for ops that hold graphs. Each other op states
 * its type rule, its meaning as a {@link dev.sinter.ir.kernel.Kernel} and its derivative, side by side: read
 * {@link dev.sinter.ir.Elementwise} first, then {@link dev.sinter.ir.View.Transpose}. A mistake is a
 * {@link dev.sinter.ir.Diagnostic}.
 *
 * <p>It may import scalar, kernel and the types; of text only the printer, for {@code toString}.
 */
@NullMarked
package dev.sinter.ir;

import org.jspecify.annotations.NullMarked;
