/**
 * Element types, shapes with symbolic dimensions, and tensor types.
 *
 * <p>
 * This package imports {@code java.base} only and is shared by everything, the runtime included.
 */
@NullMarked
package dev.sinter.types;

import org.jspecify.annotations.NullMarked;
