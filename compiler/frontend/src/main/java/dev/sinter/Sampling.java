package dev.sinter;

import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Node;
import dev.sinter.ir.View;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Runs a function of one sample once, on nodes that stand for one, and has the compiler make of what it did the same for all samples. */
final class Sampling {
    private Sampling() {}

    /** {@code function} for samples of {@code inputs} along {@code axes}; the results have theirs along axis 0. */
    static List<Tensor> map(Function<List<Tensor>, List<Tensor>> function, List<Tensor> inputs, List<Integer> axes) {
        if (axes.size() != inputs.size()) {
            throw new Diagnostic("vmap: " + inputs.size() + " arguments need as many axes, not " + axes);
        }
        List<@Nullable Tensor> samples = new ArrayList<>();
        Dim size = null;
        for (int i = 0; i < axes.size(); i++) {
            Tensor all = axes.get(i) == Func.SAME ? null : toFront(inputs.get(i), axes.get(i));
            if (all != null && size != null && !all.shape().dim(0).equals(size)) {
                throw new Diagnostic("vmap: argument " + i + " has " + all.shape().dim(0) + " samples along axis "
                        + axes.get(i) + ", but another has " + size);
            }
            size = all == null ? size : all.shape().dim(0);
            samples.add(all);
        }
        if (size == null) {
            throw new Diagnostic("vmap: at least one argument must have an axis of samples");
        }
        Recorder recorder = Recorder.mine();
        recorder.beginSampling();
        try {
            return run(recorder, function, inputs, samples, size);
        } finally {
            recorder.endSampling();
        }
    }

    private static List<Tensor> run(Recorder recorder, Function<List<Tensor>, List<Tensor>> function,
            List<Tensor> inputs, List<@Nullable Tensor> samples, Dim size) {
        Tensor[] mapped = samples.stream().filter(java.util.Objects::nonNull).toArray(Tensor[]::new);
        Recording recording = recorder.recordingFor(mapped, recorder.tracks(mapped));
        Map<Node, Tensor> standins = new HashMap<>();
        List<Tensor> arguments = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            Tensor all = samples.get(i);
            arguments.add(all == null ? inputs.get(i) : standin(recorder, recording, all, standins));
        }
        List<Tensor> outputs = function.apply(List.copyOf(arguments));
        List<Tensor> involved = new ArrayList<>(List.of(mapped));
        involved.addAll(outputs);
        Tensor[] everything = involved.toArray(Tensor[]::new);
        boolean tracks = recorder.tracks(everything);
        Recording last = recorder.recordingFor(everything, tracks);
        List<Node> roots = outputs.stream().map(output -> output.in(last, tracks)).toList();
        Map<Node, Node> batched = new HashMap<>();
        standins.forEach((node, all) -> batched.put(node, all.in(last, tracks)));
        List<@Nullable Node> found = last.nodes().batch(roots, batched, size);
        List<Tensor> results = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            Node node = found.get(i);
            if (node == null) {
                List<Dim> dims = new ArrayList<>(roots.get(i).shape().dims());
                dims.add(0, size);
                node = last.add(new View.Expand(Shape.of(dims)), roots.get(i));
            }
            Tensor result = Tensor.of(new Storage(Value.pending(last, node)));
            if (tracks && outputs.get(i).requiresGrad()) {
                result.variable().setHistory(
                        History.of("vmap", Recorder.histories(last, outputs.get(i)), last, node));
            }
            results.add(result);
        }
        return results;
    }

    private static Tensor standin(Recorder recorder, Recording recording, Tensor all, Map<Node, Tensor> standins) {
        TensorType one = new TensorType(all.dtype(), Shape.of(all.shape().dims().subList(1, all.rank())));
        Node node = recording.sample(one);
        standins.put(node, all);
        Tensor sample = Tensor.of(new Storage(Value.pending(recording, node)));
        if (recorder.tracks(all)) {
            sample.variable().setHistory(
                    History.of("vmap", Recorder.histories(recording, all), recording, node));
        }
        return sample;
    }

    /** Refuses numbers that are drawn now: the function runs once, so that all samples would silently share them. */
    static void checkDraw(String name) {
        if (Recorder.mine().isSampling()) {
            throw new Diagnostic(name
                    + " in a function given to vmap, which runs once for all samples: they would all get"
                    + " the same random numbers; draw outside, and pass the numbers as an argument with an axis of samples,"
                    + " or as Func.SAME if the samples are to share them");
        }
    }

    private static Tensor toFront(Tensor tensor, int axis) {
        if (tensor.rank() == 0) {
            throw new Diagnostic(
                    "vmap: an argument is zero-dimensional, so it has no axis of samples; name it as Func.SAME");
        }
        int counted = Ops.axis("vmap", axis, tensor.rank());
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < tensor.rank(); i++) {
            order.add(i);
        }
        order.add(0, order.remove(/* index */ counted));
        return counted == 0 ? tensor : Recorder.view(tensor, new View.Transpose(order));
    }
}
