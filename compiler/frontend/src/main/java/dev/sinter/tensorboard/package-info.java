/**
 * What TensorBoard shows of a training: event files.
 *
 * <p>{@link dev.sinter.tensorboard.SummaryWriter} is the one to read first; {@code EventFile} frames records (TFRecord), {@code Message}
 * writes the few protocol buffers that they hold, {@code Histogram} counts values. It may import tensors, pictures of tensors and buffers.
 */
@NullMarked
package dev.sinter.tensorboard;

import org.jspecify.annotations.NullMarked;
