/**
 * Random numbers with explicit state.
 *
 * <p>It may import {@code dev.sinter}.
 */
@NullMarked
package dev.sinter.random;

import org.jspecify.annotations.NullMarked;
