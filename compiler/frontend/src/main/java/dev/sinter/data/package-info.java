/**
 * Data sets, loaders and readers of digits.
 *
 * <p>It may import {@code dev.sinter} and {@code dev.sinter.random}.
 */
@NullMarked
package dev.sinter.data;

import org.jspecify.annotations.NullMarked;
