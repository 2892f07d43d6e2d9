package dev.sinter.compiler.fuzz;

import dev.sinter.ir.Broadcast;
import dev.sinter.ir.Control;
import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Literal;
import dev.sinter.ir.Node;
import dev.sinter.ir.Op;
import dev.sinter.ir.Scan;
import dev.sinter.ir.Source;
import dev.sinter.ir.View;
import dev.sinter.ir.scalar.Literals;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import dev.sinter.types.Symbols;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A random graph while it grows: its nodes so far, the values of its inputs, and how much work is left. */
final class Growth {
    /** The edges of vectors, unrolled loops and tiles. */
    static final long[] SIZES = {0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65};
    /** The edges of contraction blocks and of reduction chunks. */
    private static final long[] LONG_SIZES = {511, 512, 513, 1025, 4095, 4096, 4097, 8193};

    static final int HIGHEST_RANK = 6;
    private static final int MOST_ELEMENTS = 1_500;
    private static final long MOST_POINTS = 15_000;

    final Random random;
    final boolean smooth;
    private final Graph.Builder builder = Graph.builder();
    private final List<Node> inputs = new ArrayList<>();
    private final List<Node> pool = new ArrayList<>();
    private final Map<String, Literal> values = new HashMap<>();
    private final Map<String, Long> symbols = new TreeMap<>();
    private final boolean large;
    /** Of a body: what it is given by the op that holds it. */
    private final List<Node> arguments = new ArrayList<>();
    private long points;

    Growth(Random random, boolean smooth) {
        this.random = random;
        this.smooth = smooth;
        this.large = !smooth && chance(30);
        if (chance(3)) {
            symbols.put("N", size());
        }
        if (chance(8)) {
            symbols.put("M", size());
        }
    }

    /** The body of an op of {@code around}, with arguments of these types. */
    private Growth(Growth around, List<TensorType> types) {
        random = around.random;
        smooth = around.smooth;
        large = false;
        symbols.putAll(around.symbols);
        for (TensorType type : types) {
            Node argument = builder.input("a" + arguments.size(), type);
            arguments.add(argument);
            inputs.add(argument);
            pool.add(argument);
        }
    }

    /** A body that is to grow, with arguments of these types; what else it takes in becomes an input here, see {@link #more}. */
    Growth inside(List<TensorType> types) {
        return new Growth(this, types);
    }

    boolean isInside() {
        return !arguments.isEmpty();
    }

    List<Node> arguments() {
        return arguments;
    }

    /** What a body takes in besides its arguments. */
    List<Node> taken() {
        return inputs.subList(arguments.size(), inputs.size());
    }

    /** The same, as inputs of the graph around it. */
    List<Node> more(Growth around) {
        List<Node> more = new ArrayList<>();
        for (Node node : taken()) {
            long[] bits = Objects.requireNonNull(values.get(((Source.Input) node.op()).id())).bits();
            more.add(around.input(node.type(), bits));
        }
        return more;
    }

    /** Inputs of these types that a body is given and does not read. */
    List<Node> strangers(List<Node> like) {
        List<Node> strangers = new ArrayList<>();
        like.forEach(node -> strangers.add(builder.input("o" + strangers.size(), node.type())));
        return strangers;
    }

    /** Ones of that type. */
    Node filler(TensorType type) {
        return builder.add(new View.Expand(type.shape()), scalar(type.dtype(), 1));
    }

    /** The finished body. */
    Graph graph(List<Node> given, Map<String, Node> outputs) {
        return builder.graph("b", given, outputs);
    }

    long points() {
        return points;
    }

    /** True once in {@code n} times. */
    boolean chance(int n) {
        return random.nextInt(n) == 0;
    }

    <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    DType dtype() {
        DType[] all = DType.values();
        // Half of all programs compute in float32.
        return smooth ? DType.F64 : chance(2) ? DType.F32 : all[random.nextInt(all.length)];
    }

    long size() {
        // Empty tensors make everything after them empty, so they are rare.
        return large && chance(4)
                ? LONG_SIZES[random.nextInt(LONG_SIZES.length)]
                : chance(30) ? 0 : SIZES[1 + random.nextInt(SIZES.length - 1)];
    }

    private int mostElements() {
        return large ? 9_000 : smooth ? 60 : MOST_ELEMENTS;
    }

    /** The value of a dimension. */
    long value(Dim dim) {
        return Symbols.evaluate(dim, symbols);
    }

    long elements(Shape shape) {
        return value(shape.numel());
    }

    boolean isSmall(Shape shape) {
        return elements(shape) <= mostElements();
    }

    /** A dimension of that size: a number, or a symbol's name where it has the value. */
    private Dim dim(long size) {
        for (Map.Entry<String, Long> symbol : symbols.entrySet()) {
            Dim named = Dim.symbol(symbol.getKey());
            if (symbol.getValue() == size && !chance(3)) {
                return named;
            }
            if (size == 2 * symbol.getValue() + 1 && chance(2)) {
                return named.times(2).plus(1);
            }
        }
        return Dim.of(size);
    }

    int rank() {
        return chance(4) ? random.nextInt(HIGHEST_RANK + 1) : 1 + random.nextInt(3);
    }

    /** A shape whose tensors have few elements. */
    Shape shape(int rank) {
        List<Dim> dims = new ArrayList<>();
        long elements = 1;
        for (int axis = 0; axis < rank; axis++) {
            long size = !symbols.isEmpty() && chance(3) ? any(new ArrayList<>(symbols.values())) : size();
            if (elements * size > mostElements()) {
                size = 1L + random.nextInt(2);
            }
            if (elements * size > mostElements()) {
                size = 1;
            }
            elements *= size;
            dims.add(random.nextInt(dims.size() + 1), dim(size));
        }
        return Shape.of(dims);
    }

    /** A shape that broadcasts with {@code other} and is no larger. */
    Shape partner(Shape other) {
        List<Dim> dims = new ArrayList<>(other.dims());
        while (!dims.isEmpty() && chance(4)) {
            dims.remove(0);
        }
        dims.replaceAll(dim -> chance(4) ? Dim.ONE : dim);
        Shape shape = Shape.of(dims);
        // An empty shape may have large sizes beside its 0.
        return isSmall(shape) ? shape : Shape.SCALAR;
    }

    /** A new input with random values. */
    Node input(DType dtype, Shape shape) {
        TensorType type = new TensorType(dtype, shape);
        long[] bits = new long[Math.toIntExact(elements(shape))];
        boolean plain = smooth || chance(2);
        Arrays.setAll(bits, i -> plain ? Values.moderate(dtype, random) : Values.random(dtype, random));
        return input(type, bits);
    }

    /** A new input of indices into an axis of that size; null where there is nothing to point at. */
    @Nullable
    Node index(Shape shape, long size) {
        if (size == 0 && elements(shape) > 0) {
            return null;
        }
        DType dtype = chance(3) ? DType.I32 : DType.I64;
        TensorType type = new TensorType(dtype, shape);
        return input(type, random.longs(elements(shape), 0, Math.max(1, size)).toArray());
    }

    private Node input(TensorType type, long[] bits) {
        String name = "x" + inputs.size();
        Node node = builder.input(name, type);
        values.put(name, new Literal(Symbols.evaluate(type, symbols), bits));
        inputs.add(node);
        pool.add(node);
        return node;
    }

    Node scalar(DType dtype, double value) {
        return builder.add(
                Source.Constant.scalar(dtype, Literals.bits(dtype, value)));
    }

    /** A constant: often of all the same elements, for which there are rules. */
    Node constant(DType dtype, Shape shape) {
        long[] bits = new long[Math.toIntExact(elements(shape))];
        long same = Values.random(dtype, random);
        boolean uniform = chance(2);
        Arrays.setAll(bits, i -> smooth
                ? Values.moderate(dtype, random)
                : uniform ? same : Values.random(dtype, random));
        Shape known = Symbols.evaluate(new TensorType(dtype, shape), symbols).shape();
        Node node = builder.add(new Source.Constant(new Literal(new TensorType(dtype, known), bits)));
        pool.add(node);
        return node;
    }

    /** A node so far, rather a late one. */
    Node node() {
        int back = Math.min(random.nextInt(pool.size()), random.nextInt(pool.size()));
        return pool.get(pool.size() - 1 - back);
    }

    /** A node so far that fits, or null. */
    @Nullable
    Node node(Predicate<Node> fits) {
        List<Node> fitting = pool.stream().filter(fits).toList();
        return fitting.isEmpty() ? null : any(fitting);
    }

    /** A node of that dtype that broadcasts with {@code shape}: an old one, a constant, or a new input. */
    Node operand(DType dtype, Shape shape) {
        Node old = chance(3) ? null : node(node -> node.type().dtype() == dtype && broadcasts(node.shape(), shape));
        if (old != null) {
            return old;
        }
        return chance(3) ? constant(dtype, chance(2) ? Shape.SCALAR : partner(shape)) : input(dtype, partner(shape));
    }

    private static boolean broadcasts(Shape a, Shape b) {
        try {
            return Broadcast.shape("", a, b).rank() <= HIGHEST_RANK;
        } catch (Diagnostic e) {
            return false;
        }
    }

    /** The latest node that fits, or null. */
    @Nullable
    Node last(Predicate<Node> fits) {
        List<Node> fitting = pool.stream().filter(fits).toList();
        return fitting.isEmpty() ? null : fitting.getLast();
    }

    /** The node, if its types fit and it is not too much work; else null. */
    @Nullable
    Node add(Op op, Node... operands) {
        Node node;
        long work;
        try {
            node = builder.add(op, operands);
            if (node.shape().rank() > HIGHEST_RANK + 2 || !isSmall(node.shape())
                    || node.shape().dims().stream().anyMatch(dim -> value(dim) < 0)) {
                return null;
            }
            boolean given = node.op() instanceof Source.Constant;
            work = elements(given ? node.shape() : Shape.of(node.kernel().extents()));
        } catch (Diagnostic | ArithmeticException | UnsupportedOperationException e) {
            return null;
        }
        if (points + work > MOST_POINTS * (large ? 5 : 1)) {
            return null;
        }
        if (!pool.contains(node)) {
            points += work;
            pool.add(node);
        }
        return node;
    }

    /** An op that holds graphs, if it is not too much work, in points; else null. */
    @Nullable
    Node addControl(Control op, List<Node> operands, long work) {
        if (points + work > MOST_POINTS) {
            return null;
        }
        Node node = builder.add(op, operands);
        if (node.shape().rank() > HIGHEST_RANK + 2 || !isSmall(node.shape())) {
            return null;
        }
        if (!pool.contains(node)) {
            points += work;
            pool.add(node);
        }
        return node;
    }

    boolean isFull() {
        return points > MOST_POINTS;
    }

    /** The finished program. */
    Case finish(Map<String, Node> outputs) {
        // The runtime reads a symbol's value from a dimension that is the symbol itself.
        symbols.keySet().stream().filter(symbol -> mentions(outputs, symbol) && !isDimension(symbol)).toList()
                .forEach(symbol -> input(DType.I8, Shape.of(Dim.symbol(symbol))));
        Graph graph = builder.graph("g", inputs, outputs);
        return new Case(graph, values, smooth);
    }

    private boolean isDimension(String symbol) {
        return inputs.stream().anyMatch(input -> input.shape().dims().contains(Dim.symbol(symbol)));
    }

    private boolean mentions(Map<String, Node> outputs, String symbol) {
        return mentions(Graph.reachable(inputs, outputs.values()), symbol);
    }

    private static boolean mentions(List<Node> nodes, String symbol) {
        return nodes.stream().anyMatch(node -> node.shape().dims().stream().anyMatch(dim -> dim.mentions(symbol))
                || node.op() instanceof Source.Size(Dim dim) && dim.mentions(symbol)
                || node.op() instanceof Scan scan && scan.length().mentions(symbol)
                || node.op() instanceof Control control && control.bodies().stream()
                        .anyMatch(body -> mentions(body.graph().nodes(), symbol)));
    }

    /** One to three outputs, the last node among them; some are the new values of inputs. */
    Map<String, Node> outputs() {
        Map<String, Node> outputs = new LinkedHashMap<>();
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            // An input too: a state may take another one's old value.
            Node node = i == 0 ? pool.get(pool.size() - 1) : chance(5) ? any(inputs) : node();
            Node state = chance(4) ? any(inputs) : null;
            String name = state != null && state.type().equals(node.type())
                    ? ((Source.Input) state.op()).id()
                    : "y" + i;
            outputs.put(name, node);
        }
        return outputs;
    }
}
