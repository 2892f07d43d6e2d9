package dev.sinter.compiler.passes;

import dev.sinter.compiler.fuzz.Values;
import dev.sinter.ir.Elementwise;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Literal;
import dev.sinter.ir.Node;
import dev.sinter.ir.Op;
import dev.sinter.ir.Pointwise;
import dev.sinter.ir.Reduce;
import dev.sinter.ir.Source;
import dev.sinter.ir.View;
import dev.sinter.ir.scalar.Literals;
import dev.sinter.types.DType;
import dev.sinter.types.Shape;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A builder with short words, for the table of rules: one dtype, inputs made when first named. */
final class Bench {
    private final Graph.Builder builder = Graph.builder();
    private final Map<String, Node> inputs = new LinkedHashMap<>();
    private final DType dtype;

    Bench(DType dtype) {
        this.dtype = dtype;
    }

    Node input(String name, DType type, String shape) {
        return inputs.computeIfAbsent(name, key -> builder.input(key, new TensorType(type, Shape.parse(shape))));
    }

    Node input(String shape) {
        return input("t", dtype, shape);
    }

    Node x() {
        return input("x", dtype, "[N]");
    }

    Node y() {
        return input("y", dtype, "[N]");
    }

    Node z() {
        return input("z", dtype, "[N]");
    }

    Node p() {
        return input("p", DType.BOOL, "[N]");
    }

    /** A scalar constant. */
    Node c(double value) {
        return c(dtype, value);
    }

    Node c(DType type, double value) {
        return builder.add(Source.Constant.scalar(type, Literals.bits(type, value)));
    }

    Node bits(long bits) {
        return builder.add(Source.Constant.scalar(dtype, bits));
    }

    Node add(Op op, Node... operands) {
        return builder.add(op, operands);
    }

    Node neg(Node a) {
        return add(Elementwise.NEG, a);
    }

    Node not(Node a) {
        return add(Elementwise.NOT, a);
    }

    Node cast(DType to, Node a) {
        return add(new Pointwise.Cast(to), a);
    }

    Node expand(String shape, Node a) {
        return add(new View.Expand(Shape.parse(shape)), a);
    }

    Node reshape(String shape, Node a) {
        return add(new View.Reshape(Shape.parse(shape)), a);
    }

    Node transpose(List<Integer> axes, Node a) {
        return add(new View.Transpose(axes), a);
    }

    Node reduce(Reduce.Kind kind, List<Integer> axes, Node a) {
        return add(new Reduce.Over(kind, axes), a);
    }

    DType dtype() {
        return dtype;
    }

    /** The graph of one output, with all inputs named so far. */
    Graph graph(Node output) {
        return builder.graph("g", new ArrayList<>(inputs.values()), Map.of("out", output));
    }

    /** Inputs for a graph: of one vector every value of a narrow dtype, of several all combinations of special values, and random ones. */
    static Map<String, Literal> exhaustive(Graph graph, Random random) {
        List<Node> vectors = graph.inputs().stream().filter(node -> !node.shape().isStatic()).toList();
        Map<String, Literal> values = new HashMap<>();
        graph.inputs().stream().filter(node -> node.shape().isStatic())
                .forEach(node -> values.put(name(node), Values.random(node.type(), random)));
        List<long[]> columns = columns(vectors, random);
        for (int i = 0; i < vectors.size(); i++) {
            values.put(name(vectors.get(i)), new Literal(
                    TensorType.of(vectors.get(i).type().dtype(), columns.get(i).length), columns.get(i)));
        }
        return values;
    }

    static String name(Node input) {
        return ((Source.Input) input.op()).id();
    }

    private static List<long[]> columns(List<Node> vectors, Random random) {
        if (vectors.size() == 1) {
            return List.of(all(vectors.get(0).type().dtype(), random));
        }
        int combinations = 1;
        List<long[]> special = new ArrayList<>();
        for (Node vector : vectors) {
            special.add(Values.special(vector.type().dtype()));
            combinations *= special.getLast().length;
        }
        int more = 2_000;
        List<long[]> columns = new ArrayList<>();
        int period = 1;
        for (int i = 0; i < vectors.size(); i++) {
            DType dtype = vectors.get(i).type().dtype();
            long[] column = new long[combinations + more];
            for (int k = 0; k < column.length; k++) {
                column[k] = k < combinations
                        ? special.get(i)[k / period % special.get(i).length]
                        : Values.random(dtype, random);
            }
            period *= special.get(i).length;
            columns.add(column);
        }
        return columns;
    }

    private static long[] all(DType dtype, Random random) {
        if (dtype == DType.BOOL) {
            return new long[]{0, 1};
        }
        if (dtype.bits() <= 16) {
            long[] all = new long[1 << dtype.bits()];
            for (int i = 0; i < all.length; i++) {
                all[i] = dtype.isFloating() ? i : Literals.bits(dtype, (long) i);
            }
            return all;
        }
        long[] special = Values.special(dtype);
        long[] some = Arrays.copyOf(special, special.length + 5_000);
        for (int i = special.length; i < some.length; i++) {
            some[i] = Values.random(dtype, random);
        }
        return some;
    }
}
