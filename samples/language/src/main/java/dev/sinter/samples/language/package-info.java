/**
 * A small transformer that reads a text character by character and learns to write more of it.
 *
 * <p>{@link dev.sinter.samples.language.LanguageModel} is the network, of {@link dev.sinter.samples.language.Block}s: read it first.
 * {@link dev.sinter.samples.language.Text} turns characters into numbers, {@link dev.sinter.samples.language.Training} has the loss, the
 * step, eager or compiled, and the schedule, and {@link dev.sinter.samples.language.Main} trains on a file.
 *
 * <p>It may import the front end only.
 */
@NullMarked
package dev.sinter.samples.language;

import org.jspecify.annotations.NullMarked;
