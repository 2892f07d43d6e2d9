/**
 * A small network that learns handwritten digits, written as ordinary eager Java.
 *
 * <p>It may import the front end only.
 */
@NullMarked
package dev.sinter.samples.digits;

import org.jspecify.annotations.NullMarked;
