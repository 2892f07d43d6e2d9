package dev.sinter.ir.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.ir.Elementwise;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Literal;
import dev.sinter.ir.Node;
import dev.sinter.ir.Pointwise;
import dev.sinter.ir.Reduce;
import dev.sinter.ir.Source;
import dev.sinter.ir.eval.Interpreter;
import dev.sinter.ir.text.Parser;
import dev.sinter.ir.text.Printer;
import dev.sinter.ir.verify.Verifier;
import dev.sinter.types.DType;
import dev.sinter.types.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** Compares derivatives with central differences of the interpreter's values, in float64, along random directions. */
final class Differences {
    private static final int DIRECTIONS = 8;
    private static final double STEP = 1e-5;
    /** The differences are off by STEP^2 and by 2^-52 / STEP, times the size of the third derivative and of the value. */
    private static final double TOLERANCE = 2e-8;

    private final Graph.Builder builder;
    private final List<Node> inputs;
    private final Map<String, Literal> values;
    private final Random random = new Random(5);

    /** Of functions of these inputs at these values. */
    Differences(Graph.Builder builder, List<Node> inputs, Map<String, Literal> values) {
        this.builder = builder;
        this.inputs = inputs;
        this.values = values;
    }

    private static String name(Node input) {
        return ((Source.Input) input.op()).id();
    }

    /** The sum of a tensor's elements, each times a different factor. */
    Node weighted(Node tensor) {
        Node total = builder.add(new Source.Constant(Literal.of(Shape.SCALAR, 0.375)));
        // Factors from the coordinates, since the shape may be symbolic: distinct, and none of them zero.
        for (int axis = 0; axis < tensor.shape().rank(); axis++) {
            Node along = builder.add(new Source.Iota(tensor.shape(), axis));
            Node real = builder.add(new Pointwise.Cast(DType.F64), along);
            Node step = builder.add(new Source.Constant(Literal.of(Shape.SCALAR, 0.7 - 1.1 * axis)));
            total = builder.add(Elementwise.ADD, builder.add(Elementwise.MUL, real, step), total);
        }
        List<Integer> axes = IntStream.range(0, tensor.shape().rank()).boxed().toList();
        return builder.add(new Reduce.Over(Reduce.Kind.SUM, axes), builder.add(Elementwise.MUL, tensor, total));
    }

    /** Fails where a derivative of the scalar is wrong; gives the derivatives' weighted sum, for the second order. */
    Node check(Node scalar) {
        Map<Node, Node> gradients = new LinkedHashMap<>();
        Reverse.sweep(builder, scalar, inputs).forEach((input, gradient) -> {
            if (gradient != null) {
                assertThat(gradient.type()).as("the derivative by %s", input).isEqualTo(input.type());
                gradients.put(input, gradient);
            }
        });
        assertThat(gradients).as("derivatives").isNotEmpty();
        Map<String, Node> outputs = new LinkedHashMap<>();
        gradients.forEach((input, gradient) -> outputs.put("d_" + name(input), gradient));
        outputs.put("value", scalar);
        Graph graph = Verifier.verify(builder.graph("g", inputs, outputs));
        String text = Printer.print(graph);
        assertThat(Printer.print(Parser.parse(text))).isEqualTo(text);
        Map<String, Literal> results = Interpreter.run(graph, values);
        for (int direction = 0; direction < DIRECTIONS; direction++) {
            compare(graph, gradients, results, direction);
        }
        Node sum = null;
        for (Node gradient : gradients.values()) {
            Node each = weighted(gradient);
            sum = sum == null ? each : builder.add(Elementwise.ADD, sum, each);
        }
        return sum;
    }

    private void compare(Graph graph, Map<Node, Node> gradients, Map<String, Literal> results, int number) {
        Map<String, Literal> above = new HashMap<>(values);
        Map<String, Literal> below = new HashMap<>(values);
        double slope = 0;
        double size = Math.abs(results.get("value").toDoubles()[0]);
        for (Node input : gradients.keySet()) {
            double[] at = values.get(name(input)).toDoubles();
            double[] gradient = results.get("d_" + name(input)).toDoubles();
            double[] up = new double[at.length];
            double[] down = new double[at.length];
            for (int i = 0; i < at.length; i++) {
                // Some directions move few elements, so that a small derivative is not lost among large ones.
                double step = number % 2 == 0 || random.nextInt(4) == 0 ? random.nextDouble() - 0.5 : 0;
                up[i] = at[i] + STEP * step;
                down[i] = at[i] - STEP * step;
                slope += gradient[i] * (up[i] - down[i]) / (2 * STEP);
                size += Math.abs(gradient[i] * step);
            }
            above.put(name(input), Literal.of(values.get(name(input)).shape(), up));
            below.put(name(input), Literal.of(values.get(name(input)).shape(), down));
        }
        Graph valueOnly = builder.graph("f", new ArrayList<>(graph.inputs()),
                Map.of("value", graph.outputs().get("value")));
        double difference = Interpreter.run(valueOnly, above).get("value").toDoubles()[0]
                - Interpreter.run(valueOnly, below).get("value").toDoubles()[0];
        assertThat(Math.abs(difference / (2 * STEP) - slope))
                .as("slope %s by the derivative, %s by differences", slope, difference / (2 * STEP))
                .isLessThanOrEqualTo(TOLERANCE * (1 + size));
    }
}
