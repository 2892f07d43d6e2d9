package dev.sinter.compiler.cpu;

import static dev.sinter.compiler.cpu.KernelCheck.check;
import static dev.sinter.compiler.cpu.KernelCheck.types;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.compiler.schedule.Scheduler;
import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Elementwise;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Literal;
import dev.sinter.ir.Node;
import dev.sinter.ir.Op;
import dev.sinter.ir.Reduce;
import dev.sinter.ir.View;
import dev.sinter.ir.kernel.Kernel;
import dev.sinter.ir.scalar.Literals;
import dev.sinter.types.DType;
import dev.sinter.types.TensorType;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A fold of few points, or an axis of few steps, gives the interpreter's bits when it is written out")
class UnrollingTest {
    /** So few that points often tie. */
    private static final double[] VALUES = {0.0, -0.0, 1, -1, 2, Double.NaN, Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY};

    private static Literal tied(TensorType type, Random random) {
        long[] bits = new long[Math.toIntExact(type.shape().numel().constant())];
        int most = random.nextBoolean() ? VALUES.length : 5;
        for (int i = 0; i < bits.length; i++) {
            double value = VALUES[random.nextInt(most)];
            bits[i] = type.dtype().isFloating()
                    ? Literals.bits(type.dtype(), value)
                    : Literals.bits(type.dtype(), random.nextInt(type.dtype() == DType.BOOL ? 2 : 4));
        }
        return new Literal(type, bits);
    }

    private static void checkMap(Kernel kernel, int seed) {
        Nest nest = Form.of(Nest.of(kernel), CpuOptions.FASTEST).nest();
        assertThat(nest.fold()).as("%s", kernel).isNull();
        Random random = new Random(seed);
        check(kernel, Map.of(), kernel.operands().stream().map(type -> tied(type, random)).toList());
    }

    @Test
    @DisplayName("for every kind of reduction of every dtype, with ties, NaN and both zeros")
    void folds() {
        int seed = 0;
        for (Reduce.Kind kind : Reduce.Kind.values()) {
            for (DType dtype : DType.values()) {
                for (int length : new int[]{2, 3, 4, 7}) {
                    Op op = new Reduce.Over(kind, List.of(1));
                    TensorType type = TensorType.of(dtype, 60, length);
                    try {
                        op.kernel(List.of(type));
                    } catch (Diagnostic | UnsupportedOperationException refused) {
                        continue;
                    }
                    checkMap(op.kernel(List.of(type)), ++seed);
                }
            }
        }
        assertThat(seed).isGreaterThan(200);
    }

    @Test
    @DisplayName("for the windows of a pooling and what it is fused with")
    void windows() {
        for (Reduce.Kind kind : List.of(Reduce.Kind.MAX, Reduce.Kind.ARGMAX, Reduce.Kind.ARGMIN, Reduce.Kind.SUM)) {
            Graph.Builder b = Graph.builder();
            Node x = b.input("x0", TensorType.parse("f32[3,8,14]"));
            Op window = new View.Window(List.of(1, 2), List.of(2, 2), List.of(2, 2), List.of(1, 1));
            Node y = b.add(new Reduce.Over(kind, List.of(3, 4)), b.add(window, b.add(Elementwise.RELU, x)));
            var schedule = Scheduler.fusing().schedule(b.graph("g", List.of(x), Map.of("y", y)));
            assertThat(schedule.steps()).hasSize(1);
            checkMap(schedule.steps().get(0).kernel(), 5);
        }
    }

    @Test
    @DisplayName("for maps over small axes, wherever the long ones are")
    void smallAxes() {
        for (List<Integer> order : List.of(List.of(0, 1, 3, 2), List.of(2, 0, 3, 1), List.of(3, 1, 0, 2),
                List.of(0, 2, 1, 3))) {
            check(new View.Transpose(order).kernel(List.of(types("f32[5,2,7,3]"))));
            check(new View.Transpose(order).kernel(List.of(types("i64[2,9,2,2]"))));
            check(new View.Transpose(order).kernel(List.of(types("u8[N,2,M,2]"))));
        }
        for (DType dtype : DType.values()) {
            Kernel where = Elementwise.WHERE.kernel(List.of(TensorType.parse("bool[40,1]"),
                    TensorType.of(dtype, 1, 2), TensorType.of(dtype, 40, 1)));
            checkMap(where, 3);
        }
    }
}
