/**
 * Element types, shapes with symbolic dimensions, and tensor types.
 *
 * <p>A {@link dev.sinter.types.TensorType} is a {@link dev.sinter.types.DType} and a {@link dev.sinter.types.Shape}, whose dimensions
 * are integer expressions over symbols, {@link dev.sinter.types.Dim}: read that first. {@link dev.sinter.types.Symbols} finds the symbols'
 * values from the tensors of a call. This package imports {@code java.base} only and is shared by everything, the runtime included.
 */
@NullMarked
package dev.sinter.types;

import org.jspecify.annotations.NullMarked;
