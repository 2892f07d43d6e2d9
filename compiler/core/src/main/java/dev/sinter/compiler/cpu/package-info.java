/**
 * Kernels to class files, with ASM; it sees kernels, schedules and types, never ops.
 *
 * <p>The path: {@code CpuBackend} cuts a schedule into {@code Stage}s; {@code Nest} is a kernel made ready for loops;
 * {@code GeneralForm} writes the scalar loop nest that every kernel has: {@code FreeLoops} around a {@code FoldCode}, with
 * {@code Lowering} making the {@code Value}s that {@code Region} and {@code MethodCode} turn into bytecode. Read {@code GeneralForm}
 * first.
 *
 * <p>Contractions have forms of their own: {@code ContractForm} packs panels for tiles; a {@code Gradient}, of few results over a long
 * depth, becomes four stages, two copies and two sums, whose slots {@code Stage} adds to the schedule's.
 *
 * <p>It may import kernels, scalar expressions, types, schedules and the runtime's plan; it is the only user of ASM.
 */
@NullMarked
package dev.sinter.compiler.cpu;

import org.jspecify.annotations.NullMarked;
