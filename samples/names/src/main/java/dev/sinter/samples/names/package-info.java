/**
 * A network that reads names letter by letter and learns to make up new ones.
 *
 * <p>{@link dev.sinter.samples.names.NamesNet} is the network: read it first. {@link dev.sinter.samples.names.Names} turns names into
 * numbers, {@link dev.sinter.samples.names.Training} has the loss and the step, eager or compiled, and
 * {@link dev.sinter.samples.names.Main} trains on a file of names, one on each line.
 *
 * <p>It may import the front end only.
 */
@NullMarked
package dev.sinter.samples.names;

import org.jspecify.annotations.NullMarked;
