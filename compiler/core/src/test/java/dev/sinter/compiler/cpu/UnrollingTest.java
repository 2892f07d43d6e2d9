package dev.sinter.compiler.cpu;

import static dev.sinter.compiler.cpu.KernelCheck.check;
import static dev.sinter.compiler.cpu.KernelCheck.types;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.compiler.schedule.Scheduler;
import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Elementwise;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Index;
import dev.sinter.ir.Literal;
import dev.sinter.ir.Node;
import dev.sinter.ir.Op;
import dev.sinter.ir.Reduce;
import dev.sinter.ir.Source;
import dev.sinter.ir.View;
import dev.sinter.ir.kernel.Kernel;
import dev.sinter.ir.scalar.Literals;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import dev.sinter.types.TensorType;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.LongStream;
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
        Nest nest = Objects.requireNonNull(Form.of(kernel, CpuOptions.FASTEST)).nest();
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
    @DisplayName("C3: for the gradient of a pooling, which finds the greatest of each window again instead of storing where it was")
    void gradientOfPooling() {
        for (int width : new int[]{2, 14, 30, 66}) {
            for (String type : List.of("f32", "f64", "i32")) {
                Graph.Builder b = Graph.builder();
                Node x = b.input("x0", TensorType.parse(type + "[5,8," + width + "]"));
                Node g = b.input("x1", TensorType.parse(type + "[5,4," + width / 2 + "]"));
                Op window = new View.Window(List.of(1, 2), List.of(2, 2), List.of(2, 2), List.of(1, 1));
                Node at = b.add(new Reduce.Over(Reduce.Kind.ARGMAX, List.of(3, 4)), b.add(window, x));
                Shape shape = Shape.of(5, 4, width / 2, 2, 2);
                Node number = b.add(new View.Reshape(Shape.of(2, 2)), b.add(new Source.Iota(Shape.of(4), 0)));
                Node first = b.add(Elementwise.EQ, spread(b, at, shape), b.add(new View.Expand(shape), number));
                Node zero = b.add(Source.Constant.scalar(DType.parse(type), 0));
                Node chosen = b.add(Elementwise.WHERE, first, spread(b, g, shape), zero);
                Node y = b.add(new View.Reshape(Shape.of(5, 8, width)),
                        b.add(new View.Transpose(List.of(0, 1, 3, 2, 4)), chosen));
                var schedule = Scheduler.fusing().schedule(b.graph("g", List.of(x, g), Map.of("y", y)));
                assertThat(schedule.steps()).hasSize(1);
                checkMap(schedule.steps().get(0).kernel(), width);
                if (width > 2) {
                    Form form = Objects.requireNonNull(
                            Form.of(schedule.steps().get(0).kernel(), CpuOptions.FASTEST));
                    assertThat(form.hasVector()).as(type).isTrue();
                }
            }
        }
    }

    private static Node spread(Graph.Builder b, Node node, Shape shape) {
        return b.add(new View.Expand(shape), b.add(new View.Reshape(
                Shape.of(shape.dim(0).constant(), shape.dim(1).constant(), shape.dim(2).constant(), 1, 1)), node));
    }

    @Test
    @DisplayName("for every second element, read and written")
    void strides() {
        for (int width : new int[]{16, 30, 34, 70}) {
            for (String type : List.of("f32", "f64", "i64", "i16")) {
                TensorType whole = TensorType.parse(type + "[9," + width + "]");
                checkMap(new View.Slice(dims(0, 1), dims(9, width / 2 - 1), List.of(1, 2)).kernel(List.of(whole)),
                        width);
                checkMap(new View.Slice(dims(0, 0), dims(9, width / 2), List.of(1, 2)).kernel(List.of(whole)), width);
                check(new Index.Concat(2), type + "[9," + width + ",1]", type + "[9," + width + ",1]");
            }
        }
    }

    private static List<Dim> dims(long... dims) {
        return LongStream.of(dims).mapToObj(Dim::of).toList();
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
