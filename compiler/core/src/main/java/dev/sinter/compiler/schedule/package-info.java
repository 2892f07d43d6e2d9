/**
 * Graph to kernels in order, slots for their arrays, and a plan of memory.
 *
 * <p>A {@code Form} is how one node would be computed: a kernel over nodes that have arrays. {@code Fusion} decides which nodes get an
 * array, and {@code Assembly} puts the forms of the others into their readers, by {@code Substitution}: views become index maps,
 * expressions become one. {@code Limits} refuses what an int cannot count. {@code MemoryPlan} lets values whose lives do not overlap take
 * turns in slots, and leaves a state's new value in the state's own array. What comes out is a
 * {@link dev.sinter.compiler.schedule.Schedule}: {@link dev.sinter.compiler.schedule.Step}s over {@link dev.sinter.compiler.schedule.Slot}s, which
 * is all that a back end sees.
 *
 * <p>Read {@link dev.sinter.compiler.schedule.Schedule} first, and print one with {@code sinter explain --stage memory}; then the list of
 * rules on {@code Fusion}. The package may import the graph and the runtime's signature, never a pass, a back end or the front end.
 */
@NullMarked
package dev.sinter.compiler.schedule;

import org.jspecify.annotations.NullMarked;
