/**
 * Classic networks for images: built layer by layer in the order of torchvision, with its names of parameters, so that its weight
 * files load and the same seed gives the same network.
 *
 * <p>{@link dev.sinter.models.vision.AlexNet} is the one to read first. A layer draws its first values when it is made, and a model
 * overwrites them afterwards; both orders matter to what a seed gives. The package imports what any user's model may.
 */
@NullMarked
package dev.sinter.models.vision;

import org.jspecify.annotations.NullMarked;
