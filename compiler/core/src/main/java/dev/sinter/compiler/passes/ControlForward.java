package dev.sinter.compiler.passes;

import dev.sinter.ir.Body;
import dev.sinter.ir.Cond;
import dev.sinter.ir.Control;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Node;
import dev.sinter.ir.Scan;
import dev.sinter.ir.While;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the results of ops that hold graphs change when their operands do: the same op once more, whose bodies also carry the changes along.
 */
final class ControlForward {
    private final Graph.Builder builder;
    private final List<Node> operands;
    private final List<@Nullable Node> changes;
    private final Set<Integer> changing = new HashSet<>();

    private ControlForward(Graph.Builder builder, List<Node> operands, List<@Nullable Node> changes) {
        this.builder = builder;
        this.operands = operands;
        this.changes = changes;
        for (int i = 0; i < changes.size(); i++) {
            if (changes.get(i) != null) {
                changing.add(i);
            }
        }
    }

    /** The change of each result that changes, given those of the operands. */
    static Map<Integer, Node> tangents(Graph.Builder builder, Control op, List<Node> operands,
            List<@Nullable Node> changes) {
        ControlForward forward = new ControlForward(builder, operands, changes);
        if (forward.changing.isEmpty()) {
            return Map.of();
        }
        return switch (op) {
            case Scan scan -> forward.scan(scan);
            case While loop -> forward.loop(loop);
            case Cond cond -> forward.cond(cond);
        };
    }

    private Node change(int operand) {
        Node change = changes.get(operand);
        return change == null ? Known.filled(operands.get(operand).type(), 0, builder) : change;
    }

    /** The tangents of what a body gives, in the body. */
    private static List<@Nullable Node> tangents(Graph.Builder body, List<Node> results, List<Node> arguments,
            Map<Integer, Node> directions) {
        List<Integer> by = directions.keySet().stream().sorted().toList();
        return Forward.tangents(body, results, by.stream().map(arguments::get).toList(),
                by.stream().map(directions::get).toList());
    }

    private Map<Integer, Node> scan(Scan scan) {
        int carries = scan.carries();
        Set<Integer> live = Loop.dependent(scan.body(), changing, carries, true);
        Loop loop = new Loop();
        List<Node> arguments = new ArrayList<>();
        Map<Integer, Node> directions = new HashMap<>();
        for (int i = 0; i < operands.size(); i++) {
            arguments.add(i < carries
                    ? loop.carry(operands.get(i))
                    : i < carries + scan.sequences() ? loop.element(operands.get(i)) : loop.fixed(operands.get(i)));
        }
        Map<Integer, Integer> carried = new HashMap<>();
        for (int i : live.stream().sorted().toList()) {
            if (i < carries) {
                carried.put(i, carries + carried.size());
            }
            directions.put(i, i < carries
                    ? loop.carry(change(i))
                    : i < carries + scan.sequences() ? loop.element(change(i)) : loop.fixed(change(i)));
        }
        List<Node> results = loop.inline(scan.body(), arguments);
        List<@Nullable Node> tangents = tangents(loop.body(), results, arguments, directions);
        results.subList(0, carries).forEach(loop::next);
        Map<Integer, Integer> stacked = new HashMap<>();
        for (int i = 0; i < results.size(); i++) {
            Node tangent = tangents.get(i);
            if (carried.containsKey(i)) {
                loop.next(tangent == null ? loop.zero(results.get(i)) : tangent);
            } else if (i >= carries && tangent != null) {
                stacked.put(i, loop.stack(tangent));
            }
        }
        Loop.Done done = loop.done(builder, scan.length(), scan.reverse());
        Map<Integer, Node> found = new LinkedHashMap<>();
        carried.forEach((carry, number) -> {
            found.put(carry, done.last(number));
            found.put(scan.historyResult(carry), done.history(number));
        });
        stacked.forEach((result, number) -> found.put(result, done.stacked(number)));
        return found;
    }

    private Map<Integer, Node> loop(While loop) {
        int carries = loop.carries();
        List<Integer> live = Loop.dependent(loop.body(), changing, carries, true).stream().sorted().toList();
        List<Integer> moving = live.stream().filter(i -> i < carries).toList();
        List<Node> outside = new ArrayList<>(operands.subList(0, carries));
        moving.forEach(i -> outside.add(change(i)));
        outside.addAll(operands.subList(carries, operands.size()));
        live.stream().filter(i -> i >= carries).forEach(i -> outside.add(change(i)));

        Graph.Builder body = Graph.builder();
        List<Node> inputs = inputs(body, outside);
        List<Node> arguments = new ArrayList<>(inputs.subList(0, carries));
        arguments.addAll(inputs.subList(carries + moving.size(), operands.size() + moving.size()));
        Map<Integer, Node> directions = new HashMap<>();
        for (int k = 0; k < live.size(); k++) {
            boolean carry = k < moving.size();
            directions.put(live.get(k), inputs.get(carry ? carries + k : operands.size() + k));
        }
        List<Node> results = loop.body().inline((op, from) -> body.add(op, from), arguments);
        List<@Nullable Node> tangents = tangents(body, results, arguments, directions);
        Map<String, Node> outputs = new LinkedHashMap<>();
        results.forEach(node -> outputs.put("c" + outputs.size(), node));
        for (int i : moving) {
            Node tangent = tangents.get(i);
            outputs.put("c" + outputs.size(),
                    tangent == null ? Known.filled(results.get(i).type(), 0, body) : tangent);
        }

        Graph.Builder test = Graph.builder();
        List<Node> tested = inputs(test, outside);
        List<Node> known = new ArrayList<>(tested.subList(0, carries));
        known.addAll(tested.subList(carries + moving.size(), operands.size() + moving.size()));
        Node holds = loop.condition().inline((op, from) -> test.add(op, from), known).get(0);
        While both = new While(new Body(test.graph("condition", tested, Map.of("holds", holds))),
                new Body(body.graph("body", inputs, outputs)), 0);
        Map<Integer, Node> found = new LinkedHashMap<>();
        for (int k = 0; k < moving.size(); k++) {
            found.put(moving.get(k), builder.add(both.withResult(carries + k), outside));
        }
        return found;
    }

    private static List<Node> inputs(Graph.Builder body, List<Node> outside) {
        List<Node> inputs = new ArrayList<>();
        outside.forEach(node -> inputs.add(body.input("x" + inputs.size(), node.type())));
        return inputs;
    }

    private Map<Integer, Node> cond(Cond cond) {
        List<Integer> by = changing.stream().sorted().toList();
        List<Node> outside = new ArrayList<>(operands.subList(1, operands.size()));
        by.forEach(i -> outside.add(change(i)));
        List<Graph.Builder> builders = new ArrayList<>();
        List<List<Node>> inputs = new ArrayList<>();
        List<List<@Nullable Node>> tangents = new ArrayList<>();
        for (Body branch : cond.bodies()) {
            Graph.Builder body = Graph.builder();
            List<Node> given = inputs(body, outside);
            List<Node> arguments = given.subList(0, operands.size() - 1);
            Map<Integer, Node> directions = new HashMap<>();
            for (int k = 0; k < by.size(); k++) {
                directions.put(by.get(k) - 1, given.get(arguments.size() + k));
            }
            List<Node> results = branch.inline((op, from) -> body.add(op, from), arguments);
            builders.add(body);
            inputs.add(given);
            tangents.add(tangents(body, results, arguments, directions));
        }
        List<Integer> moving = new ArrayList<>();
        for (int i = 0; i < tangents.get(0).size(); i++) {
            if (tangents.get(0).get(i) != null || tangents.get(1).get(i) != null) {
                moving.add(i);
            }
        }
        if (moving.isEmpty()) {
            return Map.of();
        }
        List<Graph> graphs = new ArrayList<>();
        for (int side = 0; side < 2; side++) {
            Map<String, Node> outputs = new LinkedHashMap<>();
            for (int i : moving) {
                Node tangent = tangents.get(side).get(i);
                outputs.put("y" + outputs.size(), tangent == null
                        ? Known.filled(Control.given(cond.then()).get(i), 0, builders.get(side))
                        : tangent);
            }
            graphs.add(builders.get(side).graph("branch", inputs.get(side), outputs));
        }
        Choice.Done done = new Choice(operands.get(0), outside).done(builder, graphs.get(0), graphs.get(1));
        Map<Integer, Node> found = new LinkedHashMap<>();
        for (int k = 0; k < moving.size(); k++) {
            found.put(moving.get(k), done.result(k));
        }
        return found;
    }
}
