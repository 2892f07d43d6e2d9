/**
 * Graph to kernels in order, buffer slots and a memory plan.
 *
 * <p>It may import the graph, never a back end.
 */
@NullMarked
package dev.sinter.compiler.schedule;

import org.jspecify.annotations.NullMarked;
