/**
 * Graphs as text: printer and parser, which round-trip.
 *
 * <p>It may import the graph, never a pass or a back end.
 */
@NullMarked
package dev.sinter.ir.text;

import org.jspecify.annotations.NullMarked;
