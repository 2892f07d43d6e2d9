/**
 * Programs that run: steps over numbered arrays, and the workers that run them.
 *
 * <p>A compiled jar is an {@link dev.sinter.runtime.Artifact}; its entry points are {@link dev.sinter.runtime.Program programs},
 * whose class comment says what the compiler generates and is the place to begin. An {@link dev.sinter.runtime.Entry} is a program
 * with the {@link dev.sinter.runtime.State} it reads and updates; {@link dev.sinter.runtime.Launcher} is the command line of every
 * jar. Values are {@link dev.sinter.runtime.Buffer buffers}: plain Java arrays.
 *
 * <p>The package may import {@code dev.sinter.types} and its own {@code io}; it knows no graph, no compiler and no library. It avoids
 * lambdas and regular expressions on the way to a first result, as each costs a fresh JVM milliseconds.
 */
@NullMarked
package dev.sinter.runtime;

import org.jspecify.annotations.NullMarked;
