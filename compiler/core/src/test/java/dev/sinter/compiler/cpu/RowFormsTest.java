package dev.sinter.compiler.cpu;

import static dev.sinter.compiler.cpu.KernelCheck.check;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.compiler.schedule.Scheduler;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Literal;
import dev.sinter.ir.Row;
import dev.sinter.ir.eval.Interpreter;
import dev.sinter.ir.kernel.Kernel;
import dev.sinter.ir.text.Parser;
import dev.sinter.types.DType;
import dev.sinter.types.TensorType;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A kernel over rows gives the interpreter's bits:")
class RowFormsTest {
    @Test
    @DisplayName("T8: the order of rows of any dtype and length, both ways, along any axis")
    void orders() {
        for (DType dtype : DType.values()) {
            for (boolean descending : new boolean[]{false, true}) {
                check(new Row.Argsort(1, descending), dtype + "[3,N,2]");
                check(new Row.Argsort(0, descending), dtype + "[N]");
                check(new Row.Argsort(1, descending), dtype + "[2,1500,2]");
                for (int n : new int[]{0, 1, 2, 12, 13, 24, 25, 200, 1023, 1024, 3000}) {
                    check(new Row.Argsort(1, descending), dtype + "[2," + n + "]");
                }
            }
        }
    }

    @Test
    @DisplayName("T8: the order of rows in order, in reverse, and of equal elements")
    void runs() {
        for (int n : new int[]{777, 2000}) {
            runs(n);
        }
    }

    private static void runs(int n) {
        Kernel kernel = new Row.Argsort(0, false).kernel(List.of(TensorType.parse("f64[" + n + "]")));
        for (int kind = 0; kind < 4; kind++) {
            double[] x = new double[n];
            for (int i = 0; i < n; i++) {
                x[i] = List.of((double) i, (double) -i, 3.0, (double) (i % 5)).get(kind);
            }
            check(kernel, Map.of(), List.of(Literal.of(dev.sinter.types.Shape.of(n), x)));
        }
    }

    @Test
    @DisplayName("T8: running results of every kind and dtype, both ways, along any axis")
    void running() {
        for (Row.Kind kind : Row.Kind.values()) {
            for (DType dtype : DType.values()) {
                boolean floats = kind == Row.Kind.LOGSUMEXP || kind == Row.Kind.LINEAR;
                boolean numbers = kind == Row.Kind.SUM || kind == Row.Kind.PROD;
                if (floats && !dtype.isFloating() || numbers && dtype == DType.BOOL) {
                    continue;
                }
                for (boolean backwards : new boolean[]{false, true}) {
                    checkAll(new Row.Accumulate(kind, 1, backwards), dtype + "[3,N,2]");
                    checkAll(new Row.Accumulate(kind, 0, backwards), dtype + "[N]");
                    checkAll(new Row.Accumulate(kind, 1, backwards), dtype + "[2,70]");
                    checkAll(new Row.Accumulate(kind, 1, backwards), dtype + "[2,1]");
                    checkAll(new Row.Accumulate(kind, 1, backwards), dtype + "[2,0]");
                }
            }
        }
    }

    private static void checkAll(Row.Accumulate op, String type) {
        if (op.kind() == Row.Kind.LINEAR) {
            check(op, type, type);
        } else {
            check(op, type);
        }
    }

    @Test
    @DisplayName("C3: what is computed before a running result is in its kernel, and a transposed row is sorted where it lies")
    void fused() {
        Graph graph = Parser.parse("""
                graph @f(%x: f32[N,5]) {
                  %0: f32[N,5] = exp %x
                  %1: f32[N,5] = accumulate %0 {kind=sum, axis=0, backwards=false}
                  %2: f32[5,N] = transpose %x {axes=[1,0]}
                  %3: i64[5,N] = argsort %2 {axis=1, descending=false}
                  %4: i64[5,N] = add %3, %3
                  return %1, %4
                }
                """);
        Compiled compiled = new Compiled(Scheduler.fusing().schedule(graph), CpuOptions.FASTEST);
        assertThat(Scheduler.fusing().schedule(graph).steps()).hasSize(3);
        for (int n : new int[]{0, 1, 30}) {
            Map<String, Literal> inputs = Map.of("x",
                    KernelCheck.random(TensorType.of(DType.F32, n, 5), new Random(n)));
            assertThat(compiled.run(inputs, 1)).isEqualTo(Interpreter.run(graph, inputs));
        }
    }
}
