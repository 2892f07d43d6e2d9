package dev.sinter.compiler.passes;

import dev.sinter.ir.Graph;
import java.util.List;
import java.util.stream.Stream;

/**
 * Equations that hold to the bit: of arithmetic, of logic, of casts, of views and of reductions. Written for what
 * {@link Normalise} leaves. A test has a row for each of them and tries all half floats, or all pairs of special values.
 *
 * <p>Not among them, because it would change bits: {@code x + 0 = x} (-0 becomes 0), {@code x * 0 = 0} and {@code x - x = 0} (infinities,
 * NaN), {@code (x + c) + d = x + (c + d)} (rounding), {@code -(x - y) = y - x} (the sign of 0).
 */
public record Algebra() implements Pass {
    static final List<Rule> RULES = Stream
            .of(Arithmetic.RULES, Logic.RULES, Casts.RULES, Views.RULES, Updates.RULES, Reductions.RULES)
            .flatMap(List::stream)
            .toList();

    @Override
    public String name() {
        return "algebra";
    }

    @Override
    public Graph run(Graph graph, Changes changes) {
        return Rewrite.fixpoint(graph, RULES, changes);
    }
}
