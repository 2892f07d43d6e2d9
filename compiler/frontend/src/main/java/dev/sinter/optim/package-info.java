/**
 * Optimisers: how parameters follow their gradients.
 *
 * <p>{@link dev.sinter.optim.SGD} is the one to read first. A step is ordinary tensor code without gradients; what an optimiser keeps
 * between steps are tensors from the start, the learning rate too, so that a traced step has them as inputs and outputs. It may import tensors and
 * networks, no data.
 */
@NullMarked
package dev.sinter.optim;

import org.jspecify.annotations.NullMarked;
