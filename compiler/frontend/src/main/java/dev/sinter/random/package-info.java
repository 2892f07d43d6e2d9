/**
 * Random numbers: generators as values, and the distributions drawn from them.
 *
 * <p>{@link dev.sinter.random.Generator} is the one to read first: manualSeed(0) and then rand(3) begins 0.4963, 0.7682, 0.0885, as a
 * PyTorch user expects. It fills plain arrays; {@code dev.sinter.Sinter} makes tensors of them. It imports nothing of the project.
 */
@NullMarked
package dev.sinter.random;

import org.jspecify.annotations.NullMarked;
