/**
 * Data: datasets, the loader that makes batches of them, readers for handwritten digits, generated digits, progress.
 *
 * <p>The network is used by {@link dev.sinter.data.Download} alone, when somebody calls it.
 *
 * <p>{@link dev.sinter.data.DataLoader} is the one to read first. Batches are put together in plain arrays, so that nothing of a
 * batch's position becomes part of a program. Files that are not what they should be end in
 * {@link dev.sinter.runtime.io.FormatException}. It may import tensors, random numbers and the runtime, no networks.
 */
@NullMarked
package dev.sinter.data;

import org.jspecify.annotations.NullMarked;
