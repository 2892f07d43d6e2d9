/**
 * The tour: short programs in the order in which somebody who knows PyTorch meets things. Each class is a chapter, each of its methods
 * a step; {@link dev.sinter.samples.tour.Tour} runs them. Begin with {@code Tensors}. It may import what a
 * user would: the front end and the driver.
 */
@NullMarked
package dev.sinter.samples.tour;

import org.jspecify.annotations.NullMarked;
