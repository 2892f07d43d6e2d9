/**
 * Tensors in files: safetensors, npy and npz; and the zip archives that jars are.
 *
 * <p>Readers are strict, run no code, and allocate no more than a file warrants; what is wrong with a file is a
 * {@link dev.sinter.runtime.io.FormatException} with position and reason. Writers replace a file whole or not at all.
 * {@link dev.sinter.runtime.io.Npy} is the example to read first. It may import buffers and types.
 */
@NullMarked
package dev.sinter.runtime.io;

import org.jspecify.annotations.NullMarked;
