/**
 * The graph: ops and their families, nodes, graphs, gradient rules, diagnostics.
 *
 * <p>It may import {@code dev.sinter.types} and its neighbours {@code ir.scalar} and {@code ir.kernel}.
 */
@NullMarked
package dev.sinter.ir;

import org.jspecify.annotations.NullMarked;
