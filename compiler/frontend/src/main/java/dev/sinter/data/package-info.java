/**
 * Data: datasets, the loader that makes batches of them, generated data, readers for files, progress.
 *
 * <p>{@link dev.sinter.data.Dataset} and {@link dev.sinter.data.DataLoader} are the ones to read first. A dataset gives examples by number,
 * an {@link dev.sinter.data.IterableDataset} one after the other; {@link dev.sinter.data.Sampler}s say in which order, and
 * {@link dev.sinter.data.Collation} what becomes of several. Batches are put together in plain arrays, so that nothing of a batch's position
 * becomes part of a program. Files that are not what they should be end in {@link dev.sinter.runtime.io.FormatException}. The network is
 * used by {@link dev.sinter.data.Download} alone, when somebody calls it.
 *
 * <p><b>Threads.</b> A loader's workers call a dataset from several threads at once. Each thread records its own tensor calls, and a
 * worker computes all tensors of a batch before it gives it away; so an example may be made with any operations on tensors, and may read tensors
 * from elsewhere. What it must not do is write tensors, or anything else, that other examples use. Random numbers come from
 * {@link dev.sinter.random.Generator#shared}, which in a loader is another generator for each example, seeded by the loader's seed for the
 * round and the example's number, as is {@link dev.sinter.RandomStream#shared}, from which dropout draws: so they are the same whatever the number of workers, and when training is resumed within a round.
 *
 * <p>A round, in the order of one call: {@code Place} draws the order and the seed; a {@code Round} asks its {@code Supply} for batches, in this
 * thread or through {@code Workers}, as part of a {@code Making}, which knows the seed and whether the loop has ended.
 *
 * <p>It may import tensors, random numbers and the runtime, no networks.
 */
@NullMarked
package dev.sinter.data;

import org.jspecify.annotations.NullMarked;
