package dev.sinter.compiler.passes;

import dev.sinter.ir.Body;
import dev.sinter.ir.Cond;
import dev.sinter.ir.Control;
import dev.sinter.ir.Elementwise;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Node;
import dev.sinter.ir.Reduce;
import dev.sinter.ir.Scan;
import dev.sinter.ir.View;
import dev.sinter.ir.While;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
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
 * Ops that hold graphs, for many samples at once: their bodies are batched.
 *
 * <p>Where samples take different ways, both are gone: a cond becomes a choice between the results of both branches, element by element; a
 * while loop goes on until no sample has a step to make, and those that have none keep their values.
 */
final class ControlBatch {
    private final Graph.Builder builder;
    private final List<Node> operands;
    /** Of each operand all samples, null where it is the same for all. */
    private final List<@Nullable Node> samples;
    private final Dim size;
    private final Set<Integer> batched = new HashSet<>();

    private ControlBatch(Graph.Builder builder, List<Node> operands, List<@Nullable Node> samples, Dim size) {
        this.builder = builder;
        this.operands = operands;
        this.samples = samples;
        this.size = size;
        for (int i = 0; i < operands.size(); i++) {
            if (samples.get(i) != null) {
                batched.add(i);
            }
        }
    }

    /** All results for all samples, along a new first axis. */
    static List<Node> results(Graph.Builder builder, Control op, List<Node> operands, List<@Nullable Node> samples,
            Dim size) {
        ControlBatch batch = new ControlBatch(builder, operands, samples, size);
        return switch (op) {
            case Scan scan -> batch.scan(scan);
            case While loop -> batch.loop(loop);
            case Cond cond -> batch.batched.contains(0) ? batch.choice(cond) : batch.cond(cond);
        };
    }

    private Node all(int operand) {
        Node given = samples.get(operand);
        return given != null ? given : repeated(operands.get(operand), builder);
    }

    private Node repeated(Node node, Graph.Builder to) {
        List<Dim> dims = new ArrayList<>(node.shape().dims());
        dims.add(0, size);
        return to.add(new View.Expand(Shape.of(dims)), node);
    }

    /** The first two axes in each other's place. */
    private Node turned(Node node) {
        List<Integer> axes = new ArrayList<>();
        for (int axis = 0; axis < node.shape().rank(); axis++) {
            axes.add(axis < 2 ? 1 - axis : axis);
        }
        return builder.add(new View.Transpose(axes), node);
    }

    /** A body in a graph of its own: its arguments for one sample, and all samples of those that have several. */
    private final class Inside {
        final Graph.Builder body;
        final List<Node> arguments = new ArrayList<>();
        final Map<Node, Node> several = new HashMap<>();

        Inside(Graph.Builder body) {
            this.body = body;
        }

        void same(Node inside) {
            arguments.add(inside);
        }

        void several(Node inside) {
            List<Dim> dims = inside.shape().dims();
            Node one = body.input("one" + arguments.size(), new dev.sinter.types.TensorType(inside.type().dtype(),
                    Shape.of(dims.subList(1, dims.size()))));
            arguments.add(one);
            several.put(one, inside);
        }

        List<Node> inline(Body other) {
            return other.inline((op, inputs) -> body.add(op, inputs), arguments);
        }

        List<@Nullable Node> over(List<Node> results) {
            return several.isEmpty()
                    ? new ArrayList<>(Collections.nCopies(results.size(), null))
                    : Batch.over(body, results, several, size);
        }

        Node all(Node one, @Nullable Node found) {
            return found != null ? found : repeated(one, body);
        }
    }

    private List<Node> scan(Scan scan) {
        int carries = scan.carries();
        Set<Integer> live = Loop.dependent(scan.body(), batched, carries, false);
        Loop loop = new Loop();
        Inside inside = new Inside(loop.body());
        for (int i = 0; i < operands.size(); i++) {
            boolean several = live.contains(i);
            boolean sequence = i >= carries && i < carries + scan.sequences();
            Node outside = !several ? operands.get(i) : sequence ? turned(all(i)) : all(i);
            Node in = i < carries ? loop.carry(outside) : sequence ? loop.element(outside) : loop.fixed(outside);
            if (several) {
                inside.several(in);
            } else {
                inside.same(in);
            }
        }
        List<Node> results = inside.inline(scan.body());
        List<@Nullable Node> found = inside.over(results);
        for (int i = 0; i < results.size(); i++) {
            Node each = found.get(i);
            if (i < carries) {
                loop.next(live.contains(i) ? inside.all(results.get(i), each) : results.get(i));
            } else {
                loop.stack(each == null ? results.get(i) : each);
            }
        }
        Loop.Done done = loop.done(builder, scan.length(), scan.reverse());
        List<Node> all = new ArrayList<>();
        for (int i = 0; i < carries; i++) {
            all.add(live.contains(i) ? done.last(i) : repeated(done.last(i), builder));
        }
        for (int i = carries; i < results.size(); i++) {
            Node stack = done.stacked(i - carries);
            all.add(found.get(i) == null ? repeated(stack, builder) : turned(stack));
        }
        for (int i = 0; i < carries; i++) {
            all.add(live.contains(i) ? turned(done.history(i)) : repeated(done.history(i), builder));
        }
        return all;
    }

    private Inside inside(Graph.Builder body, List<Node> outside, Set<Integer> live, int first) {
        Inside inside = new Inside(body);
        for (int i = 0; i < outside.size(); i++) {
            Node in = body.input("x" + i, outside.get(i).type());
            if (live.contains(i + first)) {
                inside.several(in);
            } else {
                inside.same(in);
            }
        }
        return inside;
    }

    private static List<Node> inputs(Inside inside) {
        return inside.arguments.stream().map(node -> inside.several.getOrDefault(node, node)).toList();
    }

    private List<Node> loop(While loop) {
        int carries = loop.carries();
        Set<Integer> live = Loop.dependent(loop.body(), batched, carries, false);
        boolean apart = depends(loop.condition(), live);
        if (apart) {
            for (int i = 0; i < carries; i++) {
                live.add(i);
            }
        }
        List<Node> outside = new ArrayList<>();
        for (int i = 0; i < operands.size(); i++) {
            outside.add(live.contains(i) ? all(i) : operands.get(i));
        }
        Inside test = inside(Graph.builder(), outside, live, 0);
        List<Node> holds = test.inline(loop.condition());
        Node going = test.over(holds).get(0);
        Node more = going == null
                ? holds.get(0)
                : test.body.add(new Reduce.Over(Reduce.Kind.MAX, List.of(0)), going);

        Inside step = inside(Graph.builder(), outside, live, 0);
        List<Node> next = step.inline(loop.body());
        List<@Nullable Node> found = step.over(next);
        Node moves = apart ? step.over(step.inline(loop.condition())).get(0) : null;
        List<Node> before = inputs(step);
        Map<String, Node> outputs = new LinkedHashMap<>();
        for (int i = 0; i < carries; i++) {
            Node value = live.contains(i) ? step.all(next.get(i), found.get(i)) : next.get(i);
            outputs.put("c" + i, moves == null ? value : select(step.body, moves, value, before.get(i)));
        }
        While both = new While(new Body(test.body.graph("condition", inputs(test), Map.of("holds", more))),
                new Body(step.body.graph("body", before, outputs)), 0);
        List<Node> all = new ArrayList<>();
        for (int i = 0; i < carries; i++) {
            Node last = builder.add(both.withResult(i), outside);
            all.add(live.contains(i) ? last : repeated(last, builder));
        }
        return all;
    }

    /** {@code a} for the samples that are told to, {@code b} for the others. */
    private Node select(Graph.Builder to, Node which, Node a, Node b) {
        List<Dim> dims = new ArrayList<>(Collections.nCopies(a.shape().rank(), Dim.ONE));
        dims.set(0, size);
        Node spread = a.shape().rank() == 1 ? which : to.add(new View.Reshape(Shape.of(dims)), which);
        return to.add(Elementwise.WHERE, spread, a, b);
    }

    private static boolean depends(Body body, Set<Integer> live) {
        Set<Node> active = new HashSet<>();
        live.forEach(i -> active.add(body.graph().inputs().get(i)));
        for (Node node : body.graph().nodes()) {
            if (node.inputs().stream().anyMatch(active::contains)) {
                active.add(node);
            }
        }
        return body.graph().outputs().values().stream().anyMatch(active::contains);
    }

    private List<Node> cond(Cond cond) {
        List<Node> outside = new ArrayList<>();
        for (int i = 1; i < operands.size(); i++) {
            outside.add(batched.contains(i) ? all(i) : operands.get(i));
        }
        List<Inside> sides = cond.bodies().stream().map(body -> inside(Graph.builder(), outside, batched, 1)).toList();
        List<List<Node>> ones = new ArrayList<>();
        List<List<@Nullable Node>> found = new ArrayList<>();
        for (int side = 0; side < 2; side++) {
            ones.add(sides.get(side).inline(cond.bodies().get(side)));
            found.add(sides.get(side).over(ones.get(side)));
        }
        int count = ones.get(0).size();
        List<Boolean> several = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            several.add(found.get(0).get(i) != null || found.get(1).get(i) != null);
        }
        List<Graph> graphs = new ArrayList<>();
        for (int side = 0; side < 2; side++) {
            Map<String, Node> outputs = new LinkedHashMap<>();
            for (int i = 0; i < count; i++) {
                Node one = ones.get(side).get(i);
                outputs.put("y" + i, several.get(i) ? sides.get(side).all(one, found.get(side).get(i)) : one);
            }
            graphs.add(sides.get(side).body.graph("branch", inputs(sides.get(side)), outputs));
        }
        Choice.Done done = new Choice(operands.get(0), outside).done(builder, graphs.get(0), graphs.get(1));
        List<Node> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(several.get(i) ? done.result(i) : repeated(done.result(i), builder));
        }
        return all;
    }

    /** Both branches, and of each sample the one that its predicate says. */
    private List<Node> choice(Cond cond) {
        List<List<Node>> sides = new ArrayList<>();
        Map<Node, Node> several = new HashMap<>();
        batched.forEach(i -> several.put(operands.get(i), all(i)));
        for (Body body : cond.bodies()) {
            List<Node> ones = body.inline((op, inputs) -> builder.add(op, inputs),
                    operands.subList(1, operands.size()));
            List<@Nullable Node> found = Batch.over(builder, ones, several, size);
            List<Node> all = new ArrayList<>();
            for (int i = 0; i < ones.size(); i++) {
                Node each = found.get(i);
                all.add(each != null ? each : repeated(ones.get(i), builder));
            }
            sides.add(all);
        }
        List<Node> all = new ArrayList<>();
        for (int i = 0; i < sides.get(0).size(); i++) {
            all.add(select(builder, all(0), sides.get(0).get(i), sides.get(1).get(i)));
        }
        return all;
    }
}
