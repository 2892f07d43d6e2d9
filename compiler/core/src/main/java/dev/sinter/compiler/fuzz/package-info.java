/**
 * Random programs: graphs that cover what the type rules admit, checks that must hold for all of them, and a shrinker for those that fail.
 *
 * <p>It may import everything of the compiler. Read {@link dev.sinter.compiler.fuzz.Fuzz} first.
 */
@NullMarked
package dev.sinter.compiler.fuzz;

import org.jspecify.annotations.NullMarked;
