/**
 * What users type first: tensors, evaluation, tracing.
 *
 * <p>It may import the graph and the runtime, never the passes.
 */
@NullMarked
package dev.sinter;

import org.jspecify.annotations.NullMarked;
