/**
 * Tensors in files: safetensors, npy and npz.
 *
 * <p>Readers are strict and run no code; writers replace a file whole or not at all.
 */
@NullMarked
package dev.sinter.runtime.io;

import org.jspecify.annotations.NullMarked;
