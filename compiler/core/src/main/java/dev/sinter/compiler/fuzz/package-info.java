/**
 * Random programs, checks that must hold for all of them, and a shrinker for those that fail.
 *
 * <p>{@link dev.sinter.compiler.fuzz.RandomGraph} makes a {@link dev.sinter.compiler.fuzz.Case} from a seed; a check says what is
 * wrong with it; {@link dev.sinter.compiler.fuzz.Fuzz} runs all checks over seeds. A new op needs a line in one of the growers, and a test
 * fails while an op never occurs. A case that once failed is kept as a text with its inputs, and replayed by a test.
 *
 * <p>It may import everything of the compiler. Read {@link dev.sinter.compiler.fuzz.Fuzz} first.
 */
@NullMarked
package dev.sinter.compiler.fuzz;

import org.jspecify.annotations.NullMarked;
