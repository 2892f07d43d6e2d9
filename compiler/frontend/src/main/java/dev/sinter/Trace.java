package dev.sinter;

import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Node;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A function of tensors as a graph: what its Java code did once, with shapes and dtypes instead of elements.
 *
 * <p>Tensors of declared states (a module's parameters, what an optimiser keeps) are inputs under their names. A state that the
 * function writes is an output under the same name as well: its value after the call. So a whole training step is one graph. Any other
 * tensor from outside, and every Java number, is a constant of the graph. Gradients are null when the function begins.
 *
 * <pre>{@code
 * Trace train = Trace.named("train")
 *         .with(model)
 *         .with("optimizer", optimizer)
 *         .input("x", "f32[N,1,28,28]")
 *         .input("target", "i64[N]")
 *         .output("loss")
 *         .run(in -> {
 *             optimizer.zeroGrad();
 *             Tensor loss = Functional.crossEntropy(model.call(in.get(0)), in.get(1));
 *             loss.backward();
 *             optimizer.step();
 *             return List.of(loss);
 *         });
 * }</pre>
 */
public final class Trace {
    private final Graph graph;
    private final List<String> arguments;
    private final Map<String, Tensor> state;

    private Trace(Graph graph, List<String> arguments, Map<String, Tensor> state) {
        this.graph = graph;
        this.arguments = List.copyOf(arguments);
        this.state = state;
    }

    /** What a module computes for an input like {@code x: f32[N,4]}, as the function {@code predict}. */
    public static Trace of(TensorFunction module, String input) {
        Builder builder = named("predict").with(module).input(input);
        return Sinter.noGrad(() -> builder.run(in -> List.of(module.call(in.get(0)))));
    }

    /** Begins the description of a function to trace; the name is letters, digits and underscores. */
    public static Builder named(String name) {
        return new Builder(name);
    }

    public Graph graph() {
        return graph;
    }

    /** The names of the inputs that a caller gives, in order; the other inputs are states. */
    public List<String> arguments() {
        return arguments;
    }

    /** The states that the function reads or writes, by name; their storages are those of the module or optimiser itself. */
    public Map<String, Tensor> state() {
        return state;
    }

    /** The function as a program that reads and writes its states where they are. */
    public CompiledFunction compile() {
        return new CompiledFunction(this, Programs.evaluator().compile(graph));
    }

    /** The graph as text. */
    @Override
    public String toString() {
        return graph.toString();
    }

    /** What a function to trace takes and gives. */
    public static final class Builder {
        private final String name;
        private final Map<String, Tensor> states = new LinkedHashMap<>();
        private final Map<String, TensorType> inputs = new LinkedHashMap<>();
        private final List<String> outputs = new ArrayList<>();

        private Builder(String name) {
            this.name = name;
        }

        /** States under their own names. */
        public Builder with(Stateful owner) {
            owner.stateDict().forEach(this::state);
            return this;
        }

        /** States under {@code prefix.name}. */
        public Builder with(String prefix, Stateful owner) {
            owner.stateDict().forEach((each, tensor) -> state(prefix + "." + each, tensor));
            return this;
        }

        /** One tensor as a state. */
        public Builder state(String stateName, Tensor tensor) {
            if (tensor.lens() != null || tensor.variable().lens() != null) {
                throw new Diagnostic("trace: the state " + stateName
                        + " is a view of another tensor; a tensor with a storage of its own is needed");
            }
            if (states.put(stateName, tensor) != null) {
                throw new Diagnostic(
                        "trace: two states have the name " + stateName + "; give one of their owners a prefix");
            }
            return this;
        }

        /** An input like {@code x: f32[N,4]}. */
        public Builder input(String declaration) {
            int colon = declaration.indexOf(':');
            if (colon < 0) {
                throw new Diagnostic("trace: an input reads like 'x: f32[N,4]', not '" + declaration + "'");
            }
            return input(declaration.substring(0, colon).strip(), declaration.substring(colon + 1).strip());
        }

        /** An input of a type like {@code f32[N,4]}. */
        public Builder input(String inputName, String type) {
            return input(inputName, TensorType.parse(type));
        }

        public Builder input(String inputName, TensorType type) {
            inputs.put(inputName, type);
            return this;
        }

        /** The name of the next output; without names they are {@code y}, or {@code y0, y1 ...} if there are several. */
        public Builder output(String outputName) {
            outputs.add(outputName);
            return this;
        }

        /** Runs the function on tensors without elements and returns what it did; afterwards all states are as before. */
        public Trace run(Function<List<Tensor>, List<Tensor>> function) {
            Recorder recorder = Recorder.mine();
            if (recorder.isTracing()) {
                throw new Diagnostic("trace: another function is being traced by this thread");
            }
            TraceRecording recording = new TraceRecording();
            states.forEach((each, tensor) -> recording.addState(each, tensor.variable().storage()));
            RandomStream random = RandomStream.shared();
            recording.addState("random.key", random.key().variable().storage());
            recording.addState("random.next", random.next().variable().storage());
            Map<String, Tensor> known = new LinkedHashMap<>(states);
            known.put("random.key", random.key());
            known.put("random.next", random.next());
            Recording outer = recorder.swap(recording);
            try {
                List<Tensor> arguments = new ArrayList<>();
                inputs.forEach((each, type) -> arguments.add(recording.argument(each, type)));
                List<Tensor> results = function.apply(List.copyOf(arguments));
                return trace(recording, results, known);
            } finally {
                recorder.swap(outer);
                recording.restore();
            }
        }

        private Trace trace(TraceRecording recording, List<Tensor> results, Map<String, Tensor> known) {
            Map<String, Node> given = recording.inputs(List.copyOf(inputs.keySet()));
            Map<String, Node> computed = new LinkedHashMap<>();
            for (int i = 0; i < results.size(); i++) {
                String result = i < outputs.size() ? outputs.get(i) : results.size() == 1 ? "y" : "y" + i;
                if (given.containsKey(result)) {
                    throw new Diagnostic("trace: an output and an input of " + name + " are both named " + result
                            + "; name the output otherwise with output()");
                }
                computed.put(result, results.get(i).in(recording, false));
            }
            computed.putAll(recording.updates());
            Map<String, Tensor> used = new LinkedHashMap<>();
            known.forEach((each, tensor) -> {
                if (given.containsKey(each)) {
                    used.put(each, tensor);
                }
            });
            Graph graph = recording.nodes().builder().graph(name, List.copyOf(given.values()), computed);
            return new Trace(graph, List.copyOf(inputs.keySet()), used);
        }
    }
}
