/**
 * Checks that a graph keeps its own rules: {@link dev.sinter.ir.verify.Verifier}, a table of rules in words.
 *
 * <p>It may import the graph only.
 */
@NullMarked
package dev.sinter.ir.verify;

import org.jspecify.annotations.NullMarked;
