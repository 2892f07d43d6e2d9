package dev.sinter.compiler.passes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.ir.Body;
import dev.sinter.ir.Contract;
import dev.sinter.ir.Custom;
import dev.sinter.ir.Elementwise;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Index;
import dev.sinter.ir.Literal;
import dev.sinter.ir.Node;
import dev.sinter.ir.Op;
import dev.sinter.ir.Pointwise;
import dev.sinter.ir.Reduce;
import dev.sinter.ir.Source;
import dev.sinter.ir.Unwindow;
import dev.sinter.ir.View;
import dev.sinter.ir.eval.Interpreter;
import dev.sinter.ir.text.OpTable;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One row per op and kind of operands, judged by three oracles at first and second order: central differences in float64, forward
 * mode against reverse mode, and for functions of one number what calculus says. And by one for {@link Batch}: sample by sample.
 */
@DisplayName("A6, C4: every op's derivative and batching")
class DerivativeOraclesTest {
    private static final int DRAWS = 3;
    private static final double STEP = 1e-5;

    /** An op, where its floats may lie, and its operands; an i64 operand holds indices below {@code below}. */
    private record Row(Op op, double low, double high, int below, List<String> types) {
        @Override
        public String toString() {
            return op.opName() + " " + op.attributes() + " of " + types;
        }
    }

    private static Row row(Op op, String... types) {
        return new Row(op, -2, 2, 0, List.of(types));
    }

    private static Row indexed(Op op, int below, String... types) {
        return new Row(op, -2, 2, below, List.of(types));
    }

    /** Structural ops without a derivative: integers, constants, what stops one. */
    private static final Set<String> FLAT = Set.of("constant", "iota", "size", "detach", "argsort");

    static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (Elementwise op : Elementwise.values()) {
            if (op.smooth().isNowhere()) {
                continue;
            }
            double low = Math.max(op.smooth().low(), -2);
            double high = Math.min(op.smooth().high(), 2.5);
            for (List<String> types : List.of(List.of("f64[4,3]", "f64[3]", "f64[4,1]"),
                    List.of("f64[]", "f64[2,1]", "f64[2,3]"), List.of("f64[1,5]", "f64[2,1]", "f64[]"))) {
                List<String> operands = new ArrayList<>(types.subList(0, op.arity()));
                if (op == Elementwise.WHERE) {
                    operands.set(0, operands.get(0).replace("f64", "bool"));
                }
                rows.add(new Row(op, low, high, 2, operands));
            }
        }
        rows.addAll(structural());
        return rows;
    }

    private static List<Row> structural() {
        List<Row> rows = new ArrayList<>(List.of(row(new Pointwise.Cast(DType.F64), "f64[3]"),
                row(new Pointwise.Mark(1), "f64[3,2]"), row(new Pointwise.Barrier(1), "f64[3,2]"),
                row(new Custom(Body.parse("{graph @f(%flow: f64[2]) { return %flow }}")), "f64[2]", "f64[2]"),
                row(new Contract.MatMul(), "f64[3,4]", "f64[4,2]"),
                row(new Contract.MatMul(), "f64[2,1,3,4]", "f64[5,4,2]"),
                row(new Contract.MatMul(), "f64[4,1]", "f64[3,1,1]"),
                row(new View.Transpose(List.of(2, 0, 1)), "f64[2,3,4]"),
                row(new View.Diagonal(2, 0), "f64[3,2,3]"), row(new View.Diagonal(0, 1), "f64[4,4]"),
                row(new View.Reshape(Shape.of(3, 4)), "f64[2,6]"),
                row(new View.Reshape(Shape.of(1)), "f64[]"), row(new View.Expand(Shape.of(4, 2, 3)), "f64[2,1]"),
                row(new View.Slice(dims(1, 4), dims(2, 3), List.of(1, -2)), "f64[3,6]"),
                row(new View.Pad(dims(1, -1), dims(0, 2), List.of(1, 0), 0.5), "f64[3,4]"),
                row(new View.Window(List.of(1, 2), List.of(2, 3), List.of(1, 2), List.of(2, 1)), "f64[2,5,6]"),
                row(new Unwindow(Shape.of(2, 5, 6), List.of(1, 2), List.of(2, 3), List.of(1, 2), List.of(2, 1)),
                        "f64[2,3,2,2,3]"),
                row(conv(List.of(1), List.of(0), List.of(0), List.of(1)), "f64[2,1,2,5]", "f64[1,3,2,2]"),
                row(conv(List.of(2, 1), List.of(1, 0), List.of(0, 2), List.of(1, 2)), "f64[2,2,2,5,6]",
                        "f64[2,3,2,2,3]"),
                indexed(new Index.Take(0), 4, "f64[4,3]", "i64[2,5]"),
                indexed(new Index.Take(1), 3, "f64[4,3]", "i64[]"),
                indexed(new Index.TakeAdd(1), 3, "f64[2,3,2]", "i64[4]", "f64[2,4,2]"),
                indexed(new Index.TakeSet(1), 3, "f64[2,3,2]", "i64[4]", "f64[2,4,2]"),
                indexed(new Index.ScatterSet(0), 4, "f64[4,3]", "i64[5,2]", "f64[5,2]"),
                indexed(new Index.Gather(1), 3, "f64[4,3]", "i64[3,5]"),
                indexed(new Index.ScatterAdd(0), 4, "f64[4,3]", "i64[5,2]", "f64[5,2]"),
                row(new Index.Update(dims(1, 0), List.of(1, 2)), "f64[4,5]", "f64[2,3]"),
                row(new Index.Concat(1), "f64[2,3]", "f64[2,1]", "f64[2,2]"), row(new Index.Concat(0), "f64[3]")));
        for (Reduce.Kind kind : Reduce.Kind.values()) {
            if (!kind.text().startsWith("arg") && !Set.of("any", "all").contains(kind.text())) {
                rows.add(row(new Reduce.Over(kind, List.of(0, 2)), "f64[3,2,4]"));
                rows.add(row(new Reduce.Over(kind, List.of(1)), "f64[2,5]"));
                rows.add(row(new Reduce.Over(kind, List.of()), "f64[2]"));
            }
        }
        for (dev.sinter.ir.Row.Kind kind : dev.sinter.ir.Row.Kind.values()) {
            for (boolean backwards : new boolean[]{false, true}) {
                int operands = kind == dev.sinter.ir.Row.Kind.LINEAR ? 2 : 1;
                rows.add(row(new dev.sinter.ir.Row.Accumulate(kind, 1, backwards),
                        Collections.nCopies(operands, "f64[2,5,3]").toArray(String[]::new)));
                rows.add(row(new dev.sinter.ir.Row.Accumulate(kind, 0, backwards),
                        Collections.nCopies(operands, "f64[6]").toArray(String[]::new)));
            }
        }
        return rows;
    }

    private static Contract.Conv conv(List<Integer> strides, List<Integer> low, List<Integer> high,
            List<Integer> dilations) {
        return new Contract.Conv(strides, low.stream().map(Dim::of).toList(), high.stream().map(Dim::of).toList(),
                dilations);
    }

    private static List<Dim> dims(int... sizes) {
        return Arrays.stream(sizes).mapToObj(Dim::of).toList();
    }

    @Test
    @DisplayName("no op lacks a row")
    void complete() {
        Set<String> names = new HashSet<>(FLAT);
        // ControlFlowTest and fuzzing have those of ops with bodies.
        names.addAll(Set.of("cond", "while", "scan"));
        rows().forEach(row -> names.add(row.op.opName()));
        Arrays.stream(Elementwise.values()).filter(op -> op.smooth().isNowhere()).forEach(op -> names.add(op.opName()));
        assertThat(names).containsAll(OpTable.names());
    }

    /** A row at one point: the function's graph, and the values of its inputs. */
    private static final class Point {
        final Graph.Builder builder = Graph.builder();
        final List<Node> inputs = new ArrayList<>();
        final List<Node> floats = new ArrayList<>();
        final Map<String, Literal> values = new LinkedHashMap<>();
        final Random random;

        Point(Row row, int seed) {
            random = new Random(seed * 1000L + row.toString().hashCode());
            for (String text : row.types) {
                Node input = builder.input("x" + inputs.size(), TensorType.parse(text));
                inputs.add(input);
                values.put("x" + values.size(), draw(random, row, input.type()));
                if (input.type().dtype() == DType.F64) {
                    floats.add(input);
                }
            }
        }

        Node constant(Literal literal) {
            return builder.add(new Source.Constant(literal));
        }

        Literal like(Node node) {
            int n = Math.toIntExact(node.shape().numel().constant());
            return Literal.of(node.shape(), random.doubles(n, -1, 1).toArray());
        }

        Node dot(Node a, Node b) {
            Node product = builder.add(Elementwise.MUL, a, b);
            List<Integer> axes = Stream.iterate(0, i -> i + 1).limit(product.shape().rank()).toList();
            return builder.add(new Reduce.Over(Reduce.Kind.SUM, axes), product);
        }

        double value(Node scalar, Map<String, Literal> at) {
            return Interpreter.run(builder.graph("f", inputs, Map.of("y", scalar)), at).get("y").toDoubles()[0];
        }
    }

    private static Literal draw(Random random, Row row, TensorType type) {
        int n = Math.toIntExact(type.shape().numel().constant());
        return type.dtype() == DType.F64
                ? Literal.of(type.shape(), random.doubles(n, row.low, row.high).toArray())
                : new Literal(type, random.longs(n, 0, row.below).toArray());
    }

    @Test
    @DisplayName("by central differences, and by forward against reverse mode, at first and second order")
    void derivatives(TestReporter reporter) {
        double worst = 0;
        double worstModes = 0;
        int checks = 0;
        for (Row row : rows()) {
            // The derivative of a custom function is what it says, not its slope.
            for (int draw = row.op instanceof Custom ? DRAWS : 0; draw < DRAWS; draw++) {
                Point point = new Point(row, draw);
                Node y = point.builder.add(row.op, point.inputs);
                Node third = point.constant(Literal.of(Shape.SCALAR, 0.3));
                // The square as well, so that the second order of a linear op is not zero.
                Node curved = point.builder.add(Elementwise.ADD, y,
                        point.builder.add(Elementwise.MUL, third, point.builder.add(Elementwise.MUL, y, y)));
                Node scalar = point.dot(curved, point.constant(point.like(y)));
                for (int order = 1; order <= 2; order++) {
                    double[] errors = new double[2];
                    scalar = check(point, scalar, errors);
                    assertThat(errors[0]).as("%s, order %s, against differences", row, order).isLessThan(1e-6);
                    assertThat(errors[1]).as("%s, order %s, forward against reverse", row, order).isLessThan(1e-11);
                    worst = Math.max(worst, errors[0]);
                    worstModes = Math.max(worstModes, errors[1]);
                    checks++;
                }
            }
        }
        long ops = rows().stream().map(row -> row.op.opName()).distinct().count();
        reporter.publishEntry("derivatives",
                ops + " ops, " + rows().size() + " operand shapes, " + DRAWS + " points, 2 orders: "
                        + checks + " checks; worst relative error by differences " + worst + ", between modes "
                        + worstModes);
    }

    /** Notes the errors of both oracles relative to the size of what is compared; gives a scalar made of the derivatives. */
    private static Node check(Point point, Node scalar, double[] errors) {
        Node one = point.constant(Literal.of(Shape.SCALAR, 1.0));
        List<@Nullable Node> gradients = Reverse.flows(point.builder, List.of(scalar), List.of(one), point.floats);
        List<Node> tangents = new ArrayList<>();
        Map<String, Literal> above = new LinkedHashMap<>(point.values);
        Map<String, Literal> below = new LinkedHashMap<>(point.values);
        Node slope = null;
        Node next = null;
        double size = 1 + Math.abs(point.value(scalar, point.values));
        for (int i = 0; i < point.floats.size(); i++) {
            Node input = point.floats.get(i);
            Node gradient = gradients.get(i);
            Literal direction = point.like(input);
            Node tangent = point.constant(direction);
            tangents.add(tangent);
            String name = ((Source.Input) input.op()).id();
            above.put(name, moved(point.values.get(name), direction, STEP));
            below.put(name, moved(point.values.get(name), direction, -STEP));
            if (gradient == null) {
                // The differences show whether it is flat.
                continue;
            }
            Node part = point.dot(gradient, tangent);
            size += Math.abs(point.value(part, point.values));
            slope = slope == null ? part : point.builder.add(Elementwise.ADD, slope, part);
            Node weighted = point.dot(gradient, point.constant(point.like(input)));
            next = next == null ? weighted : point.builder.add(Elementwise.ADD, next, weighted);
        }
        Node forward = Objects.requireNonNull(
                Forward.tangents(point.builder, List.of(scalar), point.floats, tangents).get(0));
        double reverse = point.value(Objects.requireNonNull(slope), point.values);
        double differences = (point.value(scalar, above) - point.value(scalar, below)) / (2 * STEP);
        errors[0] = Math.abs(differences - reverse) / size;
        errors[1] = Math.abs(point.value(forward, point.values) - reverse) / size;
        return Objects.requireNonNull(next);
    }

    private static Literal moved(Literal at, Literal direction, double by) {
        double[] values = at.toDoubles().clone();
        double[] steps = direction.toDoubles();
        for (int i = 0; i < values.length; i++) {
            values[i] += by * steps[i];
        }
        return Literal.of(at.shape(), values);
    }

    /** What calculus says of functions of one number. */
    private static final Map<String, DoubleUnaryOperator> KNOWN = Map.ofEntries(Map.entry("neg", x -> -1),
            Map.entry("abs", Math::signum), Map.entry("reciprocal", x -> -1 / (x * x)),
            Map.entry("sqrt", x -> 0.5 / Math.sqrt(x)), Map.entry("rsqrt", x -> -0.5 * Math.pow(x, -1.5)),
            Map.entry("exp", Math::exp), Map.entry("log", x -> 1 / x), Map.entry("sin", Math::cos),
            Map.entry("cos", x -> -Math.sin(x)), Map.entry("tanh", x -> 1 / (Math.cosh(x) * Math.cosh(x))),
            Map.entry("sigmoid", x -> 1 / (4 * Math.cosh(x / 2) * Math.cosh(x / 2))),
            Map.entry("erf", x -> 2 / Math.sqrt(Math.PI) * Math.exp(-x * x)), Map.entry("relu", x -> x > 0 ? 1 : 0),
            Map.entry("tan", x -> 1 / (Math.cos(x) * Math.cos(x))), Map.entry("expm1", Math::exp),
            Map.entry("exp2", x -> Math.pow(2, x) * Math.log(2)), Map.entry("log1p", x -> 1 / (1 + x)),
            Map.entry("log2", x -> 1 / (x * Math.log(2))), Map.entry("log10", x -> 1 / (x * Math.log(10))),
            Map.entry("sinh", Math::cosh), Map.entry("cosh", Math::sinh), Map.entry("atan", x -> 1 / (1 + x * x)),
            Map.entry("asin", x -> 1 / Math.sqrt(1 - x * x)), Map.entry("acos", x -> -1 / Math.sqrt(1 - x * x)),
            Map.entry("asinh", x -> 1 / Math.sqrt(1 + x * x)), Map.entry("acosh", x -> 1 / Math.sqrt(x * x - 1)),
            Map.entry("atanh", x -> 1 / (1 - x * x)),
            Map.entry("erfc", x -> -2 / Math.sqrt(Math.PI) * Math.exp(-x * x)));

    static List<Row> ofOneNumber() {
        return rows().stream().filter(row -> row.op instanceof Elementwise op && op.arity() == 1
                && KNOWN.containsKey(op.opName()) && row.types.get(0).equals("f64[4,3]")).toList();
    }

    @ParameterizedTest(name = "as calculus has it, of {0}")
    @MethodSource("ofOneNumber")
    void calculus(Row row) {
        Point point = new Point(row, 7);
        Node x = point.inputs.get(0);
        Node y = point.builder.add(row.op, x);
        Node one = Known.filled(y.type(), 1, point.builder);
        Node slope = Objects.requireNonNull(
                Reverse.flows(point.builder, List.of(y), List.of(one), List.of(x)).get(0));
        double[] at = point.values.get("x0").toDoubles();
        double[] found = Interpreter.run(point.builder.graph("g", point.inputs, Map.of("d", slope)), point.values)
                .get("d").toDoubles();
        for (int i = 0; i < at.length; i++) {
            double expected = Objects.requireNonNull(KNOWN.get(row.op.opName())).applyAsDouble(at[i]);
            assertThat(Math.abs(found[i] - expected)).as("at %s", at[i]).isLessThan(1e-13 * (1 + Math.abs(expected)));
        }
    }

    @ParameterizedTest(name = "batched, {0} has the bits of each sample alone")
    @MethodSource("rows")
    void batched(Row row) {
        int subsets = 1 << row.types.size();
        for (int subset = 1; subset < subsets; subset++) {
            Point point = new Point(row, subset);
            Node y = point.builder.add(row.op, point.inputs);
            Map<Node, Node> samples = new LinkedHashMap<>();
            List<Node> inputs = new ArrayList<>();
            List<Map<String, Literal>> each = new ArrayList<>();
            Map<String, Literal> all = new LinkedHashMap<>();
            for (int sample = 0; sample < 3; sample++) {
                each.add(new LinkedHashMap<>());
            }
            for (int i = 0; i < row.types.size(); i++) {
                Node input = point.inputs.get(i);
                boolean isBatched = (subset >> i & 1) == 1;
                List<Literal> drawn = new ArrayList<>();
                for (int sample = 0; sample < 3; sample++) {
                    drawn.add(isBatched || sample == 0 ? draw(point.random, row, input.type()) : drawn.get(0));
                    each.get(sample).put("x" + i, drawn.get(sample));
                }
                if (isBatched) {
                    List<Dim> dims = new ArrayList<>(input.shape().dims());
                    dims.add(0, Dim.of(3));
                    TensorType type = new TensorType(input.type().dtype(), Shape.of(dims));
                    Node whole = point.builder.input("all" + i, type);
                    samples.put(input, whole);
                    inputs.add(whole);
                    all.put("all" + i, new Literal(type,
                            drawn.stream().flatMapToLong(one -> Arrays.stream(one.bits())).toArray()));
                } else {
                    inputs.add(input);
                    all.put("x" + i, drawn.get(0));
                }
            }
            Node result = Objects.requireNonNull(Batch.over(point.builder, List.of(y), samples, Dim.of(3)).get(0));
            long[] bits = Interpreter.run(point.builder.graph("all", inputs, Map.of("y", result)), all).get("y").bits();
            int n = bits.length / 3;
            for (int sample = 0; sample < 3; sample++) {
                long[] alone = Interpreter.run(point.builder.graph("one", point.inputs, Map.of("y", y)),
                        each.get(sample)).get("y").bits();
                assertThat(Arrays.copyOfRange(bits, sample * n, (sample + 1) * n)).as("sample " + sample)
                        .isEqualTo(alone);
            }
        }
    }
}
