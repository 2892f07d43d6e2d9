package dev.sinter.compiler.passes;

import dev.sinter.ir.Body;
import dev.sinter.ir.Cond;
import dev.sinter.ir.Control;
import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Elementwise;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Node;
import dev.sinter.ir.Scan;
import dev.sinter.ir.While;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What flows back through ops that hold graphs, of all their results at once.
 *
 * <p>A scan's derivative is a scan in the other direction. It carries what flows to the carries, and what has flowed so far to operands
 * that are the same in all steps, summed from the last step to the first; each step is computed again from the carries as they were
 * before it. A cond's derivative is a cond on the same predicate, whose branches compute theirs again.
 */
final class ControlReverse {
    private final Graph.Builder builder;
    private final List<Node> operands;
    /** What flows to each result that something flows to. */
    private final Map<Integer, Node> flows;
    /** The operands from which a derivative is wanted. */
    private final Set<Integer> wanted;

    private ControlReverse(Graph.Builder builder, List<Node> operands, Map<Integer, Node> flows, Set<Integer> wanted) {
        this.builder = builder;
        this.operands = operands;
        this.flows = flows;
        this.wanted = wanted;
    }

    /** What flows to each operand, null where nothing does. */
    static List<@Nullable Node> flows(Graph.Builder builder, Control op, List<Node> operands,
            Map<Integer, Node> flows, Set<Integer> active) {
        Set<Integer> wanted = new HashSet<>();
        for (int i : active) {
            if (operands.get(i).type().dtype().isFloating()) {
                wanted.add(i);
            }
        }
        List<@Nullable Node> nothing = new ArrayList<>(Collections.nCopies(operands.size(), null));
        if (wanted.isEmpty() || flows.isEmpty()) {
            return nothing;
        }
        ControlReverse reverse = new ControlReverse(builder, operands, flows, wanted);
        return switch (op) {
            case Scan scan -> reverse.scan(scan, nothing);
            case Cond cond -> reverse.cond(cond, nothing);
            case While loop -> throw new Diagnostic(
                    "backward: a while loop has no reverse-mode derivative, as how many steps it makes is not known beforehand;"
                            + " use scan over a fixed number of steps (with where() for those that shall change nothing), or forward"
                            + " mode, Func.jvp");
        };
    }

    private List<@Nullable Node> scan(Scan scan, List<@Nullable Node> found) {
        int carries = scan.carries();
        Set<Integer> live = Loop.dependent(scan.body(), wanted, carries, true);
        Loop loop = new Loop();
        List<Node> arguments = new ArrayList<>();
        for (int i = 0; i < operands.size(); i++) {
            arguments.add(i < carries
                    ? loop.element(builder.add(scan.withResult(scan.historyResult(i)), operands))
                    : i < carries + scan.sequences() ? loop.element(operands.get(i)) : loop.fixed(operands.get(i)));
        }
        List<Node> forward = loop.inline(scan.body(), arguments);
        List<Node> roots = new ArrayList<>();
        List<Node> seeds = new ArrayList<>();
        Map<Integer, Integer> carried = new HashMap<>();
        for (int i = 0; i < carries; i++) {
            if (live.contains(i)) {
                Node flow = flows.get(i);
                carried.put(i, carried.size());
                roots.add(forward.get(i));
                seeds.add(loop.carry(flow == null ? Known.filled(operands.get(i).type(), 0, builder) : flow));
            }
        }
        for (int i = carries; i < forward.size(); i++) {
            Node flow = flows.get(i);
            if (flow != null) {
                roots.add(forward.get(i));
                seeds.add(loop.element(flow));
            }
        }
        List<Integer> by = live.stream().sorted().toList();
        List<@Nullable Node> back = Reverse.flows(loop.body(), roots, seeds,
                by.stream().map(arguments::get).toList());
        Map<Integer, Integer> stacked = new HashMap<>();
        List<Node> sums = new ArrayList<>();
        for (int k = 0; k < by.size(); k++) {
            int i = by.get(k);
            Node flow = back.get(k);
            if (i < carries) {
                Node history = flows.get(scan.historyResult(i));
                Node next = flow == null ? loop.zero(arguments.get(i)) : flow;
                loop.next(history == null ? next : loop.body().add(Elementwise.ADD, next, loop.element(history)));
            } else if (flow != null && i < carries + scan.sequences()) {
                stacked.put(i, loop.stack(flow));
            } else if (flow != null) {
                carried.put(i, carried.size());
                Node sum = loop.carry(Known.filled(operands.get(i).type(), 0, builder));
                sums.add(loop.body().add(Elementwise.ADD, sum, flow));
            }
        }
        sums.forEach(loop::next);
        Loop.Done done = loop.done(builder, scan.length(), !scan.reverse());
        for (int i : wanted) {
            if (stacked.containsKey(i)) {
                found.set(i, done.stacked(stacked.get(i)));
            } else if (carried.containsKey(i)) {
                found.set(i, done.last(carried.get(i)));
            }
        }
        return found;
    }

    private List<@Nullable Node> cond(Cond cond, List<@Nullable Node> found) {
        List<Integer> by = wanted.stream().sorted().toList();
        List<Branch> branches = cond.bodies().stream().map(body -> new Branch(body, by)).toList();
        List<Integer> reached = new ArrayList<>();
        for (int k = 0; k < by.size(); k++) {
            if (branches.get(0).back.get(k) != null || branches.get(1).back.get(k) != null) {
                reached.add(k);
            }
        }
        if (reached.isEmpty()) {
            return found;
        }
        List<Node> outside = Control.join(operands.subList(1, operands.size()), List.copyOf(flows.values()));
        Choice choice = new Choice(operands.get(0), outside);
        Choice.Done done = choice.done(builder, branches.get(0).graph(reached), branches.get(1).graph(reached));
        for (int k = 0; k < reached.size(); k++) {
            found.set(by.get(reached.get(k)), done.result(k));
        }
        return found;
    }

    /** The derivative of one branch: its inputs are the operands, then what flows to the results. */
    private final class Branch {
        final Graph.Builder body = Graph.builder();
        final List<Node> inputs = new ArrayList<>();
        final List<Node> arguments = new ArrayList<>();
        final List<Integer> by;
        final List<@Nullable Node> back;

        Branch(Body branch, List<Integer> by) {
            this.by = by;
            for (int i = 1; i < operands.size(); i++) {
                arguments.add(body.input("x" + i, operands.get(i).type()));
            }
            inputs.addAll(arguments);
            List<Node> forward = branch.inline((op, from) -> body.add(op, from), arguments);
            List<Node> roots = new ArrayList<>();
            List<Node> seeds = new ArrayList<>();
            flows.forEach((result, flow) -> {
                Node seed = body.input("d" + result, flow.type());
                inputs.add(seed);
                seeds.add(seed);
                roots.add(forward.get(result));
            });
            back = Reverse.flows(body, roots, seeds, by.stream().map(i -> arguments.get(i - 1)).toList());
        }

        Graph graph(List<Integer> reached) {
            Map<String, Node> outputs = new LinkedHashMap<>();
            for (int k : reached) {
                Node flow = back.get(k);
                outputs.put("y" + outputs.size(),
                        flow == null ? Known.filled(operands.get(by.get(k)).type(), 0, body) : flow);
            }
            return body.graph("branch", inputs, outputs);
        }
    }
}
