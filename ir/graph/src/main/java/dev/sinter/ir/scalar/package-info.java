/**
 * The arithmetic of one element: expressions over scalar instructions.
 *
 * <p>A {@link dev.sinter.ir.scalar.ScalarOp} is an instruction, {@link dev.sinter.ir.scalar.ScalarOps} its meaning on raw bits,
 * an {@link dev.sinter.ir.scalar.Expr} a tree of them; {@link dev.sinter.ir.scalar.Elementary} shows how a function becomes one: read its
 * first methods first. It may import the types only.
 */
@NullMarked
package dev.sinter.ir.scalar;

import org.jspecify.annotations.NullMarked;
