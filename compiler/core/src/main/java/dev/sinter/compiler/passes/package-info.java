/**
 * Graph to graph: rules, rewrites, passes and the pipeline.
 *
 * <p>It may import the graph, never a back end.
 */
@NullMarked
package dev.sinter.compiler.passes;

import org.jspecify.annotations.NullMarked;
