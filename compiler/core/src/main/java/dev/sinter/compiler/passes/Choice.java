package dev.sinter.compiler.passes;

import dev.sinter.ir.Body;
import dev.sinter.ir.Cond;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Node;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A cond in the making.
 *
 * @param predicate decides
 * @param operands  what stands outside for each input of both branches; what neither reads is left out
 */
record Choice(Node predicate, List<Node> operands) {
    Done done(Graph.Builder builder, Graph then, Graph otherwise) {
        Set<Node> read = new HashSet<>(Graph.reachable(List.of(), then.outputs().values()));
        read.addAll(Graph.reachable(List.of(), otherwise.outputs().values()));
        List<Node> kept = new ArrayList<>(List.of(predicate));
        List<Node> first = new ArrayList<>();
        List<Node> second = new ArrayList<>();
        for (int i = 0; i < operands.size(); i++) {
            if (read.contains(then.inputs().get(i)) || read.contains(otherwise.inputs().get(i))) {
                kept.add(operands.get(i));
                first.add(then.inputs().get(i));
                second.add(otherwise.inputs().get(i));
            }
        }
        return new Done(builder, new Cond(new Body(new Graph(then.name(), first, then.outputs())),
                new Body(new Graph(otherwise.name(), second, otherwise.outputs())), 0), kept);
    }

    /** A finished cond on its operands. */
    record Done(Graph.Builder builder, Cond cond, List<Node> operands) {
        Node result(int number) {
            return builder.add(cond.withResult(number), operands);
        }
    }
}
