package dev.sinter;

import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Derivatives of tensors by tensors: who asks for which, and where they arrive. They themselves are made by the evaluator. */
final class Derivatives {
    private Derivatives() {}

    /** What a derivative begins with: the roots in one recording, and all that led to them. */
    private record Roots(Recording recording, List<History> roots, List<Node> seeds, List<History> behind) {
        static Roots of(String name, List<Tensor> outputs, @Nullable List<Tensor> gradients) {
            if (gradients != null && gradients.size() != outputs.size()) {
                throw new Diagnostic(name + ": " + outputs.size() + " outputs need as many gradients, not "
                        + gradients.size());
            }
            List<Tensor> seeds = new ArrayList<>();
            for (int i = 0; i < outputs.size(); i++) {
                seeds.add(seed(name, outputs.get(i), gradients == null ? null : gradients.get(i)));
            }
            Recorder recorder = Recorder.mine();
            Recording recording = recorder.recordingFor(outputs.toArray(Tensor[]::new), true);
            List<History> roots = new ArrayList<>();
            Set<History> behind = new LinkedHashSet<>();
            for (Tensor output : outputs) {
                History from = Objects.requireNonNull(output.variable().history(recording));
                from.all();
                History root = Recorder.viewed(from, output, recording);
                roots.add(root);
                behind.addAll(root.all());
            }
            List<Node> seedNodes = seeds.stream().map(seed -> seed.in(recording, false)).toList();
            return new Roots(recording, roots, seedNodes, List.copyOf(behind));
        }

        private static Tensor seed(String name, Tensor output, @Nullable Tensor gradient) {
            if (!output.requiresGrad()) {
                throw new Diagnostic(
                        name + ": this tensor does not require a gradient, nor was it computed from one that does; call"
                                + " requiresGrad_() on what you want the derivative by, before computing");
            }
            if (gradient == null && !output.shape().numel().is(1)) {
                throw new Diagnostic(
                        name + ": without a gradient only a tensor of one element can be differentiated, but this is "
                                + output.type()
                                + "; reduce it (sum, mean), or pass a gradient of its shape");
            }
            Tensor seed = gradient == null
                    ? Tensor.of(new Storage(Value.filled(output.type(), Buffers.bits(output.dtype(), 1.0))))
                    : gradient;
            if (!seed.shape().equals(output.shape())) {
                throw new Diagnostic(name + ": the gradient has shape " + seed.shape() + ", but the tensor has shape "
                        + output.shape());
            }
            if (seed.dtype() != output.dtype()) {
                throw new Diagnostic(name + ": the gradient is " + seed.type() + ", but the tensor is "
                        + output.type() + "; cast the gradient with to(DType." + output.dtype().name() + ")");
            }
            return seed;
        }

        List<@Nullable Node> flows(List<Node> wrt) {
            List<Node> nodes = roots.stream().map(History::node).toList();
            return recording.nodes().derivative(nodes, seeds, wrt, hooks());
        }

        private Map<Node, UnaryOperator<Node>> hooks() {
            Map<Node, UnaryOperator<Node>> hooks = new HashMap<>();
            for (History each : behind) {
                for (History.Hook hook : each.hooks()) {
                    Node at = hook.lens() == null ? each.node() : hook.lens().get(recording, each.node());
                    hooks.merge(at, flow -> apply(hook, flow), (first, next) -> flow -> next.apply(first.apply(flow)));
                }
            }
            return hooks;
        }

        private Node apply(History.Hook hook, Node flow) {
            Recorder recorder = Recorder.mine();
            Recording before = recorder.swap(recording);
            try (var _ = Scope.grad(false)) {
                Tensor replaced = hook.action().apply(Tensor.of(new Storage(Value.pending(recording, flow))));
                if (replaced != null && !replaced.type().equals(flow.type())) {
                    throw new Diagnostic("registerHook: the hook gave " + replaced.type() + " where a gradient of "
                            + flow.type() + " is needed");
                }
                return replaced == null ? flow : replaced.in(recording, false);
            } finally {
                recorder.swap(before);
            }
        }

        void release() {
            behind.forEach(History::release);
        }
    }

    /** Adds to the gradients of the leaves behind {@code root}. */
    static void backward(Tensor root, @Nullable Tensor gradient, boolean retain) {
        if (Recorder.mine().current() instanceof BodyRecording body) {
            throw new Diagnostic("backward: inside of a function given to " + body.asked()
                    + " gradients cannot arrive at tensors outside; use Func.grad or Sinter.grad there, which return them");
        }
        Roots from = Roots.of("backward", List.of(root), gradient == null ? null : List.of(gradient));
        Map<Node, Variable> byNode = new HashMap<>();
        List<Node> leaves = new ArrayList<>();
        for (History each : from.behind) {
            Variable leaf = each.leaf();
            if (leaf != null && byNode.put(each.node(), leaf) == null) {
                leaves.add(each.node());
            }
        }
        List<@Nullable Node> flows = from.flows(leaves);
        from.recording.addRoot(from.roots.get(0).node());
        List<Value> group = new ArrayList<>();
        List<Tensor> gradients = new ArrayList<>();
        List<Variable> receivers = new ArrayList<>();
        for (int i = 0; i < flows.size(); i++) {
            Node flow = flows.get(i);
            if (flow != null) {
                Value value = Value.pending(from.recording, flow);
                group.add(value);
                gradients.add(Tensor.of(new Storage(value)));
                receivers.add(Objects.requireNonNull(byNode.get(leaves.get(i))));
            }
        }
        group.forEach(value -> value.setGroup(group));
        if (!retain) {
            from.release();
        }
        try (var _ = Scope.grad(false)) {
            for (int i = 0; i < gradients.size(); i++) {
                accumulate(receivers.get(i), gradients.get(i));
            }
        }
    }

    private static void accumulate(Variable leaf, Tensor gradient) {
        Tensor sum = leaf.grad();
        if (sum == null) {
            leaf.setGrad(gradient);
        } else {
            sum.add_(gradient);
        }
        Recorder recorder = Recorder.mine();
        if (recorder.isImmediate() && !recorder.isTracing() && !recorder.isSampling()) {
            gradient.buffer();
        }
    }

    /** What flows to {@code inputs}; with {@code tracks} it can be differentiated again. */
    static List<@Nullable Tensor> gradients(List<Tensor> outputs, List<Tensor> inputs,
            @Nullable List<Tensor> gradients, boolean retain, boolean tracks, boolean allowUnused) {
        Roots from = Roots.of("grad", outputs, gradients);
        for (int i = 0; i < inputs.size(); i++) {
            if (!inputs.get(i).requiresGrad()) {
                throw new Diagnostic("grad: input " + i + ", a tensor of " + inputs.get(i).type()
                        + ", does not require a gradient; call requiresGrad_() on it before computing");
            }
        }
        List<Node> wrt = inputs.stream().map(input -> input.in(from.recording, false)).toList();
        List<@Nullable Node> flows = from.flows(wrt);
        List<@Nullable Tensor> results = new ArrayList<>();
        List<Value> group = new ArrayList<>();
        List<History> parents = new ArrayList<>(from.roots);
        if (tracks && gradients != null) {
            parents.addAll(Recorder.histories(from.recording, gradients.toArray(Tensor[]::new)));
        }
        for (int i = 0; i < flows.size(); i++) {
            Node flow = flows.get(i);
            if (flow == null) {
                if (!allowUnused) {
                    throw new Diagnostic("grad: the result was not computed from input " + i + ", a tensor of "
                            + inputs.get(i).type() + "; with allowUnused = true its derivative is null");
                }
                results.add(null);
                continue;
            }
            Value value = Value.pending(from.recording, flow);
            group.add(value);
            Tensor gradient = Tensor.of(new Storage(value));
            if (tracks) {
                gradient.variable().setHistory(History.of("grad", parents, from.recording, flow));
            }
            results.add(gradient);
        }
        group.forEach(value -> value.setGroup(group));
        if (!retain && !tracks) {
            from.release();
        }
        return results;
    }

    /** These, none of which is null. */
    static List<Tensor> required(List<@Nullable Tensor> tensors) {
        return tensors.stream().map(Objects::requireNonNull).toList();
    }

    static Hook register(Tensor tensor, Function<Tensor, @Nullable Tensor> action) {
        if (!tensor.requiresGrad()) {
            throw new Diagnostic("registerHook: a tensor of " + tensor.type()
                    + " does not require a gradient, so none will arrive");
        }
        Variable variable = tensor.variable();
        History history = variable.history();
        List<History.Hook> among = history == null ? variable.hooks() : history.hooks();
        History.Hook hook = new History.Hook(tensor.lens(), action);
        among.add(hook);
        return new Hook(among, hook);
    }
}
