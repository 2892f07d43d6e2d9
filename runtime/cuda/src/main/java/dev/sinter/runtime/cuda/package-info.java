/**
 * The CUDA driver behind a narrow interface.
 *
 * <p>The only package that touches JCuda's driver classes. Everything else asks {@link Cuda} first whether CUDA is there. It may import
 * {@code dev.sinter.runtime} and {@code dev.sinter.types}. Read {@link CudaDriver} first.
 */
@NullMarked
package dev.sinter.runtime.cuda;

import org.jspecify.annotations.NullMarked;
