/**
 * A small network that learns handwritten digits, written as ordinary eager Java: what the demo of the command line trains and exports.
 *
 * <p>{@link dev.sinter.samples.digits.DigitsNet} is the network: read it first. {@link dev.sinter.samples.digits.Training} is the loop,
 * with loss, gradients and optimiser, and {@link dev.sinter.samples.digits.Main} puts both together with data, from a folder or drawn by
 * the program itself. Nothing here knows that it will be compiled.
 *
 * <p>It may import the front end only.
 */
@NullMarked
package dev.sinter.samples.digits;

import org.jspecify.annotations.NullMarked;
