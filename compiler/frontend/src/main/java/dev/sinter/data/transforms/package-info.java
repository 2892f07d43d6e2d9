/**
 * What is done to images on their way into a network: crops, flips, sizes, colours, and pictures made of tensors.
 *
 * <p>{@link dev.sinter.data.transforms.Transforms} is the one to read first. One rule holds throughout: an image of <b>uint8 is [H, W, C]</b>,
 * as decoded, and an image of <b>float32 is [C, H, W]</b> with values from 0 to 1; {@code toTensor} leads from the one to the other, and
 * everything else takes either and gives the same kind. Everything that is random draws from the generator it is given, in
 * torchvision's order, so that the same seed gives the same crop there and here. The work is done on plain arrays: where a crop lies must
 * not become part of a program, which would be compiled again for each.
 *
 * <p>It may import tensors, datasets, random numbers and buffers, no networks' layers.
 */
@NullMarked
package dev.sinter.data.transforms;

import org.jspecify.annotations.NullMarked;
