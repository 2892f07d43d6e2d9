/**
 * The CUDA driver behind a narrow interface.
 *
 * <p>The only package that touches JCuda's driver classes. Everything else asks it first whether CUDA is there.
 */
@NullMarked
package dev.sinter.runtime.cuda;

import org.jspecify.annotations.NullMarked;
