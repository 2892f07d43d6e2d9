/**
 * Programs that run: steps over numbered slots, and the workers that run them.
 *
 * <p>It may import {@code dev.sinter.types}; it knows no graph, no compiler and no library.
 */
@NullMarked
package dev.sinter.runtime;

import org.jspecify.annotations.NullMarked;
