package dev.sinter.compiler.schedule;

import dev.sinter.types.TensorType;

/**
 * A named input or output of a schedule and the slot in which the caller's array is.
 *
 * @param state whether the program keeps an input between calls, rather than being given it with each
 */
public record Port(String name, TensorType type, int slot, boolean state) {}
