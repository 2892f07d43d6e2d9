package dev.sinter.ir.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.ir.Contract;
import dev.sinter.ir.Elementwise;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Index;
import dev.sinter.ir.Literal;
import dev.sinter.ir.Node;
import dev.sinter.ir.Reduce;
import dev.sinter.ir.Source;
import dev.sinter.ir.View;
import dev.sinter.ir.kernel.Fold;
import dev.sinter.ir.kernel.Kernel;
import dev.sinter.ir.kernel.Read;
import dev.sinter.ir.kernel.Write;
import dev.sinter.ir.scalar.Expr;
import dev.sinter.ir.scalar.ScalarOp;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InterpreterTest {
    private final Graph.Builder builder = Graph.builder();

    private Node input(String name, String type) {
        return builder.input(name, TensorType.parse(type));
    }

    private Literal run(Node output, Map<String, Literal> values) {
        List<Node> inputs = new ArrayList<>();
        for (Node node : Graph.reachable(List.of(), List.of(output))) {
            if (node.op() instanceof Source.Input) {
                inputs.add(node);
            }
        }
        Graph graph = builder.graph("test", inputs, Map.of("out", output));
        return Interpreter.run(graph, values).get("out");
    }

    @Test
    void anOperandOfSizeOneIsBroadcast() {
        Node sum = builder.add(Elementwise.ADD, input("a", "f32[N,3]"), input("b", "f32[N,1]"));
        Literal a = Literal.of(Shape.of(2, 3), 1f, 2f, 3f, 4f, 5f, 6f);
        Literal b = Literal.of(Shape.of(2, 1), 10f, 20f);
        assertThat(run(sum, Map.of("a", a, "b", b)))
                .isEqualTo(Literal.of(Shape.of(2, 3), 11f, 12f, 13f, 24f, 25f, 26f));
    }

    @Test
    void symbolsAreBoundFromTheInputsAndCompared() {
        Node sum = builder.add(Elementwise.ADD, input("a", "f32[N]"), input("b", "f32[N]"));
        Literal two = Literal.of(Shape.of(2), 1f, 2f);
        Literal three = Literal.of(Shape.of(3), 1f, 2f, 3f);
        assertThatThrownBy(() -> run(sum, Map.of("a", two, "b", three)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("%b is declared f32[N], but f32[3] was given: axis 0 is 3, but N = 2 is needed");
        assertThatThrownBy(() -> run(sum, Map.of("a", two)))
                .hasMessage("@test needs the input %b: f32[N]; given are [a]");
        assertThatThrownBy(() -> run(sum, Map.of("a", two, "b", two, "c", two)))
                .hasMessage("@test has no input [c]; its inputs are [a, b]");
    }

    @Test
    void aSliceOfASymbolicAxisIsCheckedWhenItsSizeIsKnown() {
        Node x = input("x", "f32[N]");
        Node slice = builder.add(new View.Slice(List.of(Dim.of(1)), List.of(Dim.of(3)), List.of(1)), x);
        assertThat(builder.graph("g", List.of(x), Map.of("y", slice)).requirements())
                .extracting(requirement -> requirement.value().toString())
                .containsExactly("N-4");
        assertThat(run(slice, Map.of("x", Literal.of(Shape.of(4), 1f, 2f, 3f, 4f))))
                .isEqualTo(Literal.of(Shape.of(3), 2f, 3f, 4f));
        assertThatThrownBy(() -> run(slice, Map.of("x", Literal.of(Shape.of(2), 1f, 2f))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "slice {starts=[1], sizes=[3], steps=[1]} of [f32[N]] does not fit for {N=2}: N-4 is -2; it must be 0 or more");
    }

    @Test
    void aLoadedIndexOutsideItsTensorIsRefused() {
        Node taken = builder.add(new Index.Take(0), input("x", "f32[3]"), input("i", "i64[2]"));
        Literal x = Literal.of(Shape.of(3), 1f, 2f, 3f);
        assertThat(run(taken, Map.of("x", x, "i", Literal.of(Shape.of(2), 2L, 0L))))
                .isEqualTo(Literal.of(Shape.of(2), 3f, 1f));
        assertThatThrownBy(() -> run(taken, Map.of("x", x, "i", Literal.of(Shape.of(2), 0L, -1L))))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("index -1 is outside of axis 0, of size 3, of operand 0, f32[3]");
    }

    @Test
    void anUpdateOfTheSameElementTwiceTakesPlaceInRowMajorOrder() {
        Node added = builder.add(new Index.TakeAdd(0), input("x", "f16[2]"), input("i", "i64[3]"),
                input("u", "f16[3]"));
        // 2048 + 1 is halfway between two float16 and goes to the even one, each time; -2047 is exact.
        Literal result = run(added, Map.of(
                "x", Literal.of(DType.F16, Shape.of(2), 2048, 7),
                "i", Literal.of(Shape.of(3), 0L, 0L, 0L),
                "u", Literal.of(DType.F16, Shape.of(3), 1, 1, -2047)));
        assertThat(result).isEqualTo(Literal.of(DType.F16, Shape.of(2), 1, 7));
    }

    @Test
    void integersDividedByZeroAreRefused() {
        Node quotient = builder.add(Elementwise.DIV, input("a", "i32[1]"), input("b", "i32[1]"));
        Literal one = Literal.of(Shape.of(1), 1);
        assertThatThrownBy(() -> run(quotient, Map.of("a", one, "b", Literal.of(Shape.of(1), 0))))
                .isInstanceOf(ArithmeticException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 31, 32, 33, 1000, 4095, 4096, 4097, 8192, 10_000, 131_072})
    void aSumIsTakenInLanesAndChunks(int n) {
        float[] x = random(n);
        Node sum = builder.add(new Reduce.Over(Reduce.Kind.SUM, List.of(0)), input("x", "f32[N]"));
        assertThat(run(sum, Map.of("x", Literal.of(Shape.of(n), x)))).isEqualTo(Literal.of(Shape.SCALAR, sum(x)));
    }

    /** Written from the rule's words alone. */
    private static float sum(float[] x) {
        if (x.length > 4096) {
            float[] chunks = new float[(x.length + 4095) / 4096];
            for (int c = 0; c < chunks.length; c++) {
                chunks[c] = sum(Arrays.copyOfRange(x, c * 4096, Math.min(x.length, (c + 1) * 4096)));
            }
            return sum(chunks);
        }
        float[] partial = new float[32];
        for (int j = 0; j < 32; j++) {
            for (int i = j; i < x.length; i += 32) {
                partial[j] += x[i];
            }
        }
        for (int h = 16; h >= 1; h /= 2) {
            for (int j = 0; j < h; j++) {
                partial[j] += partial[j + h];
            }
        }
        return partial[0];
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 511, 512, 513, 1024, 1500})
    void aContractionIsAChainOfFmaInBlocks(int k) {
        float[] a = random(k);
        float[] b = random(k);
        Node product = builder.add(new Contract.MatMul(), input("a", "f32[1,K]"), input("b", "f32[K,1]"));
        Literal result = run(product, Map.of("a", Literal.of(Shape.of(1, k), a), "b", Literal.of(Shape.of(k, 1), b)));
        float total = 0;
        for (int start = 0; start == 0 || start < k; start += 512) {
            float acc = 0;
            for (int i = start; i < Math.min(k, start + 512); i++) {
                acc = Math.fma(a[i], b[i], acc);
            }
            total = start == 0 ? acc : total + acc;
        }
        assertThat(result).isEqualTo(Literal.of(Shape.of(1, 1), total));
    }

    @Test
    void sumsOfNegativeZeroArePositiveZero() {
        Node sum = builder.add(new Reduce.Over(Reduce.Kind.SUM, List.of(0)), input("x", "f32[2]"));
        assertThat(run(sum, Map.of("x", Literal.of(Shape.of(2), -0f, -0f)))).isEqualTo(Literal.of(Shape.SCALAR, 0f));
    }

    @Test
    void aKernelThatLeavesElementsUnwrittenIsRefused() {
        TensorType four = TensorType.of(DType.I64, 4);
        Expr body = new Expr.Index(Dim.coordinate(0));
        Kernel even = new Kernel(List.of(), four, List.of(Dim.of(2)), 1, List.of(), body, null, body,
                Write.each(List.of(Dim.coordinate(0).times(2))));
        assertThatThrownBy(() -> Interpreter.run(even, List.of(), Map.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the kernel wrote 2 of 4 elements");
    }

    @Test
    void aResultMayUseReadsBesidesTheFold() {
        TensorType matrix = TensorType.of(DType.F32, 2, 3);
        TensorType vector = TensorType.of(DType.F32, 2);
        Expr x = new Expr.Arg(0, DType.F32);
        Expr bias = new Expr.Arg(1, DType.F32);
        Kernel kernel = new Kernel(List.of(matrix, vector), vector, List.of(Dim.of(2), Dim.of(3)), 1,
                List.of(new Read(0, Kernel.coordinates(2)), new Read(1, Kernel.coordinates(1))), x, Fold.MAX,
                Expr.apply(ScalarOp.ADD, new Expr.Folded(DType.F32), bias),
                Write.each(Kernel.coordinates(1)));
        Literal result = Interpreter.run(kernel,
                List.of(Literal.of(Shape.of(2, 3), 1f, 5f, 3f, -4f, -6f, -5f), Literal.of(Shape.of(2), 10f, 20f)),
                Map.of());
        assertThat(result).isEqualTo(Literal.of(Shape.of(2), 15f, 16f));
    }

    private static float[] random(int n) {
        Random random = new Random(n);
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (random.nextFloat() - 0.5f) * (1 << random.nextInt(20));
        }
        return x;
    }
}
