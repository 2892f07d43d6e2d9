/**
 * Random programs and the checks that must hold for every program.
 *
 * <p>It may import the graph and the passes. Checks that need a back end are added by those who see one.
 */
@NullMarked
package dev.sinter.compiler.fuzz;

import org.jspecify.annotations.NullMarked;
