package dev.sinter.ir.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.sinter.ir.Contract;
import dev.sinter.ir.Control;
import dev.sinter.ir.Custom;
import dev.sinter.ir.Elementwise;
import dev.sinter.ir.Gradient;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Literal;
import dev.sinter.ir.Node;
import dev.sinter.ir.Op;
import dev.sinter.ir.Pointwise;
import dev.sinter.ir.Reduce;
import dev.sinter.ir.Row;
import dev.sinter.ir.Source;
import dev.sinter.ir.View;
import dev.sinter.ir.eval.Interpreter;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import dev.sinter.types.Symbols;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The derivative")
class GradientTest {
    /** An op on float64 operands, and indices below a bound. */
    private record Case(Op op, List<TensorType> inputs, int below) {
        @Override
        public String toString() {
            return op.opName() + " " + op.attributes() + " of " + inputs;
        }
    }

    /** The judge's rows with their floats in float64, where anything flows. */
    static Set<Case> structural() {
        Set<Case> cases = new LinkedHashSet<>();
        for (StructuralRows.Row row : StructuralRows.rows()) {
            List<TensorType> types = row.inputs().stream()
                    .map(type -> type.dtype().isFloating() ? new TensorType(DType.F64, type.shape()) : type)
                    .toList();
            boolean floating = types.stream().anyMatch(type -> type.dtype() == DType.F64);
            boolean flat = row.op() instanceof Reduce.Over over && over.kind().text().startsWith("arg")
                    || row.op() instanceof Row.Argsort
                    // Whose derivative the passes make.
                    || row.op() instanceof Control
                    || row.op() instanceof Pointwise.Detach
                    // Whose derivative is what it says, not its slope.
                    || row.op() instanceof Custom
                    || row.op() instanceof Pointwise.Cast cast && cast.to() != DType.F64
                    // Whose square has no slope.
                    || row.op() instanceof View.Pad pad && Double.isInfinite(pad.value());
            long size = floating
                    ? Symbols.evaluate(types.get(0), StructuralRows.SYMBOLS).shape().numel().constant()
                    : 0;
            if (size > 0 && size < 2000 && !flat) {
                cases.add(new Case(row.op(), types, row.below()));
            }
        }
        return cases;
    }

    @ParameterizedTest(name = "of {0} is its slope")
    @MethodSource("structural")
    void ofAStructuralOpIsItsSlope(Case each) {
        Random random = new Random(3);
        Graph.Builder builder = Graph.builder();
        List<Node> inputs = new ArrayList<>();
        Map<String, Literal> values = new LinkedHashMap<>();
        for (TensorType type : each.inputs) {
            TensorType known = Symbols.evaluate(type, StructuralRows.SYMBOLS);
            int n = Math.toIntExact(known.shape().numel().constant());
            inputs.add(builder.input("x" + inputs.size(), type));
            values.put("x" + values.size(), type.dtype() == DType.F64
                    ? Literal.of(known.shape(), random.doubles(n, -2, 2).toArray())
                    : new Literal(known, random.longs(n, 0, each.below).toArray()));
        }
        Node node = builder.add(each.op, inputs);
        Node sizes = builder.input("sizes",
                new TensorType(DType.BOOL, Shape.of(Dim.symbol("N"), Dim.symbol("M"), Dim.symbol("K"))));
        values.put("sizes", new Literal(TensorType.of(DType.BOOL, 5, 3, 2), new long[30]));
        inputs.add(sizes);
        Differences differences = new Differences(builder, inputs, values);
        // The square, so that what flows back depends on the value and the second order is not zero.
        Node second = differences.check(differences.weighted(builder.add(Elementwise.MUL, node, node)));
        differences.check(second);
    }

    static List<Elementwise> smooth() {
        return Arrays.stream(Elementwise.values()).filter(op -> !op.smooth().isNowhere()).toList();
    }

    @ParameterizedTest(name = "of {0} is its slope")
    @MethodSource("smooth")
    void ofAPointwiseOpIsItsSlope(Elementwise op) {
        Random random = new Random(4);
        Graph.Builder builder = Graph.builder();
        List<Node> inputs = new ArrayList<>();
        Map<String, Literal> values = new LinkedHashMap<>();
        double low = Math.max(op.smooth().low(), -2.5);
        double high = Math.min(op.smooth().high(), 2.5);
        // Broadcast in three ways: what flows back is summed.
        List<String> shapes = List.of("[6,N]", "[N]", "[6,1]");
        for (int i = 0; i < op.arity(); i++) {
            DType dtype = op == Elementwise.WHERE && i == 0 ? DType.BOOL : DType.F64;
            TensorType type = new TensorType(dtype, Shape.parse(shapes.get(i)));
            TensorType known = Symbols.evaluate(type, Map.of("N", 4L));
            int n = Math.toIntExact(known.shape().numel().constant());
            inputs.add(builder.input("x" + i, type));
            values.put("x" + i, dtype == DType.BOOL
                    ? new Literal(known, random.longs(n, 0, 2).toArray())
                    : Literal.of(known.shape(), random.doubles(n, low, high).toArray()));
        }
        Differences differences = new Differences(builder, inputs, values);
        try {
            Node y = builder.add(op, inputs);
            Node second = differences.check(
                    differences.weighted(builder.add(Elementwise.ADD, builder.add(Elementwise.MUL, inputs.getLast(),
                            inputs.getLast()), y)));
            differences.check(second);
        } catch (UnsupportedOperationException e) {
            abort(e.getMessage());
        }
    }

    /** Kinks and edges, where differences say nothing: the op, its arguments, what flows to each. */
    @ParameterizedTest(name = "of {0} at {1} is {2}")
    @CsvSource(delimiter = '|', textBlock = """
            abs   | 0        | 0
            abs   | -0.0     | 0
            relu  | 0        | 0
            relu  | -1       | 0
            max   | 2 2      | 0.5 0.5
            min   | 2 2      | 0.5 0.5
            max   | 1 2      | 0 1
            min   | 1 2      | 1 0
            sign  | 3        | none
            floor | 3.5      | none
            round | 3.5      | none
            eq    | 1 1      | none none
            pow   | 0 2      | 0 0
            pow   | 0 0      | 0 0
            pow   | 3 0      | 0 1.0986123
            sqrt  | 4        | 0.25
            asin  | 1        | Infinity
            acosh | 1        | Infinity
            atanh | 1        | Infinity
            log1p | -1       | Infinity
            atan2 | 0 0      | 0 0
            atan2 | 0 -1     | -1 0
            hypot | 0 0      | NaN NaN
            sinc  | 0        | 0
            erfinv | 1       | Infinity
            lgamma | 1       | -0.5772157
            lgamma | 3       | 0.9227843
            digamma | 1      | 1.644934
            digamma | -0.5   | 8.934802
            xlogy | 0 0      | 0 NaN
            xlogy | 0 2      | 0.6931472 0
            copysign | 0 -1  | 0 none
            copysign | 2 -1  | -1 none
            logaddexp | 1 1  | 0.5 0.5
            nextafter | 1 2  | none none
            """)
    void atAKinkIsAsStated(String name, String arguments, String expected) {
        Graph.Builder builder = Graph.builder();
        List<Node> inputs = new ArrayList<>();
        Map<String, Literal> values = new LinkedHashMap<>();
        for (String argument : arguments.split(" ")) {
            values.put("x" + inputs.size(), Literal.of(Shape.SCALAR, Double.parseDouble(argument)));
            inputs.add(builder.input("x" + inputs.size(), TensorType.of(DType.F64)));
        }
        try {
            Node node = builder.add(Elementwise.valueOf(name.toUpperCase(Locale.ROOT)), inputs);
            Node flow = builder.add(new Source.Constant(Literal.of(Shape.SCALAR, 1.0)));
            List<String> found = new ArrayList<>();
            for (Node gradient : node.op().gradient(new Gradient(builder, node, flow))) {
                found.add(gradient == null ? "none" : number(builder, inputs, gradient, values));
            }
            assertThat(found).containsExactly(expected.split(" "));
        } catch (UnsupportedOperationException e) {
            abort(e.getMessage());
        }
    }

    private static String number(Graph.Builder builder, List<Node> inputs, Node node, Map<String, Literal> values) {
        double value = Interpreter.run(builder.graph("g", inputs, Map.of("y", node)), values).get("y").toDoubles()[0];
        return value == Math.rint(value) && !Double.isInfinite(value)
                ? String.valueOf((long) value)
                : String.valueOf((float) value);
    }

    @Test
    @DisplayName("of a product with zeros is the product of the others")
    void ofAProductWithZerosIsTheProductOfTheOthers() {
        Graph.Builder builder = Graph.builder();
        Node x = builder.input("x", TensorType.parse("f64[3,3]"));
        Node product = builder.add(new Reduce.Over(Reduce.Kind.PROD, List.of(1)), x);
        Node sum = builder.add(new Reduce.Over(Reduce.Kind.SUM, List.of(0)), product);
        Node gradient = Objects.requireNonNull(Reverse.sweep(builder, sum, List.of(x)).get(x));
        Literal at = Literal.of(Shape.of(3, 3), 2.0, 3.0, 4.0, 0.0, 3.0, 4.0, 0.0, 3.0, 0.0);
        assertThat(Interpreter.run(builder.graph("g", List.of(x), Map.of("d", gradient)), Map.of("x", at)).get("d"))
                .isEqualTo(Literal.of(Shape.of(3, 3), 12.0, 8.0, 6.0, 12.0, 0.0, 0.0, 0.0, 0.0, 0.0));
    }

    @Test
    @DisplayName("of the greatest of equals goes to the first")
    void ofTheGreatestOfEqualsGoesToTheFirst() {
        Graph.Builder builder = Graph.builder();
        Node x = builder.input("x", TensorType.parse("f64[2,2]"));
        Node max = builder.add(new Reduce.Over(Reduce.Kind.MAX, List.of(0, 1)), x);
        Node gradient = Objects.requireNonNull(Reverse.sweep(builder, max, List.of(x)).get(x));
        Literal at = Literal.of(Shape.of(2, 2), 1.0, 3.0, 3.0, 3.0);
        assertThat(Interpreter.run(builder.graph("g", List.of(x), Map.of("d", gradient)), Map.of("x", at)).get("d"))
                .isEqualTo(Literal.of(Shape.of(2, 2), 0.0, 1.0, 0.0, 0.0));
    }

    static List<Contract.Conv> convolutions() {
        Random random = new Random(9);
        List<Contract.Conv> cases = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            int spatial = 1 + i % 3;
            cases.add(new Contract.Conv(random.ints(spatial, 1, 4).boxed().toList(),
                    random.ints(spatial, -1, 4).mapToObj(Dim::of).toList(),
                    random.ints(spatial, -1, 4).mapToObj(Dim::of).toList(),
                    random.ints(spatial, 1, 4).boxed().toList()));
        }
        return cases;
    }

    @ParameterizedTest(name = "of {0} is its slope, and its value that of plain loops")
    @MethodSource("convolutions")
    void ofAConvolutionIsItsSlope(Contract.Conv conv) {
        int spatial = conv.strides().size();
        Random random = new Random(conv.hashCode());
        List<Dim> x = new ArrayList<>(List.of(Dim.of(2), Dim.of(2), Dim.of(1 + random.nextInt(2))));
        List<Dim> w = new ArrayList<>(List.of(Dim.of(2), Dim.of(1 + random.nextInt(2)), x.get(2)));
        for (int s = 0; s < spatial; s++) {
            int kernel = 1 + random.nextInt(3);
            long reach = (kernel - 1L) * conv.dilations().get(s) + 1 - conv.low().get(s).constant()
                    - conv.high().get(s).constant();
            w.add(Dim.of(kernel));
            x.add(Dim.of(Math.max(2, reach + random.nextInt(4))));
        }
        Graph.Builder builder = Graph.builder();
        Node input = builder.input("x", new TensorType(DType.F64, Shape.of(x)));
        Node weight = builder.input("w", new TensorType(DType.F64, Shape.of(w)));
        Map<String, Literal> values = new LinkedHashMap<>();
        for (Node each : List.of(input, weight)) {
            int n = Math.toIntExact(each.shape().numel().constant());
            values.put(each == input ? "x" : "w", Literal.of(each.shape(), random.doubles(n, -1, 1).toArray()));
        }
        Node y = builder.add(conv, input, weight);
        Literal result = Interpreter.run(builder.graph("g", List.of(input, weight), Map.of("y", y)), values).get("y");
        List<Integer> low = conv.low().stream().map(dim -> (int) dim.constant()).toList();
        Array expected = StructuralRows.convolution(Array.of(values.get("x")), Array.of(values.get("w")),
                conv.strides(), low,
                conv.dilations(), Array.sizes(result.shape()));
        assertThat(result.toDoubles()).containsExactly(expected.data(), Offset.offset(1e-13));

        Differences differences = new Differences(builder, List.of(input, weight), values);
        differences.check(differences.check(differences.weighted(y)));
    }
}
