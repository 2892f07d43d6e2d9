package dev.sinter.compiler.passes;

import dev.sinter.ir.Custom;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Pointwise;
import java.util.List;

/** Removes what only derivatives ask for: marks, and those through which none flows. Derivatives must have been taken before: afterwards nothing stops them. */
public record DetachRemoval() implements Pass {
    static final List<Rule> RULES = List.of(
            new Rule("detach x = x", (node, builder) -> node.op() instanceof Pointwise.Detach ? node.input(0) : null),
            new Rule("mark x = x", (node, builder) -> node.op() instanceof Pointwise.Mark ? node.input(0) : null),
            new Rule("custom x y = x", (node, builder) -> node.op() instanceof Custom ? node.input(0) : null));

    @Override
    public String name() {
        return "detach";
    }

    @Override
    public Graph run(Graph graph, Changes changes) {
        return Rewrite.fixpoint(graph, RULES, changes);
    }
}
