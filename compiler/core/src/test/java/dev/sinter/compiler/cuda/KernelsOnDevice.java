package dev.sinter.compiler.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.compiler.driver.Compiler;
import dev.sinter.compiler.schedule.Scheduler;
import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Elementwise;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Literal;
import dev.sinter.ir.Node;
import dev.sinter.ir.Row;
import dev.sinter.ir.Source;
import dev.sinter.ir.eval.Interpreter;
import dev.sinter.ir.scalar.Literals;
import dev.sinter.ir.text.Parser;
import dev.sinter.runtime.Executable;
import dev.sinter.runtime.cuda.CudaProgram;
import dev.sinter.types.DType;
import dev.sinter.types.Symbols;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Kernels give the interpreter's bits, on whatever device; one class runs them on the emulator, one on a GPU. */
abstract class KernelsOnDevice {
    abstract TestDevice device();

    private Cases cases;

    @BeforeEach
    void begin() {
        cases = new Cases(device());
    }

    @Test
    @DisplayName("C6: every elementwise op on every dtype it has")
    void elementwise() {
        int added = 0;
        for (DType dtype : DType.values()) {
            for (Elementwise op : Elementwise.values()) {
                added += addElementwise(op, dtype) ? 1 : 0;
            }
        }
        assertThat(added).isGreaterThan(150);
        cases.check();
    }

    @Test
    @DisplayName("C6: orders and running results of rows, of every dtype, along any axis")
    void ordersAndRunningResults() {
        for (DType dtype : DType.values()) {
            for (Row op : List.of(new Row.Argsort(1, false), new Row.Argsort(0, true),
                    new Row.Accumulate(Row.Kind.MAX, 1, true))) {
                addRow(op, dtype);
            }
            if (dtype != DType.BOOL) {
                addRow(new Row.Accumulate(Row.Kind.SUM, 1, false), dtype);
                addRow(new Row.Accumulate(Row.Kind.PROD, 0, true), dtype);
            }
            if (dtype.isFloating()) {
                addRow(new Row.Accumulate(Row.Kind.LOGSUMEXP, 0, false), dtype);
                addRow(new Row.Accumulate(Row.Kind.LINEAR, 1, true), dtype);
            }
        }
        cases.check();
    }

    private void addRow(Row op, DType dtype) {
        Graph.Builder builder = Graph.builder();
        TensorType type = TensorType.parse(dtype + "[5,N,3]");
        List<Node> inputs = new ArrayList<>(List.of(builder.input("x0", type)));
        if (op instanceof Row.Accumulate each && each.kind() == Row.Kind.LINEAR) {
            inputs.add(builder.input("x1", type));
        }
        cases.add(builder.graph("g", inputs, Map.of("y", builder.add(op, inputs))), Map.of("N", 7L));
    }

    private boolean addElementwise(Elementwise op, DType dtype) {
        for (int arity = 1; arity <= 3; arity++) {
            Graph.Builder builder = Graph.builder();
            List<Node> inputs = new ArrayList<>();
            for (int i = 0; i < arity; i++) {
                DType type = i == 0 && op == Elementwise.WHERE ? DType.BOOL : dtype;
                inputs.add(builder.input("x" + i, TensorType.of(type, 5, 67)));
            }
            try {
                Node result = builder.add(op, inputs);
                result.kernel();
                cases.add(builder.graph("g", inputs, Map.of("y", result)), Map.of());
                return true;
            } catch (Diagnostic unfit) {
                continue;
            } catch (UnsupportedOperationException undefined) {
                return false;
            }
        }
        return false;
    }

    @Test
    @DisplayName("C6: casts between all dtypes")
    void casts() {
        for (DType from : DType.values()) {
            for (DType to : DType.values()) {
                cases.add("graph @g(%x: " + from + "[300]) { %0: " + to + "[300] = cast %x {to=" + to
                        + "} return y=%0 }");
            }
        }
        cases.check();
    }

    @Test
    @DisplayName("C6: reductions along memory, at the edges of lanes and chunks")
    void rows() {
        for (String kind : List.of("sum", "prod", "max", "min", "argmax", "argmin")) {
            boolean positional = kind.startsWith("arg");
            for (int n : new int[]{0, 1, 31, 32, 33, 100, 4095, 4096, 4097, 8192, 8200}) {
                if (n > 0 || !positional) {
                    String type = positional ? "i64" : "f32";
                    cases.add("graph @g(%x: f32[3," + n + "]) { %0: " + type + "[3] = reduce %x {kind=" + kind
                            + ", axes=[1]} return y=%0 }");
                }
            }
        }
        cases.check();
    }

    @Test
    @DisplayName("C6: reductions of all dtypes, along each axis and all of them")
    void axes() {
        for (DType dtype : DType.values()) {
            for (String kind : List.of("sum", "prod", "max", "min", "argmax", "argmin")) {
                if (dtype == DType.BOOL && (kind.equals("sum") || kind.equals("prod"))) {
                    continue;
                }
                String type = kind.startsWith("arg") ? "i64" : dtype.text();
                cases.add("graph @g(%x: " + dtype + "[5,40]) { %0: " + type + "[40] = reduce %x {kind=" + kind
                        + ", axes=[0]} %1: " + type
                        + "[5] = reduce %x {kind=" + kind + ", axes=[1]} %2: " + type + "[] = reduce %x {kind=" + kind
                        + ", axes=[0,1]} return a=%0, b=%1, c=%2 }");
            }
        }
        cases.check();
    }

    @Test
    @DisplayName("C6: a long reduction across rows, by threads alone")
    void columns() {
        for (int n : new int[]{4096, 4097, 8193}) {
            cases.add("graph @g(%x: f32[" + n + ",2]) { %0: f32[2] = reduce %x {kind=sum, axes=[0]} return y=%0 }");
        }
        cases.check();
    }

    @Test
    @DisplayName("C6: reductions whose length is a symbol")
    void symbolicRows() {
        for (long n : new long[]{0, 1, 33, 4096, 4097, 9000}) {
            cases.add("graph @g(%x: f32[N,M]) { %0: f32[N] = reduce %x {kind=sum, axes=[1]} return y=%0 }",
                    Map.of("N", 2L, "M", n));
            cases.add("graph @g(%x: f32[N,M]) { %0: f32[M] = reduce %x {kind=sum, axes=[0]} return y=%0 }",
                    Map.of("N", n, "M", 2L));
        }
        cases.check();
    }

    @Test
    @DisplayName("C6: matrix products at the edges of tiles and of the blocks of a sum")
    void matmul() {
        int[][] sizes = {{1, 1, 1}, {1, 5, 1}, {3, 0, 4}, {16, 16, 16}, {17, 15, 33}, {2, 511, 2}, {2, 512, 3},
            {3, 513, 2}, {2, 1025, 2}, {65, 20, 70}, {64, 530, 40}};
        for (int[] s : sizes) {
            cases.add(matmul("f32", "", s));
        }
        for (String dtype : List.of("f64", "f16", "bf16", "i32", "i64", "i8")) {
            cases.add(matmul(dtype, "", new int[]{17, 530, 3}));
        }
        cases.add(matmul("f32", "2,3,", new int[]{4, 5, 6}));
        cases.add("graph @g(%x: f32[N,K], %w: f32[K,40]) { %0: f32[N,40] = matmul %x, %w return y=%0 }",
                Map.of("N", 7L, "K", 600L));
        cases.add("graph @g(%x: f32[3,1,4,5], %w: f32[2,5,6]) { %0: f32[3,2,4,6] = matmul %x, %w return y=%0 }");
        cases.check();
    }

    private static String matmul(String dtype, String batch, int[] s) {
        return "graph @g(%x: " + dtype + "[" + batch + s[0] + "," + s[1] + "], %w: " + dtype + "[" + batch + s[1] + ","
                + s[2] + "]) { %0: " + dtype + "[" + batch + s[0] + "," + s[2]
                + "] = matmul %x, %w return y=%0 }";
    }

    @Test
    @DisplayName("C6: convolutions with padding, strides, dilation and groups")
    void conv() {
        cases.add("graph @g(%x: f32[2,1,3,9,8], %w: f32[1,4,3,3,3]) {"
                + " %0: f32[2,1,4,9,8] = conv %x, %w {strides=[1,1], low=[1,1], high=[1,1], dilations=[1,1]} return y=%0 }");
        cases.add(
                "graph @g(%x: f32[2,2,2,11], %w: f32[2,3,2,3]) { %0: f32[2,2,3,5] = conv %x, %w {strides=[2], low=[1], high=[2], dilations=[2]} return y=%0 }");
        cases.check();
    }

    @Test
    @DisplayName("C6: bias and activation are computed where the product is")
    void fusedMatmul() {
        cases.add("""
                graph @g(%x: f32[N,20], %w: f32[20,33], %b: f32[33]) {
                  %0: f32[N,33] = matmul %x, %w
                  %1: f32[N,33] = add %0, %b
                  %2: f32[N,33] = relu %1
                  return y=%2
                }""", Map.of("N", 9L));
        assertThat(Cases.lower(Parser.parse("""
                graph @g(%x: f32[N,20], %w: f32[20,33], %b: f32[33]) {
                  %0: f32[N,33] = matmul %x, %w
                  %1: f32[N,33] = add %0, %b
                  %2: f32[N,33] = relu %1
                  return y=%2
                }"""), Scheduler.fusing()).kernels()).hasSize(1);
        cases.check();
    }

    @Test
    @DisplayName("C6: views are index maps, also of symbols")
    void views() {
        cases.add(
                "graph @g(%x: f32[4,6,5]) { %0: f32[5,4,6] = transpose %x {axes=[2,0,1]} %1: f32[120] = reshape %0 return y=%1 }");
        cases.add(
                "graph @g(%x: f32[N,6]) { %0: f32[6,N] = transpose %x {axes=[1,0]} %1: f32[6*N] = reshape %0 return y=%1 }",
                Map.of("N", 7L));
        cases.add(
                "graph @g(%x: f32[9,9]) { %0: f32[4,3] = slice %x {starts=[8,1], sizes=[4,3], steps=[-2,3]} return y=%0 }");
        cases.add("graph @g(%x: f32[5]) { %0: f32[15] = pad %x {low=[2], high=[4], gaps=[1], value=1.5} return y=%0 }");
        cases.add(
                "graph @g(%x: f32[2,9]) { %0: f32[2,4,3] = window %x {axes=[1], sizes=[3], strides=[2], dilations=[1]}"
                        + " %1: f32[2,4] = reduce %0 {kind=max, axes=[2]} return y=%1 }");
        cases.add("graph @g(%x: f32[2,3], %z: f32[2,4]) { %0: f32[2,7] = concat %x, %z {axis=1} return y=%0 }");
        cases.check();
        cases = new Cases(device()).plain();
        cases.add(
                "graph @g(%x: f32[2,4,3]) { %0: f32[2,9] = unwindow %x {axes=[1], sizes=[3], strides=[2], dilations=[1]} return y=%0 }");
        cases.add(
                "graph @g(%x: f32[4,6,5]) { %0: f32[5,4,6] = transpose %x {axes=[2,0,1]} %1: f32[120] = reshape %0 return y=%1 }");
        cases.check();
    }

    @Test
    @DisplayName("C6: what updates meet is done in order")
    void updates() {
        cases.given(
                Parser.parse(
                        "graph @g(%x: f32[5,7], %i: i64[60], %u: f32[60,7]) { %0: f32[5,7] = take_add %x, %i, %u {axis=0} return y=%0 }"),
                Map.of("x", Bits.random(TensorType.parse("f32[5,7]"), new Random(1)), "i", indices(60, 5), "u",
                        Bits.random(TensorType.parse("f32[60,7]"), new Random(2))));
        cases.given(
                Parser.parse(
                        "graph @g(%x: f32[5,7], %i: i64[60]) { %0: f32[60,7] = take %x, %i {axis=0} return y=%0 }"),
                Map.of("x", Bits.random(TensorType.parse("f32[5,7]"), new Random(1)), "i", indices(60, 5)));
        cases.add(
                "graph @g(%x: f16[6,7], %v: f16[3,2]) { %0: f16[6,7] = update %x, %v {starts=[5,1], steps=[-2,3]} return y=%0 }");
        cases.add(
                "graph @g(%w: f32[40], %g: f32[40]) { %0: f32[40] = sub %w, %g %1: f32[40] = mul %0, %0 return w=%1, old=%w }");
        cases.check();
    }

    private static Literal indices(int n, int below) {
        Random random = new Random(3);
        return new Literal(TensorType.of(DType.I64, n), random.longs(n, 0, below).toArray());
    }

    @Test
    @DisplayName("C6: a perceptron gives the bits of the CPU's program, forward and in a training step")
    void perceptron() {
        for (String text : List.of(PREDICT, TRAIN)) {
            Graph graph = Parser.parse(text);
            Map<String, Literal> inputs = new LinkedHashMap<>();
            graph.inputs().forEach(input -> inputs.put(
                    ((Source.Input) input.op()).id(),
                    Bits.finite(Symbols.evaluate(input.type(), Map.of("N", 5L)), new Random(inputs.size()))));
            Executable cpu = Compiler.strict().compile(graph, "dev.sinter.test.Perceptron", Set.of()).load();
            CudaBackend.Program lowered = Cases.lower(graph, Scheduler.fusing());
            try (CudaProgram gpu = new CudaProgram(device().driver(), 0, lowered.plan(),
                    device().compile(lowered.source()))) {
                Map<String, Literal> results = Cases.run(gpu, inputs);
                assertThat(results).isEqualTo(Cases.run(cpu, inputs)).isEqualTo(Interpreter.run(graph, inputs));
                assertThat(results.values()).allSatisfy(value -> assertThat(value.bits()).isNotEmpty()
                        .doesNotContain(Literals.bits(DType.F32, Double.NaN)));
            }
        }
    }

    private static final String PREDICT = """
            graph @predict(%x: f32[N,64], %w0: f32[64,48], %b0: f32[48], %w1: f32[48,10], %b1: f32[10]) {
              %0: f32[N,48] = matmul %x, %w0
              %1: f32[N,48] = add %0, %b0
              %2: f32[N,48] = relu %1
              %3: f32[N,10] = matmul %2, %w1
              %4: f32[N,10] = add %3, %b1
              %5: f32[N] = reduce %4 {kind=max, axes=[1]}
              %6: f32[N,1] = reshape %5
              %7: f32[N,10] = sub %4, %6
              %8: f32[N,10] = exp %7
              %9: f32[N] = reduce %8 {kind=sum, axes=[1]}
              %10: f32[N,1] = reshape %9
              %11: f32[N,10] = div %8, %10
              %12: i64[N] = reduce %4 {kind=argmax, axes=[1]}
              return p=%11, digit=%12
            }
            """;

    private static final String TRAIN = """
            graph @train(%x: f32[N,64], %t: f32[N,10], %w: f32[64,10], %rate: f32[]) {
              %0: f32[N,10] = matmul %x, %w
              %1: f32[N,10] = sub %0, %t
              %2: f32[N,10] = mul %1, %1
              %3: f32[] = reduce %2 {kind=sum, axes=[0,1]}
              %4: f32[64,N] = transpose %x {axes=[1,0]}
              %5: f32[64,10] = matmul %4, %1
              %6: f32[64,10] = mul %5, %rate
              %7: f32[64,10] = sub %w, %6
              return w=%7, loss=%3
            }
            """;
}
