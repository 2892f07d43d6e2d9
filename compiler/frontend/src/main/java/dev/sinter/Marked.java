package dev.sinter;

import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Node;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a function that is being differentiated, each under a name of its own in the graph, so that the derivative by an
 * argument does not count what the function reads of the same tensor from outside. Until it is closed, derivatives are recorded.
 */
final class Marked implements AutoCloseable {
    private final String name;
    private final List<Tensor> arguments = new ArrayList<>();
    private final Set<History> marks = new HashSet<>();
    private final List<Tensor> by;
    /** Whether derivatives were recorded outside. */
    private final boolean outerTracks;
    private final Scope scope;

    private Marked(String name, List<Tensor> inputs, int by) {
        this.name = name;
        Recorder recorder = Recorder.mine();
        outerTracks = recorder.gradEnabled();
        boolean[] tracks = new boolean[inputs.size()];
        for (int i = 0; i < tracks.length; i++) {
            tracks[i] = recorder.tracks(inputs.get(i));
        }
        Recording recording = recorder.recordingFor(inputs.toArray(Tensor[]::new),
                recorder.tracks(inputs.toArray(Tensor[]::new)));
        for (int i = 0; i < tracks.length; i++) {
            arguments.add(i < by ? mark(recording, inputs.get(i), tracks[i]) : inputs.get(i));
        }
        this.by = List.copyOf(arguments.subList(0, by));
        scope = Scope.grad(true);
    }

    /** The first {@code by} of the inputs as arguments to differentiate by, and the others. */
    static Marked of(String name, List<Tensor> inputs, int by) {
        for (Tensor input : inputs.subList(0, by)) {
            if (!input.dtype().isFloating()) {
                throw new Diagnostic(name + ": an argument is " + input.type()
                        + "; only functions of real numbers have derivatives");
            }
        }
        return new Marked(name, inputs, by);
    }

    private Tensor mark(Recording recording, Tensor input, boolean tracks) {
        Node seen = input.in(recording, false);
        Node node = recording.mark(!tracks && recording.isTainted(seen) ? recording.detach(seen) : seen);
        recording.nodes().taint(node);
        Tensor argument = Tensor.of(new Storage(Value.pending(recording, node)));
        List<History> parents = tracks ? Recorder.histories(recording, input) : List.of();
        History history = History.of(name, parents, recording, node);
        marks.add(history);
        argument.variable().setHistory(history);
        return argument;
    }

    List<Tensor> arguments() {
        return List.copyOf(arguments);
    }

    /** What flows to the arguments when {@code flows} flow into {@code outputs}; zeros where nothing does. */
    List<Tensor> pull(List<Tensor> outputs, List<Tensor> flows) {
        checkTypes("what flows into output", outputs, flows);
        Recording recording = meet(outputs, flows);
        List<Node> roots = nodes(recording, outputs);
        List<Node> seeds = nodes(recording, flows);
        List<@Nullable Node> found = recording.nodes().derivative(roots, seeds, nodes(recording, by), Map.of());
        return results(recording, found, by, outputs, flows);
    }

    /** How {@code outputs} change when the arguments change by {@code tangents}; zeros where they do not. */
    List<Tensor> push(List<Tensor> outputs, List<Tensor> tangents) {
        checkTypes("the tangent of argument", by, tangents);
        Recording recording = meet(outputs, tangents);
        List<@Nullable Node> found = recording.nodes().pushForward(nodes(recording, outputs), nodes(recording, by),
                nodes(recording, tangents));
        return results(recording, found, outputs, outputs, tangents);
    }

    /** The outputs as the caller of the function sees them: they require a gradient only by what was outside. */
    List<Tensor> outside(List<Tensor> outputs) {
        Recording recording = meet(outputs, List.of());
        List<Tensor> results = new ArrayList<>();
        for (Tensor output : outputs) {
            results.add(result(recording, output.in(recording, true), List.of(output)));
        }
        return results;
    }

    private void checkTypes(String what, List<Tensor> tensors, List<Tensor> given) {
        for (int i = 0; i < Math.max(tensors.size(), given.size()); i++) {
            if (i >= tensors.size() || i >= given.size() || !tensors.get(i).type().equals(given.get(i).type())) {
                throw new Diagnostic(name + ": " + what + " " + i + " must be "
                        + (i < tensors.size() ? tensors.get(i).type().toString() : "absent") + ", not "
                        + (i < given.size() ? given.get(i).type().toString() : "missing"));
            }
        }
    }

    /** Brings all that is needed into one recording. */
    private Recording meet(List<Tensor> some, List<Tensor> others) {
        List<Tensor> all = new ArrayList<>(by);
        all.addAll(some);
        all.addAll(others);
        return Recorder.mine().recordingFor(all.toArray(Tensor[]::new), true);
    }

    private static List<Node> nodes(Recording recording, List<Tensor> tensors) {
        return tensors.stream().map(tensor -> tensor.in(recording, false)).toList();
    }

    private List<Tensor> results(Recording recording, List<@Nullable Node> found, List<Tensor> types,
            List<Tensor> outputs, List<Tensor> given) {
        List<Tensor> sources = new ArrayList<>(outputs);
        sources.addAll(given);
        List<Tensor> results = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            Node node = found.get(i);
            results.add(node == null
                    ? Tensor.of(new Storage(Value.filled(types.get(i).type(), 0)))
                    : result(recording, node, sources));
        }
        return results;
    }

    private Tensor result(Recording recording, Node node, List<Tensor> sources) {
        Tensor result = Tensor.of(new Storage(Value.pending(recording, node)));
        List<History> from = Recorder.histories(recording, sources.toArray(Tensor[]::new));
        boolean depends = from.stream().flatMap(history -> history.all().stream())
                .anyMatch(history -> history.parents().isEmpty() && !marks.contains(history));
        if (outerTracks && depends && node.type().dtype().isFloating()) {
            result.variable().setHistory(History.of(name, from, recording, node));
        }
        return result;
    }

    @Override
    public void close() {
        scope.close();
    }
}
