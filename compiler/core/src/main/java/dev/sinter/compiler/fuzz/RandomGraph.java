package dev.sinter.compiler.fuzz;

import dev.sinter.ir.Contract;
import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Elementwise;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Index;
import dev.sinter.ir.Node;
import dev.sinter.ir.Op;
import dev.sinter.ir.Pointwise;
import dev.sinter.ir.Reduce;
import dev.sinter.ir.Source;
import dev.sinter.ir.Unwindow;
import dev.sinter.ir.View;
import dev.sinter.ir.scalar.Literals;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A typed random graph: ranks 0 to 6, sizes at the edges of vector widths, every op, shared inputs, sometimes a symbolic dimension and
 * state. The same seed gives the same graph.
 */
public final class RandomGraph {
    private static final int[] SIZES = {0, 1, 1, 2, 2, 3, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65};
    private static final List<DType> DTYPES = List.of(
            DType.F32, DType.F32, DType.F32, DType.F32, DType.F64, DType.F16, DType.BF16, DType.I64, DType.I32,
            DType.I16,
            DType.I8, DType.U8, DType.BOOL);
    /** Elements per tensor, and points per kernel: the interpreter must get through thousands of graphs. */
    private static final long MOST_ELEMENTS = 3_000;
    private static final long MOST_POINTS = 60_000;

    private final Random random;
    private final Graph.Builder builder = Graph.builder();
    private final List<Node> inputs = new ArrayList<>();
    private final List<Node> pool = new ArrayList<>();
    /** The value of the symbol N, or 0 where all dimensions are constant. */
    private final long symbol;

    private RandomGraph(long seed) {
        random = new Random(seed);
        symbol = random.nextInt(3) == 0 ? SIZES[1 + random.nextInt(SIZES.length - 1)] : 0;
    }

    /** A graph, and what its symbols stand for. */
    public record Sample(Graph graph, Map<String, Long> symbols) {}

    /** The sample of a seed. */
    public static Sample of(long seed) {
        RandomGraph maker = new RandomGraph(seed);
        return new Sample(maker.make(), maker.symbol == 0 ? Map.of() : Map.of("N", maker.symbol));
    }

    private Graph make() {
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            input(new TensorType(any(DTYPES), shape(random.nextInt(5))));
        }
        int wanted = 1 + random.nextInt(14);
        for (int tries = 0; tries < 60 && wanted > 0; tries++) {
            Node made = tryOne();
            if (made != null && !pool.contains(made)) {
                pool.add(made);
                wanted--;
            }
        }
        Map<String, Node> outputs = new LinkedHashMap<>();
        outputs.put("y0", pool.get(pool.size() - 1));
        for (int i = 1; i <= random.nextInt(3); i++) {
            Node output = pool.get(random.nextInt(pool.size()));
            Node state = inputs.stream().filter(input -> input.type().equals(output.type())).findFirst().orElse(null);
            outputs.put(state != null && random.nextBoolean() ? ((Source.Input) state.op()).id() : "y" + i, output);
        }
        boolean bound = symbol == 0
                || inputs.stream().anyMatch(input -> input.shape().dims().contains(Dim.symbol("N")));
        if (!bound) {
            input(new TensorType(DType.F32, Shape.of(Dim.symbol("N"))));
        }
        return builder.graph("fuzz", inputs, outputs);
    }

    private <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private Node input(TensorType type) {
        Node input = builder.input("x" + inputs.size(), type);
        inputs.add(input);
        pool.add(input);
        return input;
    }

    /** An index tensor whose elements are below {@code bound}. */
    private Node index(Shape shape, long bound) {
        Node input = builder.input("index" + inputs.size() + "_below" + bound,
                new TensorType(random.nextBoolean() ? DType.I64 : DType.I32, shape));
        inputs.add(input);
        return input;
    }

    private Dim size() {
        return symbol != 0 && random.nextInt(4) == 0 ? Dim.symbol("N") : Dim.of(SIZES[random.nextInt(SIZES.length)]);
    }

    private long value(Dim dim) {
        return dim.evaluate(name -> symbol);
    }

    private Shape shape(int rank) {
        while (true) {
            Shape shape = Shape.of(IntStream.range(0, rank).mapToObj(axis -> size()).toList());
            if (value(shape.numel()) <= MOST_ELEMENTS) {
                return shape;
            }
        }
    }

    private @Nullable Node tryOne() {
        try {
            Node node = one(pool.get(random.nextInt(pool.size())));
            if (node == null || value(node.shape().numel()) > MOST_ELEMENTS) {
                return null;
            }
            boolean given = node.op() instanceof Source.Input || node.op() instanceof Source.Constant;
            return !given && value(Shape.of(node.kernel().extents()).numel()) > MOST_POINTS ? null : node;
        } catch (Diagnostic | IllegalArgumentException | UnsupportedOperationException refused) {
            // The type rules say what is a graph; what they refuse is not one.
            return null;
        }
    }

    private @Nullable Node one(Node x) {
        int rank = x.shape().rank();
        return switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4 -> pointwise(x);
            case 5 -> builder.add(new Pointwise.Cast(any(DTYPES)), x);
            case 6, 7 -> builder.add(new Reduce.Over(any(List.of(Reduce.Kind.values())), someAxes(rank)), x);
            case 8 -> rank < 2 ? null : matmul(x);
            case 9 -> conv(x);
            case 10 -> {
                List<Integer> axes = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
                Collections.shuffle(axes, random);
                yield builder.add(new View.Transpose(axes), x);
            }
            case 11 -> reshape(x);
            case 12 -> expand(x);
            case 13 -> slice(x);
            case 14 -> pad(x);
            case 15 -> window(x);
            case 16 -> take(x);
            case 17 -> gather(x);
            case 18 -> update(x);
            default -> random.nextInt(3) == 0
                    ? builder.add(new Source.Iota(x.shape(), random.nextInt(Math.max(rank, 1))))
                    : rank == 0 ? null : concat(x);
        };
    }

    private Node pointwise(Node x) {
        Elementwise op = any(List.of(Elementwise.values()));
        if (op == Elementwise.RANDOM_BITS && x.type().dtype() != DType.I64) {
            op = Elementwise.ADD;
        }
        List<Node> args = new ArrayList<>(List.of(x));
        while (args.size() < op.arity()) {
            args.add(partner(x));
        }
        boolean divides = (op == Elementwise.DIV || op == Elementwise.REM) && !x.type().dtype().isFloating();
        if (divides) {
            // An odd number is not zero.
            args.set(1, builder.add(Elementwise.OR, args.get(1), number(x.type().dtype(), 1)));
        }
        if (op == Elementwise.WHERE) {
            args.set(0, builder.add(Elementwise.LT, x, partner(x)));
        }
        return builder.add(op, args);
    }

    private Node number(DType dtype, double value) {
        return builder.add(Source.Constant.scalar(dtype, Literals.bits(dtype, value)));
    }

    /** Something of the same dtype that broadcasts with {@code x}. */
    private Node partner(Node x) {
        List<Node> same = pool.stream().filter(node -> node.type().equals(x.type())).toList();
        return switch (random.nextInt(4)) {
            case 0 -> number(x.type().dtype(), random.nextInt(5) - 2);
            case 1, 2 -> same.get(random.nextInt(same.size()));
            default -> {
                List<Dim> dims = new ArrayList<>();
                for (Dim dim : x.shape().dims().subList(random.nextInt(x.shape().rank() + 1), x.shape().rank())) {
                    dims.add(random.nextInt(3) == 0 ? Dim.ONE : dim);
                }
                yield input(new TensorType(x.type().dtype(), Shape.of(dims)));
            }
        };
    }

    private List<Integer> someAxes(int rank) {
        return IntStream.range(0, rank).filter(axis -> random.nextBoolean()).boxed().toList();
    }

    private Node matmul(Node x) {
        Shape shape = x.shape();
        List<Dim> dims = new ArrayList<>();
        if (shape.rank() > 2 && random.nextBoolean()) {
            dims.add(random.nextBoolean() ? Dim.ONE : shape.dim(-3));
        }
        dims.add(shape.dim(-1));
        dims.add(size());
        return builder.add(new Contract.MatMul(), x, input(new TensorType(x.type().dtype(), Shape.of(dims))));
    }

    private Node conv(Node x) {
        int spatial = 1 + random.nextInt(2);
        DType dtype = x.type().dtype().isFloating() ? x.type().dtype() : DType.F32;
        List<Dim> image = new ArrayList<>(
                List.of(Dim.of(1 + random.nextInt(3)), Dim.of(1 + random.nextInt(2)), Dim.of(1 + random.nextInt(4))));
        List<Dim> kernel = new ArrayList<>(List.of(image.get(1), Dim.of(1 + random.nextInt(17)), image.get(2)));
        List<Integer> strides = new ArrayList<>();
        List<Integer> dilations = new ArrayList<>();
        List<Dim> low = new ArrayList<>();
        List<Dim> high = new ArrayList<>();
        for (int s = 0; s < spatial; s++) {
            image.add(size());
            kernel.add(Dim.of(1 + random.nextInt(3)));
            strides.add(1 + random.nextInt(2));
            dilations.add(1 + random.nextInt(2));
            low.add(Dim.of(random.nextInt(3)));
            high.add(Dim.of(random.nextInt(3)));
        }
        Node images = input(new TensorType(dtype, Shape.of(image)));
        return builder.add(new Contract.Conv(strides, low, high, dilations), images,
                input(new TensorType(dtype, Shape.of(kernel))));
    }

    private Node reshape(Node x) {
        List<Dim> dims = new ArrayList<>(x.shape().dims());
        int at = random.nextInt(dims.size() + 1);
        if (at + 1 < dims.size() && random.nextBoolean()) {
            dims.set(at, dims.get(at).times(dims.remove(at + 1)));
        } else if (at < dims.size() && dims.get(at).isConstant() && dims.get(at).constant() % 2 == 0) {
            Dim half = Dim.of(dims.get(at).constant() / 2);
            dims.set(at, random.nextBoolean() ? half : Dim.of(2));
            dims.add(at + 1, dims.get(at).is(2) ? half : Dim.of(2));
        } else {
            dims.add(at, Dim.ONE);
        }
        return builder.add(new View.Reshape(Shape.of(dims)), x);
    }

    private Node expand(Node x) {
        List<Dim> dims = new ArrayList<>();
        x.shape().forEach(dim -> dims.add(dim.is(1) ? size() : dim));
        if (random.nextBoolean()) {
            dims.add(0, size());
        }
        return builder.add(new View.Expand(Shape.of(dims)), x);
    }

    private Node slice(Node x) {
        List<Dim> starts = new ArrayList<>();
        List<Dim> sizes = new ArrayList<>();
        List<Integer> steps = new ArrayList<>();
        part(x.shape(), starts, sizes, steps);
        return builder.add(new View.Slice(starts, sizes, steps), x);
    }

    private void part(Shape shape, List<Dim> starts, List<Dim> sizes, List<Integer> steps) {
        for (Dim dim : shape) {
            if (!dim.isConstant() || random.nextInt(3) == 0) {
                starts.add(Dim.ZERO);
                sizes.add(dim);
                steps.add(1);
                continue;
            }
            long size = dim.constant();
            int step = 1 + random.nextInt(3);
            long start = size == 0 ? 0 : random.nextLong(size);
            long count = size == 0 ? 0 : 1 + random.nextLong((size - 1 - start) / step + 1);
            boolean back = random.nextInt(4) == 0;
            starts.add(Dim.of(back && count > 0 ? start + (count - 1) * step : start));
            sizes.add(Dim.of(count));
            steps.add(back ? -step : step);
        }
    }

    private Node pad(Node x) {
        List<Dim> low = new ArrayList<>();
        List<Dim> high = new ArrayList<>();
        List<Integer> gaps = new ArrayList<>();
        for (int axis = 0; axis < x.shape().rank(); axis++) {
            low.add(Dim.of(random.nextInt(4) - 1));
            high.add(Dim.of(random.nextInt(4) - 1));
            gaps.add(random.nextInt(3) == 0 ? 1 : 0);
        }
        return builder.add(new View.Pad(low, high, gaps, random.nextBoolean() ? 0 : Double.NEGATIVE_INFINITY), x);
    }

    private @Nullable Node window(Node x) {
        List<Integer> axes = someAxes(x.shape().rank());
        List<Integer> sizes = axes.stream().map(axis -> 1 + random.nextInt(3)).toList();
        List<Integer> strides = axes.stream().map(axis -> 1 + random.nextInt(3)).toList();
        List<Integer> dilations = axes.stream().map(axis -> 1 + random.nextInt(2)).toList();
        for (int w = 0; w < axes.size(); w++) {
            if (value(x.shape().dim(axes.get(w))) < (sizes.get(w) - 1L) * dilations.get(w) + 1) {
                return null;
            }
        }
        View.Window window = new View.Window(axes, sizes, strides, dilations);
        Node windows = builder.add(window, x);
        return random.nextBoolean()
                ? windows
                : builder.add(new Unwindow(x.shape(), axes, sizes, strides, dilations), windows);
    }

    private @Nullable Node take(Node x) {
        int axis = random.nextInt(Math.max(x.shape().rank(), 1));
        long bound = x.shape().rank() == 0 ? 0 : value(x.shape().dim(axis));
        if (bound == 0) {
            return null;
        }
        Node index = index(shape(random.nextInt(3)), bound);
        Node taken = builder.add(new Index.Take(axis), x, index);
        boolean adds = random.nextBoolean() && x.type().dtype() != DType.BOOL;
        return adds ? builder.add(new Index.TakeAdd(axis), x, index, builder.add(Elementwise.NEG, taken)) : taken;
    }

    private @Nullable Node gather(Node x) {
        int axis = random.nextInt(Math.max(x.shape().rank(), 1));
        long bound = x.shape().rank() == 0 ? 0 : value(x.shape().dim(axis));
        if (bound == 0) {
            return null;
        }
        List<Dim> dims = new ArrayList<>(x.shape().dims());
        dims.set(axis, size());
        Node index = index(Shape.of(dims), bound);
        Node gathered = builder.add(new Index.Gather(axis), x, index);
        boolean adds = random.nextBoolean() && x.type().dtype() != DType.BOOL;
        return adds ? builder.add(new Index.ScatterAdd(axis), x, index, gathered) : gathered;
    }

    private Node update(Node x) {
        List<Dim> starts = new ArrayList<>();
        List<Dim> sizes = new ArrayList<>();
        List<Integer> steps = new ArrayList<>();
        part(x.shape(), starts, sizes, steps);
        Op op = new Index.Update(starts, steps);
        return builder.add(op, x, input(new TensorType(x.type().dtype(), Shape.of(sizes))));
    }

    private Node concat(Node x) {
        List<Node> parts = new ArrayList<>(List.of(x));
        int axis = random.nextInt(Math.max(x.shape().rank(), 1));
        for (int i = random.nextInt(3); i > 0; i--) {
            List<Dim> dims = new ArrayList<>(x.shape().dims());
            dims.set(axis, size());
            parts.add(random.nextBoolean() ? x : input(new TensorType(x.type().dtype(), Shape.of(dims))));
        }
        return builder.add(new Index.Concat(axis), parts);
    }
}
