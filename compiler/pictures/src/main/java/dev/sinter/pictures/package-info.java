/**
 * What needs the desktop's libraries, and therefore a module of its own that nothing else requires: folders of PNG and JPEG files as a
 * dataset, and curves as PNG files.
 *
 * <p>{@link dev.sinter.pictures.ImageFolder} is the one to read first; {@link dev.sinter.pictures.ImageFile} reads one file, and
 * {@code Encoded} decides beforehand whether a file can be what its header claims, so that none makes us allocate more than its bytes
 * warrant. A damaged file ends in {@link dev.sinter.runtime.io.FormatException}. No window is opened, and no display is needed.
 *
 * <p>It may import tensors, datasets and buffers, the desktop, and, alone, XChart.
 */
@NullMarked
package dev.sinter.pictures;

import org.jspecify.annotations.NullMarked;
