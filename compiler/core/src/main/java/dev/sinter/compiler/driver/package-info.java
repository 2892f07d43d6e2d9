/**
 * Graph to program: puts the stages together, evaluates for the front end, writes jars.
 *
 * <p>The only package here that may import the front end.
 */
@NullMarked
package dev.sinter.compiler.driver;

import org.jspecify.annotations.NullMarked;
