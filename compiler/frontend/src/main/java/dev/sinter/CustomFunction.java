package dev.sinter;

import dev.sinter.ir.Body;
import dev.sinter.ir.Custom;
import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Node;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A function with a derivative of its own, which becomes a part of the graph: compiled code, {@link Func#vmap} and derivatives of any
 * order use it as eager code does.
 *
 * <pre>{@code
 * class StraightThrough extends CustomFunction {
 *     protected List<Tensor> forward(Context context, List<Tensor> inputs) {
 *         return List.of(inputs.get(0).round());
 *     }
 *
 *     protected List<Tensor> backward(Context context, List<Tensor> flows) {
 *         return flows;
 *     }
 * }
 * }</pre>
 */
public abstract class CustomFunction {
    /** For subclasses. */
    protected CustomFunction() {}

    /** What one call's forward leaves for its backward. */
    public static final class Context {
        private final List<Tensor> kept = new ArrayList<>();
        private List<Tensor> saved = List.of();

        Context() {}

        /** Keeps tensors for backward; others that it reads from outside become constants. */
        public void save(Tensor... tensors) {
            kept.addAll(List.of(tensors));
        }

        /** In backward: what was saved, in order. */
        public List<Tensor> saved() {
            return saved;
        }
    }

    /** The function's values; no derivative is recorded of how they are computed. */
    protected abstract List<Tensor> forward(Context context, List<Tensor> inputs);

    /**
     * What flows to each input, null where nothing does, given what flows into each output. It is recorded, not run: it may not look at
     * values. It is linear in the flows, as every derivative is.
     */
    protected abstract List<@Nullable Tensor> backward(Context context, List<Tensor> flows);

    /** The only value of the function. */
    public final Tensor call(Tensor... inputs) {
        List<Tensor> outputs = callAll(inputs);
        if (outputs.size() != 1) {
            throw new Diagnostic(name() + " has " + outputs.size() + " values, not one; use callAll");
        }
        return outputs.get(0);
    }

    /** The values of the function. */
    public final List<Tensor> callAll(Tensor... inputs) {
        Context context = new Context();
        List<Tensor> outputs = Sinter.noGrad(() -> forward(context, List.of(inputs)));
        Recorder recorder = Recorder.mine();
        List<Tensor> all = new ArrayList<>(List.of(inputs));
        all.addAll(context.kept);
        if (!recorder.tracks(inputs)) {
            return outputs;
        }
        all.addAll(outputs);
        Recording recording = recorder.recordingFor(all.toArray(Tensor[]::new), true);
        List<Tensor> results = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) {
            results.add(outputs.get(i).dtype().isFloating()
                    ? output(recording, context, List.of(inputs), outputs, i)
                    : outputs.get(i));
        }
        return results;
    }

    private Tensor output(Recording recording, Context context, List<Tensor> inputs, List<Tensor> outputs, int number) {
        List<Tensor> reached = new ArrayList<>();
        Body body = new Body(backwardGraph(context, inputs, outputs, number, reached));
        List<Tensor> operands = new ArrayList<>(reached);
        operands.addAll(context.kept);
        List<Node> nodes = new ArrayList<>();
        // The value itself passes no derivative on.
        nodes.add(outputs.get(number).in(recording, true));
        operands.forEach(operand -> nodes.add(operand.in(recording, false)));
        Node node = recording.add(new Custom(body), nodes.toArray(Node[]::new));
        Tensor result = Tensor.of(new Storage(Value.pending(recording, node)));
        result.variable().setHistory(History.of(name(),
                Recorder.histories(recording, inputs.toArray(Tensor[]::new)), recording, node));
        return result;
    }

    /** The derivative of one output as a graph of its flow and what was saved; notes the inputs to which something flows. */
    private Graph backwardGraph(Context context, List<Tensor> inputs, List<Tensor> outputs, int number,
            List<Tensor> reached) {
        TraceRecording recording = new TraceRecording();
        Recorder recorder = Recorder.mine();
        Recording outer = recorder.swap(recording);
        try (var _ = Scope.grad(false)) {
            Tensor flow = recording.argument("flow", outputs.get(number).type());
            List<String> names = new ArrayList<>(List.of("flow"));
            List<Tensor> saved = new ArrayList<>();
            for (Tensor each : context.kept) {
                names.add("saved" + saved.size());
                saved.add(recording.argument("saved" + saved.size(), each.type()));
            }
            context.saved = List.copyOf(saved);
            List<Tensor> flows = new ArrayList<>();
            for (int i = 0; i < outputs.size(); i++) {
                flows.add(i == number ? flow : Tensor.of(new Storage(Value.filled(outputs.get(i).type(), 0))));
            }
            List<@Nullable Tensor> found = backward(context, List.copyOf(flows));
            if (found.size() != inputs.size()) {
                throw new Diagnostic(name() + ": backward gives " + found.size() + " tensors for " + inputs.size()
                        + " inputs; null says that nothing flows");
            }
            Map<String, Node> results = new LinkedHashMap<>();
            for (int i = 0; i < inputs.size(); i++) {
                Tensor each = found.get(i);
                TensorType type = inputs.get(i).type();
                if (each == null || !type.dtype().isFloating()) {
                    continue;
                }
                if (!each.type().equals(type)) {
                    throw new Diagnostic(
                            name() + ": backward gives " + each.type() + " for input " + i + ", a tensor of " + type);
                }
                results.put("d" + i, each.in(recording, false));
                reached.add(inputs.get(i));
            }
            List<Node> given = new ArrayList<>(recording.inputs(names).values());
            return recording.nodes().builder().graph("backward", given, results);
        } finally {
            recorder.swap(outer);
        }
    }

    private String name() {
        return getClass().getSimpleName().isEmpty() ? "custom" : getClass().getSimpleName();
    }
}
