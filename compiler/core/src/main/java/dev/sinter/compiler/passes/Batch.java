package dev.sinter.compiler.passes;

import dev.sinter.ir.Body;
import dev.sinter.ir.Contract;
import dev.sinter.ir.Control;
import dev.sinter.ir.Custom;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Index;
import dev.sinter.ir.Node;
import dev.sinter.ir.Pointwise;
import dev.sinter.ir.Reduce;
import dev.sinter.ir.Row;
import dev.sinter.ir.Source;
import dev.sinter.ir.Unwindow;
import dev.sinter.ir.View;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A function of one sample as a function of many at once: the same ops with one more axis, which is the first ({@code vmap}).
 *
 * <p>Each kind of op has its batching rule here; most shift axes by one. A node that depends on nothing batched stays as it is, so what
 * all samples share is computed once. Every rule keeps the order of sums: sample {@code b} of the result has the bits that the
 * function of one sample gives for sample {@code b}.
 */
public final class Batch {
    private final Graph.Builder builder;
    private final Dim size;
    private final Map<Node, Node> batched;
    /** All results of each op that holds graphs. */
    private final Map<List<Object>, List<Node>> results = new HashMap<>();

    private Batch(Graph.Builder builder, Dim size, Map<Node, Node> batched) {
        this.builder = builder;
        this.size = size;
        this.batched = new HashMap<>(batched);
    }

    /**
     * For each of {@code roots} the same value for {@code size} samples, along a new first axis; null where it is the same for all.
     *
     * @param samples what stands for one sample, and in its place the samples, along a new first axis of that size
     */
    public static List<@Nullable Node> over(Graph.Builder builder, List<Node> roots, Map<Node, Node> samples,
            Dim size) {
        Batch batch = new Batch(builder, size, samples);
        for (Node node : Graph.reachable(List.copyOf(samples.keySet()), roots)) {
            if (!batch.batched.containsKey(node) && node.inputs().stream().anyMatch(batch.batched::containsKey)) {
                batch.batched.put(node, batch.batch(node));
            }
        }
        List<@Nullable Node> result = new ArrayList<>();
        roots.forEach(root -> result.add(batch.batched.get(root)));
        return result;
    }

    private Node batch(Node node) {
        return switch (node.op()) {
            case Source source -> throw new IllegalStateException(source.opName() + " reads nothing");
            case Custom custom ->
                builder.add(new Custom(new Body(batched(custom.backward().graph()))), everything(node));
            case Pointwise pointwise -> builder.add(pointwise,
                    node.inputs().stream().map(input -> aligned(input, node.shape().rank())).toList());
            case Reduce.Over over -> builder.add(new Reduce.Over(over.kind(), shifted(over.axes())), all(node, 0));
            case Unwindow back -> builder.add(new Unwindow(shape(back.target()), shifted(back.axes()), back.sizes(),
                    back.strides(), back.dilations()), all(node, 0));
            case View view -> builder.add(view(view), node.op() instanceof View.Expand
                    ? aligned(node.input(0), node.shape().rank())
                    : all(node, 0));
            case Contract.MatMul product -> {
                int rank = Math.max(node.input(0).shape().rank(), node.input(1).shape().rank());
                yield builder.add(product, aligned(node.input(0), rank), aligned(node.input(1), rank));
            }
            case Contract.Conv conv -> convolution(conv, node);
            case Index index -> index(index, node);
            case Row row -> builder.add(row.along(row.axis() + 1), everything(node));
            case Control control -> results
                    .computeIfAbsent(List.of(control.withResult(0), node.inputs()),
                            key -> ControlBatch.results(builder, control, node.inputs(), samples(node.inputs()), size))
                    .get(control.result());
        };
    }

    private List<@Nullable Node> samples(List<Node> nodes) {
        List<@Nullable Node> samples = new ArrayList<>();
        nodes.forEach(node -> samples.add(batched.get(node)));
        return samples;
    }

    private View view(View view) {
        return switch (view) {
            case View.Transpose transpose -> {
                List<Integer> axes = new ArrayList<>(List.of(0));
                axes.addAll(shifted(transpose.axes()));
                yield new View.Transpose(axes);
            }
            case View.Diagonal diagonal -> new View.Diagonal(diagonal.first() + 1, diagonal.second() + 1);
            case View.Reshape reshape -> new View.Reshape(shape(reshape.shape()));
            case View.Expand expand -> new View.Expand(shape(expand.shape()));
            case View.Slice slice -> new View.Slice(prefixed(Dim.ZERO, slice.starts()), prefixed(size, slice.sizes()),
                    prefixed(1, slice.steps()));
            case View.Pad pad -> new View.Pad(prefixed(Dim.ZERO, pad.low()), prefixed(Dim.ZERO, pad.high()),
                    prefixed(0, pad.gaps()), pad.value());
            case View.Window window -> new View.Window(shifted(window.axes()), window.sizes(), window.strides(),
                    window.dilations());
        };
    }

    private Node index(Index index, Node node) {
        return switch (index) {
            case Index.Take take -> {
                Node x = node.input(0);
                Node at = node.input(1);
                if (!batched.containsKey(at)) {
                    yield builder.add(new Index.Take(take.axis() + 1), all(x), at);
                }
                if (!batched.containsKey(x)) {
                    yield moved(builder.add(take, x, all(at)), take.axis(), 0);
                }
                Node gathered = builder.add(new Index.Gather(take.axis() + 1), all(x), spread(take.axis(), x, at));
                yield reshaped(gathered, shape(node.shape()));
            }
            case Index.TakeAdd add -> updated(node, add.axis(), new Index.TakeAdd(add.axis() + 1),
                    new Index.ScatterAdd(add.axis() + 1));
            case Index.TakeSet set -> updated(node, set.axis(), new Index.TakeSet(set.axis() + 1),
                    new Index.ScatterSet(set.axis() + 1));
            case Index.Gather gather -> builder.add(new Index.Gather(gather.axis() + 1), everything(node));
            case Index.ScatterAdd add -> builder.add(new Index.ScatterAdd(add.axis() + 1), everything(node));
            case Index.ScatterSet set -> builder.add(new Index.ScatterSet(set.axis() + 1), everything(node));
            case Index.Update update -> builder.add(
                    new Index.Update(prefixed(Dim.ZERO, update.starts()), prefixed(1, update.steps())),
                    everything(node));
            case Index.Concat concat -> builder.add(new Index.Concat(concat.axis() + 1), everything(node));
        };
    }

    /** An update of slices: by the same index in all samples, or element by element. */
    private Node updated(Node node, int axis, Index slices, Index elements) {
        Node at = node.input(1);
        if (!batched.containsKey(at)) {
            return builder.add(slices, all(node, 0), at, all(node, 2));
        }
        Node places = spread(axis, node.input(0), at);
        return builder.add(elements, all(node, 0), places, reshaped(all(node, 2), places.shape()));
    }

    /** The graph for samples of each of its inputs. */
    private Graph batched(Graph graph) {
        Graph.Builder to = Graph.builder();
        Graph copy = Rewrite.copy(graph, to);
        Map<Node, Node> samples = new LinkedHashMap<>();
        for (Node input : copy.inputs()) {
            // Under another name: a sample and the samples are two inputs, even where their types are equal.
            String name = "all." + ((Source.Input) input.op()).id();
            samples.put(input, to.input(name, new TensorType(input.type().dtype(), shape(input.shape()))));
        }
        List<Node> roots = List.copyOf(copy.outputs().values());
        List<@Nullable Node> found = over(to, roots, samples, size);
        Map<String, Node> outputs = new LinkedHashMap<>();
        int i = 0;
        for (String name : copy.outputs().keySet()) {
            Node all = found.get(i);
            outputs.put(name, all != null ? all : to.add(new View.Expand(shape(roots.get(i).shape())), roots.get(i)));
            i++;
        }
        return to.graph(graph.name(), List.copyOf(samples.values()), outputs);
    }

    /** For samples of an index of slices, the index of each element: {@code [B, before, n, after]} for n slices. */
    private Node spread(int axis, Node x, Node at) {
        List<Dim> dims = new ArrayList<>(x.shape().dims());
        dims.set(axis, at.shape().numel());
        List<Dim> narrow = new ArrayList<>(Collections.nCopies(dims.size(), Dim.ONE));
        narrow.set(axis, at.shape().numel());
        return builder.add(new View.Expand(shape(Shape.of(dims))), reshaped(all(at), shape(Shape.of(narrow))));
    }

    /**
     * The samples of the input become more of its samples, those of the weight more of its output channels, those of both more groups.
     */
    private Node convolution(Contract.Conv conv, Node node) {
        Node x = node.input(0);
        Node w = node.input(1);
        if (!batched.containsKey(w)) {
            return split(builder.add(conv, merged(all(x), 0), w), 0, x.shape().dim(0));
        }
        if (!batched.containsKey(x)) {
            // [B,G,O,..] to [G,B*O,..], and [N,G,B*O,..] to [B,N,G,O,..].
            return moved(split(builder.add(conv, x, merged(moved(all(w), 0, 1), 1)), 2, w.shape().dim(1)), 2, 0);
        }
        // [B,N,G,..] to [N,B*G,..], and [N,B*G,O,..] to [B,N,G,O,..].
        Node wide = builder.add(conv, merged(moved(all(x), 0, 1), 1), merged(all(w), 0));
        return moved(split(wide, 1, x.shape().dim(1)), 1, 0);
    }

    /** Two neighbouring axes, of which the first is the samples, as one. */
    private Node merged(Node node, int axis) {
        List<Dim> dims = new ArrayList<>(node.shape().dims());
        Dim samples = dims.remove(axis);
        dims.set(axis, samples.times(dims.get(axis)));
        return reshaped(node, Shape.of(dims));
    }

    /** Undoes {@link #merged}. */
    private Node split(Node node, int axis, Dim one) {
        List<Dim> dims = new ArrayList<>(node.shape().dims());
        dims.set(axis, one);
        dims.add(axis, size);
        return reshaped(node, Shape.of(dims));
    }

    private Node moved(Node node, int from, int to) {
        if (from == to) {
            return node;
        }
        List<Integer> axes = new ArrayList<>(IntStream.range(0, node.shape().rank()).boxed().toList());
        axes.add(to, axes.remove(/* index */ from));
        return builder.add(new View.Transpose(axes), node);
    }

    private Node reshaped(Node node, Shape to) {
        return node.shape().equals(to) ? node : builder.add(new View.Reshape(to), node);
    }

    /** The samples of an operand that is to broadcast as one of {@code rank} axes; an operand without samples as it is. */
    private Node aligned(Node node, int rank) {
        Node samples = batched.get(node);
        if (samples == null) {
            return node;
        }
        List<Dim> dims = new ArrayList<>(node.shape().dims());
        dims.addAll(0, Collections.nCopies(rank - dims.size(), Dim.ONE));
        return reshaped(samples, shape(Shape.of(dims)));
    }

    private List<Node> everything(Node node) {
        return node.inputs().stream().map(this::all).toList();
    }

    private Node all(Node node, int input) {
        return all(node.input(input));
    }

    /** The samples of a node; repeated where it is the same for all. */
    private Node all(Node node) {
        Node samples = batched.get(node);
        return samples != null
                ? samples
                : builder.add(new View.Expand(shape(node.shape())), node);
    }

    private Shape shape(Shape sample) {
        return Shape.of(prefixed(size, sample.dims()));
    }

    private static <T> List<T> prefixed(T first, List<T> rest) {
        List<T> all = new ArrayList<>(rest);
        all.add(0, first);
        return all;
    }

    private static List<Integer> shifted(List<Integer> axes) {
        return axes.stream().map(axis -> axis + 1).toList();
    }
}
