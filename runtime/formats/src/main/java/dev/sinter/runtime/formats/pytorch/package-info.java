/**
 * Files of {@code torch.save}: {@code .pt} and {@code .pth}, as PyTorch has written them since 1.6 (a zip archive) and before.
 *
 * <p>They hold a pickle, a program for Python's unpickler. Here nothing of it is run: {@code PickleScan} goes through it without making
 * anything and refuses every opcode and every name that is not on the closed lists of {@code Opcode} and {@code Known};
 * {@code PickleReader} then builds tensors, numbers, texts, lists and dicts. {@link dev.sinter.runtime.formats.pytorch.PyTorchFile} is
 * the class to read first. It may import buffers, types and the readers of files.
 */
@NullMarked
package dev.sinter.runtime.formats.pytorch;

import org.jspecify.annotations.NullMarked;
