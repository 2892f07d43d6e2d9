package dev.sinter.compiler.cpu;

import static dev.sinter.compiler.cpu.KernelCheck.check;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.compiler.schedule.Scheduler;
import dev.sinter.compiler.schedule.Step;
import dev.sinter.ir.Elementwise;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Node;
import dev.sinter.ir.Reduce;
import dev.sinter.ir.kernel.Kernel;
import dev.sinter.types.TensorType;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A reduction in vectors gives the interpreter's bits")
class ReductionFormTest {
    private static void checkVectors(Reduce.Kind kind, List<Integer> axes, String type, long n) {
        Kernel kernel = new Reduce.Over(kind, axes).kernel(List.of(TensorType.parse(type)));
        assertThat(Objects.requireNonNull(Form.of(kernel, CpuOptions.FASTEST)).hasVector()).as("%s", kernel).isTrue();
        Map<String, Long> symbols = Map.of("N", n);
        check(kernel, symbols, KernelCheck.random(kernel, symbols, new Random(n)));
    }

    @Test
    @DisplayName("along rows of any length")
    void rows() {
        for (int n : new int[]{17, 18, 31, 32, 33, 63, 64, 65, 100, 4095, 4096, 4097, 9000}) {
            checkVectors(Reduce.Kind.SUM, List.of(1), "f32[2," + n + "]", 1);
        }
        for (int n : new int[]{0, 1, 5, 31, 40, 5000}) {
            checkVectors(Reduce.Kind.SUM, List.of(1), "f32[3,N]", n);
            checkVectors(Reduce.Kind.MAX, List.of(1), "f32[3,N]", n);
        }
    }

    @Test
    @DisplayName("over several axes, whose rows begin anywhere in a group of lanes")
    void runs() {
        checkVectors(Reduce.Kind.SUM, List.of(0, 2), "f32[5,3,49]", 1);
        checkVectors(Reduce.Kind.SUM, List.of(0, 2), "f32[40,2,196]", 1);
        checkVectors(Reduce.Kind.SUM, List.of(0, 2, 4), "f64[3,2,3,2,10]", 1);
        checkVectors(Reduce.Kind.PROD, List.of(0, 2), "f32[N,2,7]", 9);
    }

    @Test
    @DisplayName("of every kind and dtype that vectors have")
    void kinds() {
        for (Reduce.Kind kind : List.of(Reduce.Kind.SUM, Reduce.Kind.PROD, Reduce.Kind.MAX, Reduce.Kind.MIN)) {
            for (String dtype : List.of("f32", "f64", "i32", "i64")) {
                checkVectors(kind, List.of(1), dtype + "[4,77]", 1);
            }
        }
    }

    @Test
    @DisplayName("down columns")
    void columns() {
        for (int n : new int[]{1, 5, 33, 70, 4100}) {
            Kernel kernel = new Reduce.Over(Reduce.Kind.SUM, List.of(0))
                    .kernel(List.of(TensorType.parse("f32[" + n + ",37]")));
            check(kernel, Map.of(), KernelCheck.random(kernel, Map.of(), new Random(n)));
        }
        Kernel max = new Reduce.Over(Reduce.Kind.MAX, List.of(0, 1)).kernel(List.of(TensorType.parse("f32[N,3,40]")));
        check(max);
    }

    @Test
    @DisplayName("C3: with what is computed before and after in one kernel")
    void softmax() {
        Graph.Builder b = Graph.builder();
        Node x = b.input("x0", TensorType.parse("f32[7,10]"));
        Node most = b.input("x1", TensorType.parse("f32[7,1]"));
        Node sum = b.add(new Reduce.Over(Reduce.Kind.SUM, List.of(1)),
                b.add(Elementwise.EXP, b.add(Elementwise.SUB, x, most)));
        Node log = b.add(Elementwise.LOG, sum);
        for (Step step : Scheduler.fusing().schedule(b.graph("g", List.of(x, most), Map.of("y", log))).steps()) {
            check(step.kernel(), Map.of(), KernelCheck.random(step.kernel(), Map.of(), new Random(1)));
        }
    }
}
