package dev.sinter.compiler.schedule;

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
import dev.sinter.ir.Unwindow;
import dev.sinter.ir.View;
import dev.sinter.ir.eval.Interpreter;
import dev.sinter.ir.scalar.Literals;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import dev.sinter.types.Symbols;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SchedulerTest {
    private final Graph.Builder b = Graph.builder();
    private final List<Node> inputs = new ArrayList<>();
    private final Map<String, Node> outputs = new LinkedHashMap<>();

    private Node input(String name, String type) {
        Node node = b.input(name, TensorType.parse(type));
        inputs.add(node);
        return node;
    }

    private Node number(double value) {
        return b.add(Source.Constant.scalar(DType.F32, Literals.bits(DType.F32, value)));
    }

    private Schedule check() {
        Graph graph = b.graph("g", inputs, outputs);
        for (long n : new long[]{1, 3}) {
            Random random = new Random(n);
            Map<String, Literal> given = new HashMap<>();
            for (Node node : inputs) {
                TensorType type = Symbols.evaluate(node.type(), Map.of("N", n));
                long[] bits = random.longs(type.shape().numel().constant(), -4, 4)
                        .map(value -> Literals.bits(type.dtype(),
                                type.dtype().isFloating() ? value * 0.75 : Math.abs(value) % 3))
                        .toArray();
                given.put(((Source.Input) node.op()).id(), new Literal(type, bits));
            }
            Map<String, Literal> expected = Interpreter.run(graph, given);
            Map<String, Long> symbols = Interpreter.symbols(graph, given);
            for (Scheduler scheduler : List.of(Scheduler.fusing(), Scheduler.plain())) {
                assertThat(ScheduleRunner.run(scheduler.schedule(graph), given, symbols)).isEqualTo(expected);
            }
        }
        return Scheduler.fusing().schedule(graph);
    }

    @Test
    @DisplayName("C3: convolution, bias and relu are one kernel")
    void epilogueOfConvolution() {
        Node x = input("x", "f32[N,1,2,6,6]");
        Node w = input("w", "f32[1,3,2,3,3]");
        Node bias = input("bias", "f32[3]");
        List<Dim> one = List.of(Dim.ONE, Dim.ONE);
        Node conv = b.add(new Contract.Conv(List.of(1, 1), one, one, List.of(1, 1)), x, w);
        Node image = b.add(new View.Reshape(Shape.parse("[N,3,6,6]")), conv);
        Node shaped = b.add(new View.Reshape(Shape.parse("[3,1,1]")), bias);
        outputs.put("y", b.add(Elementwise.RELU, b.add(Elementwise.ADD, image, shaped)));
        assertThat(check()).hasToString("""
                schedule @g
                  s0: input f32[72*N]
                  s1: input f32[54]
                  s2: input f32[3]
                  s3: output f32[108*N]
                  in x: f32[N,1,2,6,6] in s0
                  in w: f32[1,3,2,3,3] in s1
                  in bias: f32[3] in s2
                0: s3 <- s0 s1 s2
                kernel f32[N,3,6,6] over [N, 1, 3, 6, 6] fold contract [3, 3, 2]
                  $0 = %0[#0, #1, #7, #3+#5-1, #4+#6-1] if 0 <= #3+#5-1 < 6 and 0 <= #4+#6-1 < 6
                  $1 = %1[#1, #2, #7, #5, #6]
                  $2 = %2[#2]
                  each mul($0, $1)
                  write [#0, #2, #3, #4] = max(add(fold, $2), 0.0)
                  out y: f32[N,3,6,6] in s3
                """);
    }

    @Test
    @DisplayName("C3: a chain of pointwise ops is one kernel")
    void pointwiseChain() {
        Node x = input("x", "f32[N,4]");
        Node y = input("y", "f32[4]");
        outputs.put("z", b.add(Elementwise.MUL, b.add(Elementwise.ADD, x, y), b.add(Elementwise.SUB, x, number(2))));
        assertThat(check().steps()).hasSize(1);
    }

    @Test
    @DisplayName("C3: pointwise ops are taken into the reduction that reads them, and those that read it")
    void intoAndOutOfReduction() {
        Node x = input("x", "f32[N,40]");
        Node sum = b.add(new Reduce.Over(Reduce.Kind.SUM, List.of(1)), b.add(Elementwise.MUL, x, x));
        outputs.put("norm", b.add(Elementwise.SQRT, sum));
        assertThat(check().steps()).hasSize(1);
    }

    @Test
    void aReshapeThatWouldNotBeAffineReadsAnArray() {
        Node x = input("x", "f32[N,3,4]");
        Node turned = b.add(new View.Transpose(List.of(0, 2, 1)), x);
        Node flat = b.add(new View.Reshape(Shape.parse("[N,12]")), turned);
        outputs.put("y", b.add(Elementwise.NEG, flat));
        assertThat(check().steps()).hasSize(2).allMatch(step -> new Form(step.kernel(), List.of()).isAffine());
    }

    @Test
    void aStateIsUpdatedInPlaceWhereNothingReadsItLater() {
        Node w = input("w", "f32[8]");
        Node g = input("g", "f32[8]");
        outputs.put("w", b.add(Elementwise.SUB, w, b.add(Elementwise.MUL, g, number(0.5))));
        Schedule schedule = check();
        assertThat(schedule.steps()).hasSize(1);
        assertThat(schedule.outputs().get(0).slot()).isEqualTo(schedule.inputs().get(0).slot());
    }

    @Test
    void statesMayChangePlaces() {
        Node a = input("a", "f32[8]");
        Node c = input("c", "f32[8]");
        outputs.put("a", c);
        outputs.put("c", a);
        outputs.put("old", a);
        check();
    }

    @Test
    void aStateReadAgainAfterItsUpdateIsCopiedLast() {
        Node w = input("w", "f32[4,4]");
        Node next = b.add(Elementwise.ADD, w, number(1));
        outputs.put("w", next);
        outputs.put("product", b.add(new Contract.MatMul(), w, next));
        check();
    }

    @Test
    void paddingGuardsWhatIsInlinedThroughIt() {
        Node x = input("x", "f32[N,5]");
        Node shifted = b.add(Elementwise.ADD, x, number(3));
        Node padded = b.add(new View.Pad(List.of(Dim.ZERO, Dim.of(2)), List.of(Dim.ZERO, Dim.ONE), List.of(0, 1), 7),
                shifted);
        outputs.put("y", b.add(Elementwise.MUL, padded, padded));
        assertThat(check().steps()).hasSize(1);
    }

    @Test
    void indicesAreLoadedWhereTheyLie() {
        Node table = input("table", "f32[3,4]");
        Node index = input("index", "i64[N,2]");
        Node doubled = b.add(Elementwise.ADD, table, table);
        outputs.put("rows", b.add(new Index.Take(0), doubled, index));
        Node zeros = b.add(new View.Expand(Shape.of(3, 4)), number(0));
        outputs.put("counts",
                b.add(new Index.TakeAdd(0), zeros, index, b.add(new View.Expand(Shape.parse("[N,2,4]")), number(1))));
        check();
    }

    @Test
    void overlappingWindowsAndTheirTranspose() {
        Node x = input("x", "f32[N,7]");
        View.Window window = new View.Window(List.of(1), List.of(3), List.of(2), List.of(1));
        Node windows = b.add(window, b.add(Elementwise.MUL, x, x));
        outputs.put("pooled", b.add(new Reduce.Over(Reduce.Kind.MAX, List.of(2)), windows));
        outputs.put("back",
                b.add(new Unwindow(x.shape(), List.of(1), List.of(3), List.of(2), List.of(1)), windows));
        check();
    }

    @Test
    void twoProductsAddedTakeOneIntoTheOther() {
        Node x = input("x", "f32[N,4]");
        Node w = input("w", "f32[4,5]");
        Node v = input("v", "f32[4,5]");
        outputs.put("y",
                b.add(Elementwise.ADD, b.add(new Contract.MatMul(), x, w), b.add(new Contract.MatMul(), x, v)));
        assertThat(check().steps()).hasSize(2);
    }

    @Test
    @DisplayName("C3: an index out of range stays out of range when what it indexes is a view or is computed on the way")
    void keepsIndexTests() {
        Node flat = input("flat", "f32[12]");
        Node row = input("row", "f32[1,4]");
        Node index = input("index", "i64[3,1]");
        Node table = b.add(new View.Reshape(Shape.of(3, 4)), flat);
        outputs.put("reshaped", b.add(new Index.Gather(1), table, index));
        outputs.put("spread", b.add(new Index.Gather(0), b.add(new View.Expand(Shape.of(3, 4)), row), index));
        outputs.put("computed", b.add(new Index.Gather(1), b.add(Elementwise.ADD, table, row), index));
        Schedule fine = check();
        assertThat(fine.steps()).isNotEmpty();
        for (String name : List.copyOf(outputs.keySet())) {
            Graph graph = b.graph("g", inputs, Map.of(name, outputs.get(name)));
            Map<String, Literal> given = Map.of("flat", new Literal(TensorType.of(DType.F32, 12), new long[12]), "row",
                    new Literal(TensorType.of(DType.F32, 1, 4), new long[4]), "index",
                    new Literal(TensorType.of(DType.I64, 3, 1), 4, 0, 0));
            for (Scheduler scheduler : List.of(Scheduler.fusing(), Scheduler.plain())) {
                assertThatThrownBy(() -> ScheduleRunner.run(scheduler.schedule(graph), given, Map.of())).as(name)
                        .isInstanceOf(IndexOutOfBoundsException.class);
            }
        }
    }
}
