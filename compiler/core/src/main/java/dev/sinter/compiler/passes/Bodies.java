package dev.sinter.compiler.passes;

import dev.sinter.ir.Body;
import dev.sinter.ir.Control;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Takes the passes into the graphs that ops hold, and drops what nobody asks of these ops: results, carries that lead to none, operands
 * that no body reads. Siblings change together, so that they stay one computation.
 */
public record Bodies() implements Pass {
    private static final String RULE = "what nobody asks of a control op = nothing";

    @Override
    public String name() {
        return "bodies";
    }

    @Override
    public Graph run(Graph graph, Changes changes) {
        Graph current = graph;
        Graph before = null;
        for (int round = 0; round < Pipeline.MOST_ROUNDS && before != current; round++) {
            before = current;
            current = once(current, changes);
        }
        return current;
    }

    private static Graph once(Graph graph, Changes changes) {
        if (graph.nodes().stream().noneMatch(node -> node.op() instanceof Control)) {
            return graph;
        }
        int before = changes.made();
        Graph ruled = Rewrite.fixpoint(graph, ControlRules.RULES, changes);
        Map<Body, Body> simpler = new HashMap<>();
        Graph trimmed = trim(ruled, changes);
        Graph next = Rewrite.sweep(trimmed, Graph.builder(), (node, inputs, builder) -> {
            if (!(node.op() instanceof Control control)) {
                return builder.add(node.op(), inputs);
            }
            List<Body> bodies = new ArrayList<>();
            for (Body body : control.bodies()) {
                if (!simpler.containsKey(body)) {
                    simpler.put(body, simplified(body, changes));
                }
                bodies.add(Objects.requireNonNull(simpler.get(body)));
            }
            return builder.add(control.withBodies(bodies), inputs);
        });
        return changes.made() == before ? graph : next;
    }

    private static Body simplified(Body body, Changes changes) {
        Graph current = body.graph();
        Graph before = null;
        for (int round = 0; round < Pipeline.MOST_ROUNDS && before != current; round++) {
            before = current;
            for (Pass pass : Pipeline.standard()) {
                current = pass.run(current, changes);
            }
        }
        return current == body.graph() ? body : new Body(current);
    }

    private static Graph trim(Graph graph, Changes changes) {
        Map<List<Object>, Set<Integer>> asked = new HashMap<>();
        for (Node node : graph.nodes()) {
            if (node.op() instanceof Control control) {
                asked.computeIfAbsent(key(control, node), key -> new TreeSet<>()).add(control.result());
            }
        }
        Map<List<Object>, Trim> trims = new HashMap<>();
        asked.forEach((key, results) -> {
            Trim trim = Trim.of((Control) key.get(0), results);
            if (trim != null && changes.allow(RULE)) {
                trims.put(key, trim);
            }
        });
        return trims.isEmpty() ? graph : Rewrite.sweep(graph, Graph.builder(), (node, inputs, builder) -> {
            Trim trim = node.op() instanceof Control control ? trims.get(key(control, node)) : null;
            return trim == null
                    ? builder.add(node.op(), inputs)
                    : builder.add(trim.op().withResult(
                            Objects.requireNonNull(trim.results().get(((Control) node.op()).result()))),
                            trim.operands().stream().map(inputs::get).toList());
        });
    }

    private static List<Object> key(Control op, Node node) {
        return List.of(op.withResult(0), node.inputs());
    }
}
