/**
 * Checks that a graph keeps its own rules.
 *
 * <p>It may import the graph only.
 */
@NullMarked
package dev.sinter.ir.verify;

import org.jspecify.annotations.NullMarked;
