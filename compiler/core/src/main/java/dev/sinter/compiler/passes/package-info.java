/**
 * Graph to graph: rules, rewrites, passes, the pipeline, and differentiation.
 *
 * <p>A {@link dev.sinter.compiler.passes.Rule} is an equation with a name; {@link dev.sinter.compiler.passes.Rewrite} applies rules until
 * none fires; a {@link dev.sinter.compiler.passes.Pass} is a name and a function from graph to graph; the
 * {@link dev.sinter.compiler.passes.Pipeline} runs the passes and is the one place where they are checked, timed, dumped and skipped.
 * {@link dev.sinter.compiler.passes.Grad} gives a graph its derivatives,
 * {@link dev.sinter.compiler.passes.Reverse} and {@link dev.sinter.compiler.passes.Forward} make them of nodes, and
 * {@link dev.sinter.compiler.passes.Batch} makes of a function of one sample one of many. Every rewrite is exact, to the bit.
 * Ops that hold graphs have {@code ControlReverse}, {@code ControlForward} and {@code ControlBatch} for these, and {@code Bodies} takes
 * the passes into their graphs.
 *
 * <p>Read {@link dev.sinter.compiler.passes.DetachRemoval} first, then the rules of {@link dev.sinter.compiler.passes.Algebra}. The
 * package may import the graph, never a schedule, a back end or the front end.
 */
@NullMarked
package dev.sinter.compiler.passes;

import org.jspecify.annotations.NullMarked;
