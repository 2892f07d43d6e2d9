package dev.sinter.compiler.passes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sinter.compiler.passes.Grad.Unreached;
import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Elementwise;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Literal;
import dev.sinter.ir.Node;
import dev.sinter.ir.Reduce;
import dev.sinter.ir.Source;
import dev.sinter.ir.eval.Interpreter;
import dev.sinter.ir.text.Parser;
import dev.sinter.ir.verify.Verifier;
import dev.sinter.types.DType;
import dev.sinter.types.Shape;
import dev.sinter.types.Symbols;
import dev.sinter.types.TensorType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("C4, A9: differentiation from graph to graph")
class GradTest {
    private static final double STEP = 1e-6;

    private static Graph parse(String text) {
        return Parser.parse(text);
    }

    private static Graph derive(Graph graph, String output, String... wrt) {
        Graph derived = Grad.of(graph, output, List.of(wrt), Unreached.ZEROS).graph();
        String text = Verifier.verify(derived).toString();
        assertThat(Parser.parse(text).toString()).isEqualTo(text);
        return derived;
    }

    /** Random values for the inputs, around 0; integers are 0 or 1. */
    private static Map<String, Literal> values(Graph graph, Map<String, Long> symbols) {
        Random random = new Random(11);
        Map<String, Literal> values = new HashMap<>();
        for (Node node : graph.inputs()) {
            TensorType type = Symbols.evaluate(node.type(), symbols);
            double[] elements = random.doubles(type.shape().numel().constant(), -1, 1).toArray();
            if (!type.dtype().isFloating()) {
                Arrays.setAll(elements, i -> random.nextInt(2));
            }
            values.put(((Source.Input) node.op()).id(), Literal.of(type.dtype(), type.shape(), elements));
        }
        return values;
    }

    /** Compares the derivatives of a scalar output with central differences, in float64. */
    private static void check(String text, Map<String, Long> symbols, String output, String... wrt) {
        check(parse(text), symbols, output, wrt);
    }

    private static void check(Graph graph, Map<String, Long> symbols, String output, String... wrt) {
        Graph derived = derive(graph, output, wrt);
        Graph optimised = new Pipeline(Pipeline.standard(), Debug.parse("check=3"), System.err::println).run(derived);
        Map<String, Literal> values = values(graph, symbols);
        Map<String, Literal> results = Interpreter.run(derived, values);
        assertThat(Interpreter.run(optimised, values)).isEqualTo(results);
        for (String name : wrt) {
            double[] analytic = results.get(Grad.name(output, name)).toDoubles();
            for (int i = 0; i < analytic.length; i++) {
                double numeric = (at(graph, values, output, name, i, STEP) - at(graph, values, output, name, i, -STEP))
                        / (2 * STEP);
                assertThat(analytic[i]).as("d %s / d %s[%d]", output, name, i)
                        .isCloseTo(numeric, within(1e-7 * (1 + Math.abs(numeric))));
            }
        }
    }

    private static double at(Graph graph, Map<String, Literal> values, String output, String name, int element,
            double step) {
        Map<String, Literal> moved = new HashMap<>(values);
        Literal value = values.get(name);
        double[] elements = value.toDoubles();
        elements[element] += step;
        moved.put(name, Literal.of(DType.F64, value.shape(), elements));
        return Interpreter.run(graph, moved).get(output).toDoubles()[0];
    }

    private static final String MLP = """
            graph @mlp(%x: f64[N,3], %y: f64[N,2], %w: f64[3,4], %b: f64[4], %v: f64[4,2], %c: f64[2]) {
              %0: f64[N,4] = matmul %x, %w
              %1: f64[N,4] = add %0, %b
              %2: f64[N,4] = sigmoid %1
              %3: f64[N,2] = matmul %2, %v
              %4: f64[N,2] = add %3, %c
              %5: f64[N,2] = sub %4, %y
              %6: f64[N,2] = mul %5, %5
              %7: f64[] = reduce %6 {kind=sum, axes=[0,1]}
              %8: i64[] = size {dim=2*N}
              %9: f64[] = cast %8 {to=f64}
              %10: f64[] = div %7, %9
              return loss=%10
            }
            """;

    @Test
    void ofAPerceptronWithSymbolicBatch() {
        check(MLP, Map.of("N", 5L), "loss", "w", "b", "v", "c", "x");
    }

    @Test
    void ofAConvolutionalNetWithPooling() {
        check("""
                graph @cnn(%x: f64[2,1,2,6,6], %k: f64[1,3,2,3,3], %b: f64[3,1,1], %w: f64[12,2]) {
                  %0: f64[2,1,3,4,5] = conv %x, %k {strides=[1,1], low=[0,1], high=[0,0], dilations=[1,1]}
                  %1: f64[2,3,4,5] = reshape %0
                  %2: f64[2,3,4,5] = add %1, %b
                  %3: f64[2,3,4,5] = relu %2
                  %4: f64[2,3,2,2,2,3] = window %3 {axes=[2,3], sizes=[2,3], strides=[2,2], dilations=[1,1]}
                  %5: f64[2,3,2,2] = reduce %4 {kind=max, axes=[4,5]}
                  %6: f64[2,12] = reshape %5
                  %7: f64[2,2] = matmul %6, %w
                  %8: f64[2,2] = sigmoid %7
                  %9: f64[] = reduce %8 {kind=sum, axes=[0,1]}
                  return loss=%9
                }
                """, Map.of(), "loss", "x", "k", "b", "w");
    }

    private static final String CROSS_ENTROPY = """
            graph @cross_entropy(%logits: f64[N,3], %label: i64[N,1]) {
              %0: f64[N] = reduce %logits {kind=max, axes=[1]}
              %1: f64[N,1] = reshape %0
              %2: f64[N,1] = detach %1 {mark=0}
              %3: f64[N,3] = sub %logits, %2
              %4: f64[N,3] = exp %3
              %5: f64[N] = reduce %4 {kind=sum, axes=[1]}
              %6: f64[N] = log %5
              %7: f64[N,1] = gather %3, %label {axis=1}
              %8: f64[N] = reshape %7
              %9: f64[N] = sub %6, %8
              %10: f64[] = reduce %9 {kind=sum, axes=[0]}
              return loss=%10
            }
            """;

    @Test
    void ofSoftmaxCrossEntropy() {
        check(CROSS_ENTROPY, Map.of("N", 4L), "loss", "logits");
    }

    @Test
    void ofAnEmbeddingWhoseRowsAreTakenTwice() {
        check("""
                graph @embedding(%table: f64[2,3], %index: i64[5], %w: f64[3]) {
                  %0: f64[5,3] = take %table, %index {axis=0}
                  %1: f64[5,3] = mul %0, %w
                  %2: f64[5,3] = exp %1
                  %3: f64[] = reduce %2 {kind=sum, axes=[0,1]}
                  return loss=%3
                }
                """, Map.of(), "loss", "table", "w");
    }

    @Test
    void ofBroadcastOperandsAndViews() {
        check("""
                graph @broadcast(%a: f64[3,1], %b: f64[2,1,4], %s: f64[]) {
                  %0: f64[2,3,4] = mul %a, %b
                  %1: f64[2,3,4] = add %0, %s
                  %2: f64[4,2,3] = transpose %1 {axes=[2,0,1]}
                  %3: f64[2,2,3] = slice %2 {starts=[3,0,0], sizes=[2,2,3], steps=[-2,1,1]}
                  %4: f64[2,2,6] = pad %3 {low=[0,0,1], high=[0,0,0], gaps=[0,0,1], value=2.0}
                  %5: f64[2,2,6] = mul %4, %4
                  %6: f64[2,4,6] = concat %5, %4 {axis=1}
                  %7: f64[2,4,6] = div %6, %s
                  %8: f64[] = reduce %7 {kind=sum, axes=[0,1,2]}
                  return loss=%8
                }
                """, Map.of(), "loss", "a", "b", "s");
    }

    @Test
    void ofASharedNode() {
        check("""
                graph @shared(%x: f64[3]) {
                  %0: f64[3] = mul %x, %x
                  %1: f64[3] = mul %0, %x
                  %2: f64[3] = sub %0, %1
                  %3: f64[3] = mul %2, %0
                  %4: f64[] = reduce %3 {kind=sum, axes=[0]}
                  return loss=%4
                }
                """, Map.of(), "loss", "x");
    }

    @Test
    void ofADerivative() {
        Graph first = derive(parse(MLP), "loss", "w");
        // The derivative is a matrix: the sum of its squares is a scalar again.
        Graph.Builder builder = Graph.builder();
        Graph copy = Rewrite.copy(first, builder);
        Node g = copy.outputs().get("d_loss_d_w");
        Node norm = builder.add(new Reduce.Over(Reduce.Kind.SUM, List.of(0, 1)),
                builder.add(Elementwise.MUL, g, g));
        Graph penalty = builder.graph("penalty", copy.inputs(), Map.of("norm", norm));
        check(penalty, Map.of("N", 3L), "norm", "w", "v", "x");
    }

    @Test
    void ofADerivativeOfADerivative() {
        Graph cube = parse("""
                graph @cube(%x: f64[]) {
                  %0: f64[] = mul %x, %x
                  %1: f64[] = mul %0, %x
                  return y=%1
                }
                """);
        Graph third = derive(derive(derive(cube, "y", "x"), "d_y_d_x", "x"), "d_d_y_d_x_d_x", "x");
        Map<String, Literal> results = Interpreter.run(third,
                Map.of("x", Literal.of(Shape.SCALAR, 5.0)));
        assertThat(results.values()).extracting(value -> value.toDoubles()[0]).containsExactly(125.0, 75.0, 30.0, 6.0);
        assertThat(results.keySet()).containsExactly("y", "d_y_d_x", "d_d_y_d_x_d_x", "d_d_d_y_d_x_d_x_d_x");
    }

    @Test
    void theDerivativeIsAGraphThatPrints() {
        Graph graph = parse("""
                graph @g(%x: f32[N], %w: f32[N]) {
                  %0: f32[N] = mul %x, %w
                  %1: f32[] = reduce %0 {kind=sum, axes=[0]}
                  return y=%1
                }
                """);
        Graph derived = new Pipeline(Pipeline.standard(), Debug.parse("check=3"), System.err::println)
                .run(derive(graph, "y", "w", "x"));
        assertThat(derived).hasToString("""
                graph @g(%x: f32[N], %w: f32[N]) {
                  %0: f32[N] = mul %x, %w
                  %1: f32[] = reduce %0 {kind=sum, axes=[0]}
                  return y=%1, d_y_d_w=%x, d_y_d_x=%w
                }
                """);
    }

    @Test
    void whatFlowsIntoATensorIsAnInput() {
        Graph derived = derive(parse("graph @g(%x: f32[N,2]) { %0: f32[N,2] = mul %x, %x return y=%0 }"), "y", "x");
        assertThat(derived).hasToString("""
                graph @g(%x: f32[N,2], %grad_y: f32[N,2]) {
                  %0: f32[N,2] = mul %x, %x
                  %1: f32[N,2] = mul %grad_y, %x
                  %2: f32[N,2] = add %1, %1
                  return y=%0, d_y_d_x=%2
                }
                """);
    }

    @Test
    void whereNothingFlowsThereIsZeroOrNothing() {
        Graph graph = parse("""
                graph @g(%x: f32[2], %stopped: f32[2], %unused: f32[N]) {
                  %0: f32[2] = detach %stopped {mark=0}
                  %1: f32[2] = mul %x, %0
                  %2: f32[] = reduce %1 {kind=sum, axes=[0]}
                  return y=%2
                }
                """);
        List<String> all = List.of("x", "stopped", "unused");
        Grad.Derivatives omitted = Grad.of(graph, "y", all, Unreached.OMITTED);
        assertThat(omitted.unreached()).containsExactly("stopped", "unused");
        assertThat(omitted.graph().outputs()).containsOnlyKeys("y", "d_y_d_x");
        Grad.Derivatives zeros = Grad.of(graph, "y", all, Unreached.ZEROS);
        assertThat(zeros.unreached()).containsExactly("stopped", "unused");
        assertThat(zeros.graph().outputs().get("d_y_d_unused").type()).isEqualTo(TensorType.parse("f32[N]"));
    }

    @Test
    void flowsAreSummedFromTheLastReaderToTheFirst() {
        Graph derived = derive(parse("""
                graph @g(%x: f32[], %a: f32[], %b: f32[], %c: f32[]) {
                  %0: f32[] = mul %x, %a
                  %1: f32[] = mul %x, %b
                  %2: f32[] = mul %x, %c
                  %3: f32[] = add %0, %1
                  %4: f32[] = add %3, %2
                  return y=%4
                }
                """), "y", "x");
        Graph optimised = new Pipeline(Pipeline.standard(), Debug.parse("check=3"), System.err::println).run(derived);
        assertThat(optimised.toString()).containsSubsequence("%5: f32[] = add %c, %b\n", "%6: f32[] = add %5, %a\n",
                "return y=%4, d_y_d_x=%6\n");
    }

    @Test
    void nodesInTheMiddleCanBeAskedFor() {
        Graph.Builder builder = Graph.builder();
        Node x = builder.input("x", TensorType.parse("f32[]"));
        Node square = builder.add(Elementwise.MUL, x, x);
        Node y = builder.add(Elementwise.NEG, square);
        Node one = builder.add(Source.Constant.scalar(DType.F32, Float.floatToRawIntBits(1)));
        Node other = builder.input("other", TensorType.parse("f32[]"));
        List<Node> flows = Reverse.flows(builder, List.of(y, square), List.of(one, one), List.of(square, x, y, other));
        Node back = builder.add(Elementwise.ADD, one, builder.add(Elementwise.NEG, one));
        assertThat(flows.get(0)).isSameAs(back);
        assertThat(flows.get(1).type()).isEqualTo(x.type());
        assertThat(flows.get(2)).isSameAs(one);
        assertThat(flows.get(3)).isNull();
        assertThatThrownBy(() -> Reverse.flows(builder, List.of(y), List.of(), List.of(x)))
                .hasMessage("each root needs a seed, but there are 1 roots and 0 seeds");
        Node wide = builder.input("wide", TensorType.parse("f32[2]"));
        assertThatThrownBy(() -> Reverse.flows(builder, List.of(y), List.of(wide), List.of(x)))
                .message().startsWith("the seed is f32[2] where %").endsWith("needs f32[]");
    }

    @Test
    void aLongChainHasADerivative() {
        Graph.Builder builder = Graph.builder();
        Node x = builder.input("x", TensorType.parse("f32[]"));
        Node y = x;
        for (int i = 0; i < 20_000; i++) {
            y = builder.add(Elementwise.MUL, y, x);
        }
        Node one = builder.add(Source.Constant.scalar(DType.F32, Float.floatToRawIntBits(1)));
        assertThat(Reverse.flows(builder, List.of(y), List.of(one), List.of(x))).doesNotContainNull();
    }

    @Test
    void mistakesAreNamed() {
        Graph graph = parse("""
                graph @g(%x: f32[2], %n: i64[2], %grad_y: f32[2]) {
                  %0: f32[2] = mul %x, %grad_y
                  return y=%0, count=%n, d_z_d_x=%x
                }
                """);
        refused(graph, "loss", "x", "grad: @g has no output 'loss'; its outputs are [y, count, d_z_d_x]");
        refused(graph, "y", "w", "grad: @g has no input %w; its inputs are [x, n, grad_y]");
        refused(graph, "y", "n", "grad: the input %n is i64[2]; only floating dtypes have derivatives");
        refused(graph, "count", "x", "grad: the output 'count' is i64[2]; only floating dtypes have derivatives");
        refused(graph, "y", "x",
                "grad: @g already has an input %grad_y; rename it, for what flows into 'y' is to be called so");
        Graph taken = parse("graph @g(%x: f32[]) { return y=%x, d_y_d_x=%x }");
        refused(taken, "y", "x", "grad: @g already has an output 'd_y_d_x'; rename it");
    }

    private static void refused(Graph graph, String output, String wrt, String message) {
        assertThatThrownBy(() -> Grad.of(graph, output, List.of(wrt), Unreached.ZEROS))
                .isInstanceOf(Diagnostic.class).hasMessage(message);
    }
}
