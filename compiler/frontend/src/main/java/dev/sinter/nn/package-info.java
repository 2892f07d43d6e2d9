/**
 * Networks: modules, their layers, the functions they are made of, losses and initial values.
 *
 * <p>{@link dev.sinter.nn.Module} is the one to read first, then {@link dev.sinter.nn.Linear}. Everything here is built from the public
 * operations of {@link dev.sinter.Tensor}; the few ops without a method there are recorded with
 * {@link dev.sinter.Sinter#apply}. No layer has a derivative of its own. It may import
 * the rest of the front end but data and optimisers.
 */
@NullMarked
package dev.sinter.nn;

import org.jspecify.annotations.NullMarked;
