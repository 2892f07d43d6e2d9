package dev.sinter;

import dev.sinter.ir.Body;
import dev.sinter.ir.Cond;
import dev.sinter.ir.Control;
import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Node;
import dev.sinter.ir.Scan;
import dev.sinter.ir.While;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Branches and loops as ops: each function is run once, on tensors without elements, and becomes a graph inside of the op. */
final class ControlFlow {
    private final String asked;
    private final Recorder recorder = Recorder.mine();
    private final List<Tensor> operands;
    private final Recording outer;
    private final List<BodyRecording> bodies = new ArrayList<>();
    private final List<List<Node>> given = new ArrayList<>();

    private ControlFlow(String asked, List<Tensor> operands) {
        this.asked = asked;
        this.operands = operands;
        Tensor[] all = operands.toArray(Tensor[]::new);
        outer = recorder.recordingFor(all, recorder.tracks(all));
    }

    static List<Tensor> cond(Tensor predicate, Function<List<Tensor>, List<Tensor>> then,
            Function<List<Tensor>, List<Tensor>> otherwise, List<Tensor> operands) {
        List<Tensor> all = new ArrayList<>(List.of(predicate));
        all.addAll(operands);
        ControlFlow flow = new ControlFlow("cond", all);
        List<TensorType> types = operands.stream().map(Tensor::type).toList();
        flow.run(types, then);
        flow.run(types, otherwise);
        return flow.results(graphs -> new Cond(graphs.get(0), graphs.get(1), 0));
    }

    static List<Tensor> whileLoop(Function<List<Tensor>, Tensor> condition, Function<List<Tensor>, List<Tensor>> body,
            List<Tensor> start) {
        ControlFlow flow = new ControlFlow("whileLoop", start);
        List<TensorType> types = start.stream().map(Tensor::type).toList();
        flow.run(types, carries -> List.of(condition.apply(carries)));
        flow.run(types, body);
        if (flow.given.get(1).size() != start.size()) {
            throw new Diagnostic(
                    "whileLoop: the body gives " + flow.given.get(1).size() + " tensors for " + start.size()
                            + " carries; it gives the next value of each");
        }
        return flow.results(graphs -> new While(graphs.get(0), graphs.get(1), 0));
    }

    static Scanned scan(BiFunction<List<Tensor>, List<Tensor>, Scanned> body, List<Tensor> start,
            List<Tensor> sequences, boolean reverse) {
        if (sequences.isEmpty()) {
            throw new Diagnostic(
                    "scan: at least one sequence is needed, whose first axis says how many steps there are;"
                            + " arange(n) will do where only their number matters");
        }
        List<TensorType> types = new ArrayList<>();
        start.forEach(tensor -> types.add(tensor.type()));
        for (int i = 0; i < sequences.size(); i++) {
            TensorType type = sequences.get(i).type();
            if (type.shape().rank() == 0) {
                throw new Diagnostic("scan: sequence " + i + " is " + type
                        + ", which has no first axis to go along; a sequence has a position for each step");
            }
            types.add(new TensorType(type.dtype(), Shape.of(type.shape().dims().subList(1, type.shape().rank()))));
        }
        Dim length = sequences.get(0).shape().dim(0);
        List<Tensor> operands = new ArrayList<>(start);
        operands.addAll(sequences);
        ControlFlow flow = new ControlFlow("scan", operands);
        int carries = start.size();
        flow.run(types, arguments -> {
            Scanned step = body.apply(arguments.subList(0, carries), arguments.subList(carries, arguments.size()));
            if (step.carry().size() != carries) {
                throw new Diagnostic("scan: the body gives " + step.carry().size() + " carries, but began with "
                        + carries + "; it gives the next value of each");
            }
            List<Tensor> all = new ArrayList<>(step.carry());
            all.addAll(step.stacked());
            return all;
        });
        int results = flow.given.get(0).size();
        List<Tensor> found = flow
                .results(graphs -> new Scan(graphs.get(0), carries, sequences.size(), length, reverse, 0));
        return new Scanned(found.subList(0, carries), found.subList(carries, results));
    }

    /** Records what a function does with arguments of these types. */
    private void run(List<TensorType> types, Function<List<Tensor>, List<Tensor>> function) {
        BodyRecording body = new BodyRecording(asked, outer);
        Recording before = recorder.swap(body);
        BodyRecording.open();
        try {
            List<Tensor> results = function.apply(types.stream().map(body::argument).toList());
            given.add(results.stream().map(tensor -> tensor.in(body, recorder.gradEnabled())).toList());
            bodies.add(body);
        } finally {
            BodyRecording.close();
            recorder.swap(before);
        }
    }

    /** Adds the op; all that any body reads from outside is an operand of each. */
    private List<Tensor> results(Function<List<Body>, Control> make) {
        Map<Node, Tensor> captured = new LinkedHashMap<>();
        bodies.forEach(body -> body.captured().forEach((node, each) -> captured.putIfAbsent(node, each.tensor())));
        List<Node> outside = List.copyOf(captured.keySet());
        List<Body> graphs = new ArrayList<>();
        for (int i = 0; i < bodies.size(); i++) {
            graphs.add(new Body(bodies.get(i).graph("body", given.get(i), outside)));
        }
        List<Tensor> sources = new ArrayList<>(operands);
        sources.addAll(captured.values());
        Tensor[] all = sources.toArray(Tensor[]::new);
        boolean tracks = recorder.tracks(all);
        List<Node> inputs = new ArrayList<>();
        operands.forEach(operand -> inputs.add(operand.in(outer, tracks)));
        inputs.addAll(outside);
        Control op = make.apply(graphs);
        int count = op instanceof Scan scan
                ? scan.body().graph().outputs().size()
                : op.results(inputs.stream().map(Node::type).toList()).size();
        List<Tensor> results = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Node node = outer.add(op.withResult(i), inputs.toArray(Node[]::new));
            Tensor result = Tensor.of(new Storage(Value.pending(outer, node)));
            if (tracks && node.type().dtype().isFloating()) {
                result.variable().setHistory(
                        History.of(op.opName(), Recorder.histories(outer, all), outer, node));
            }
            recorder.finish(outer, result);
            results.add(result);
        }
        return results;
    }
}
