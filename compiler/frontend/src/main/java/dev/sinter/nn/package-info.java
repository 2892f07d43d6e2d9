/**
 * Layers, containers and losses.
 *
 * <p>Everything here is built from tensor operations.
 */
@NullMarked
package dev.sinter.nn;

import org.jspecify.annotations.NullMarked;
