package dev.sinter.compiler.schedule;

import dev.sinter.types.Dim;

/**
 * Something that must be 0 or more for the sizes of a call before a step may run, such as what a window leaves over of its axis.
 *
 * @param op   the op that needs it
 * @param size an expression over the symbols
 */
public record Room(String op, Dim size) {}
