package dev.sinter.ir.kernel;

import dev.sinter.types.Dim;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Where a kernel reads an operand: one index expression per axis of the operand, over the loop coordinates
 * ({@link Dim#coordinate}), the symbols, and integers loaded by earlier reads ({@link Dim#loaded}).
 *
 * <p>Where a guard does not hold nothing is read and the value is {@code otherwise}, raw bits of the operand's dtype. Guards hold
 * integers loaded elsewhere within bounds as well; an index that a guard does not cover is within bounds by construction, except for
 * those over {@link Dim#loaded}, which the back end checks: outside the operand is an {@link IndexOutOfBoundsException}.
 */
public record Read(int operand, List<Dim> index, List<Guard> guards, long otherwise) {
    public Read {
        index = List.copyOf(index);
        guards = List.copyOf(guards);
    }

    public Read(int operand, List<Dim> index) {
        this(operand, index, List.of(), 0);
    }

    /** This with every index expression mapped. */
    public Read map(UnaryOperator<Dim> dims) {
        return new Read(
                operand,
                index.stream().map(dims).toList(),
                guards.stream().map(g -> new Guard(dims.apply(g.value()), dims.apply(g.bound()))).toList(),
                otherwise);
    }

    /** This of another operand. */
    public Read of(int newOperand) {
        return new Read(newOperand, index, guards, otherwise);
    }

    @Override
    public String toString() {
        String at = "%" + operand + index.stream().map(Dim::toString).collect(Collectors.joining(", ", "[", "]"));
        return guards.isEmpty()
                ? at
                : at + " if " + guards.stream().map(Guard::toString).collect(Collectors.joining(" and "));
    }
}
