/**
 * Three kinds of iris, told apart by a logistic regression that LBFGS fits.
 *
 * <p>{@link dev.sinter.samples.iris.Iris} has the flowers and the fit; {@link dev.sinter.samples.iris.Main} fits to four fifths of a file
 * and judges by the rest.
 *
 * <p>Read {@code Iris} first. It may import the front end only.
 */
@NullMarked
package dev.sinter.samples.iris;

import org.jspecify.annotations.NullMarked;
