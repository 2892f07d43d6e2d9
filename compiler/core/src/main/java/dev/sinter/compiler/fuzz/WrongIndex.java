package dev.sinter.compiler.fuzz;

import dev.sinter.ir.Index;
import dev.sinter.ir.Literal;
import dev.sinter.ir.Node;
import dev.sinter.ir.Source;
import dev.sinter.types.Symbols;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A program whose first index input has one element out of range. A compiled program throws, or never needed what lies there: then any
 * index in range gives the same.
 */
final class WrongIndex {
    private final Case program;
    private final String input;
    private final Literal indices;
    private final long size;

    private WrongIndex(Case program, String input, Literal indices, long size) {
        this.program = program;
        this.input = input;
        this.indices = indices;
        this.size = size;
    }

    /** What is wrong with how {@code run} takes it, or null. */
    static @Nullable String failure(Case program, Function<Case, Map<String, Literal>> run) {
        WrongIndex wrong = of(program);
        return wrong == null ? null : wrong.failure(run);
    }

    private static @Nullable WrongIndex of(Case program) {
        for (Node node : program.graph().nodes()) {
            OptionalInt axis = node.op() instanceof Index index ? index.indexedAxis() : OptionalInt.empty();
            if (axis.isPresent() && node.input(1).op() instanceof Source.Input given && isOnlyIndex(program, node)) {
                Literal indices = Objects.requireNonNull(program.inputs().get(given.id()));
                long size = Symbols.evaluate(node.input(0).shape().dim(axis.getAsInt()), program.symbols());
                if (indices.size() > 0 && size > 0) {
                    return new WrongIndex(program, given.id(), indices, size);
                }
            }
        }
        return null;
    }

    /** Whether nothing else reads the index of {@code node}, so that its value shows nowhere else. */
    private static boolean isOnlyIndex(Case program, Node node) {
        Node index = node.input(1);
        return !program.graph().outputs().containsValue(index)
                && program.graph().nodes().stream().allMatch(
                        reader -> reader == node
                                ? reader.inputs().lastIndexOf(index) == 1
                                : !reader.inputs().contains(index));
    }

    private @Nullable String failure(Function<Case, Map<String, Literal>> run) {
        long least = -1L << indices.dtype().bits() - 1;
        long[] candidates = {size, -1, size + size, least};
        long outside = candidates[indices.size() % candidates.length];
        Case wrong = with(outside);
        Map<String, Literal> results;
        try {
            results = run.apply(wrong);
        } catch (IndexOutOfBoundsException e) {
            return e instanceof ArrayIndexOutOfBoundsException ? "the index is not checked: " + e : null;
        }
        for (long inside : new long[]{0, size - 1}) {
            Case right = with(inside);
            String difference = Difference.between(right.expected(), results);
            if (difference != null) {
                return "the index " + outside + " of %" + input + " goes unnoticed: "
                        + difference;
            }
        }
        return null;
    }

    /** The program with another index in the middle. */
    private Case with(long index) {
        long[] bits = indices.bits();
        bits[bits.length / 2] = index;
        Map<String, Literal> inputs = new HashMap<>(program.inputs());
        inputs.put(input, new Literal(indices.type(), bits));
        return new Case(program.graph(), inputs, false);
    }
}
