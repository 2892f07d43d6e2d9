/**
 * What users type first: tensors, evaluation, tracing.
 *
 * <p>{@link dev.sinter.Tensor} and {@link dev.sinter.Sinter} are the ones to read first; {@code Tensor}'s methods are spread over
 * interfaces by kind ({@link dev.sinter.TensorArithmetic}, {@link dev.sinter.TensorReduction} ...), which only it implements. Behind them,
 * in the order of one call: {@code Ops} brings operands to one dtype, {@code Recorder} chooses a {@code Recording}, which adds a node;
 * when somebody looks, an {@code Evaluation} has the nodes compiled by the {@link dev.sinter.Evaluator} that was found.
 * {@link dev.sinter.Trace} does the same without elements. {@link dev.sinter.Func} makes functions of functions: derivatives, and the
 * same for many samples; {@code Derivatives}, {@code Marked} and {@code Sampling} are behind it. {@code ControlFlow} is behind
 * {@code cond}, {@code whileLoop} and {@code scan}: it has each function recorded by a {@code BodyRecording}.
 *
 * <p>The package may import the graph and the runtime, never the passes.
 */
@NullMarked
package dev.sinter;

import org.jspecify.annotations.NullMarked;
