/**
 * Optimisers: updates of parameters as ordinary tensor operations.
 *
 * <p>It may import {@code dev.sinter} and {@code dev.sinter.nn}.
 */
@NullMarked
package dev.sinter.optim;

import org.jspecify.annotations.NullMarked;
