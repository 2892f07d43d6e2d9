package dev.sinter.compiler.passes;

import dev.sinter.ir.Elementwise;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Node;
import dev.sinter.ir.Op;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes {@code y + x} the same node as {@code x + y} where both occur. All other common subexpressions vanish at birth, because a
 * builder interns; and what no output needs is no part of a graph, so that dead code needs no pass either.
 */
public record CommonSubexpressions() implements Pass {
    private static final String RULE = "y + x = x + y, which is there";

    @Override
    public String name() {
        return "cse";
    }

    @Override
    public Graph run(Graph graph, Changes changes) {
        int before = changes.made();
        Map<List<Node>, Map<Op, Node>> known = new HashMap<>();
        Graph next = Rewrite.sweep(graph, Graph.builder(), (node, inputs, builder) -> {
            if (!(node.op() instanceof Elementwise op) || !Normalise.COMMUTATIVE.contains(op)) {
                return builder.add(node.op(), inputs);
            }
            Node twin = known.getOrDefault(inputs.reversed(), Map.of()).get(op);
            if (twin != null && !inputs.get(0).equals(inputs.get(1)) && changes.allow(RULE)) {
                return twin;
            }
            Node made = builder.add(op, inputs);
            known.computeIfAbsent(List.copyOf(inputs), key -> new HashMap<>()).put(op, made);
            return made;
        });
        return changes.made() == before ? graph : next;
    }
}
