package dev.sinter.compiler.cpu;

import static dev.sinter.compiler.cpu.KernelCheck.check;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.ir.kernel.Fold;
import dev.sinter.ir.kernel.Guard;
import dev.sinter.ir.kernel.Kernel;
import dev.sinter.ir.kernel.Read;
import dev.sinter.ir.kernel.Write;
import dev.sinter.ir.scalar.Expr;
import dev.sinter.ir.scalar.ScalarOp;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import dev.sinter.types.TensorType;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The gradient of a convolution's weights, in blocks that threads share, gives the interpreter's bits")
class GradientTest {
    /** What a convolution's gradient is made of. */
    private record Conv(DType dtype, long groups, long out, long in, long height, long width, long window, int stride,
            int dilation, int padding) {
        private static Dim at(int axis) {
            return Dim.coordinate(axis);
        }

        private long places(long size) {
            return (size + 2L * padding - dilation * (window - 1) - 1) / stride + 1;
        }

        /**
         * Over groups #0, outputs #1, inputs #2, the window #3 and #4, folded over places #5 and #6 and pictures #7: what the pass for
         * gradients makes of a convolution, once fused.
         */
        Kernel kernel() {
            Dim n = Dim.symbol("N");
            long rows = places(height);
            long columns = places(width);
            TensorType x = new TensorType(dtype,
                    Shape.of(List.of(n, Dim.of(groups * in), Dim.of(height), Dim.of(width))));
            TensorType g = new TensorType(dtype,
                    Shape.of(List.of(n, Dim.of(groups * out), Dim.of(rows), Dim.of(columns))));
            TensorType w = TensorType.of(dtype, groups * out, in, window, window);
            Dim y = at(5).times(stride).plus(at(3).times(dilation)).minus(padding);
            Dim z = at(6).times(stride).plus(at(4).times(dilation)).minus(padding);
            Dim channel = at(0).times(in).plus(at(2));
            Dim result = at(0).times(out).plus(at(1));
            Read picture = new Read(0, List.of(at(7), channel, y, z),
                    List.of(new Guard(y, Dim.of(height)), new Guard(z, Dim.of(width))), 0);
            Read gradient = new Read(1, List.of(at(7), result, at(5), at(6)));
            Expr a = new Expr.Arg(0, dtype);
            Expr relu = Expr.apply(ScalarOp.MAX, a, new Expr.Const(dtype, 0));
            return new Kernel(List.of(x, g), w,
                    List.of(Dim.of(groups), Dim.of(out), Dim.of(in), Dim.of(window), Dim.of(window), Dim.of(rows),
                            Dim.of(columns), n),
                    5, List.of(picture, gradient), Expr.apply(ScalarOp.MUL, relu, new Expr.Arg(1, dtype)),
                    Fold.CONTRACT, new Expr.Folded(dtype), Write.each(List.of(result, at(2), at(3), at(4))));
        }
    }

    private static void checkGradient(Conv conv, boolean expected, long... batches) {
        Kernel kernel = conv.kernel();
        assertThat(Gradient.of(Nest.of(kernel)) != null).as("%s", conv).isEqualTo(expected);
        for (long n : batches) {
            Map<String, Long> symbols = Map.of("N", n);
            check(kernel, symbols, KernelCheck.random(kernel, symbols, new Random(n)));
        }
    }

    @Test
    @DisplayName("for the digits' layers, whatever the batch")
    void digits() {
        checkGradient(new Conv(DType.F32, 1, 8, 1, 28, 28, 3, 1, 1, 1), true, 0, 1, 2, 3);
        checkGradient(new Conv(DType.F32, 1, 16, 8, 14, 14, 3, 1, 1, 1), true, 0, 1, 3, 7);
    }

    @Test
    @DisplayName("for strides, dilations, groups, windows of all sizes and float64")
    void shapes() {
        checkGradient(new Conv(DType.F32, 1, 5, 3, 17, 19, 3, 2, 1, 1), true, 1, 4);
        checkGradient(new Conv(DType.F32, 1, 33, 2, 16, 9, 3, 1, 2, 2), true, 1, 3);
        checkGradient(new Conv(DType.F32, 2, 7, 3, 12, 12, 3, 1, 1, 0), true, 2, 5);
        checkGradient(new Conv(DType.F32, 1, 6, 3, 14, 14, 5, 1, 1, 2), true, 3);
        checkGradient(new Conv(DType.F32, 1, 40, 3, 20, 20, 7, 3, 1, 3), true, 3);
        checkGradient(new Conv(DType.F32, 1, 4, 16, 9, 9, 1, 1, 1, 0), true, 3, 13);
        checkGradient(new Conv(DType.F64, 1, 9, 4, 12, 12, 3, 1, 1, 1), true, 1, 4);
        checkGradient(new Conv(DType.F32, 1, 64, 1, 44, 12, 4, 4, 1, 0), true, 4);
        checkGradient(new Conv(DType.F32, 1, 17, 2, 13, 13, 2, 2, 3, 1), true, 4);
    }

    @Test
    @DisplayName("only where there are few results, and not too few")
    void limits() {
        checkGradient(new Conv(DType.F32, 1, 64, 64, 8, 8, 3, 1, 1, 1), false, 1);
        checkGradient(new Conv(DType.F32, 8, 1, 1, 12, 12, 3, 1, 1, 1), false, 2);
        checkGradient(new Conv(DType.F32, 1, 8, 1, 5, 5, 3, 1, 1, 1), false, 2);
        // A stride and a dilation of which neither divides the other: the copy would hold each window.
        checkGradient(new Conv(DType.F32, 1, 8, 2, 40, 40, 5, 2, 3, 1), false, 1);
        checkGradient(new Conv(DType.F32, 1, 13, 13, 10, 10, 1, 1, 1, 0), false, 2);
    }

    @Test
    @DisplayName("for convolutions drawn at random")
    void random() {
        Random random = new Random(5);
        int found = 0;
        for (int i = 0; i < 40; i++) {
            int window = 1 + random.nextInt(4);
            Conv conv = new Conv(i % 5 == 0 ? DType.F64 : DType.F32, 1 + random.nextInt(2), 1 + random.nextInt(20),
                    1 + random.nextInt(6), 8 + random.nextInt(12), 8 + random.nextInt(12), window,
                    1 + random.nextInt(3), 1 + random.nextInt(2), random.nextInt(3));
            Kernel kernel = conv.kernel();
            found += Gradient.of(Nest.of(kernel)) == null ? 0 : 1;
            Map<String, Long> symbols = Map.of("N", (long) random.nextInt(1, 6));
            check(kernel, symbols, KernelCheck.random(kernel, symbols, random));
        }
        assertThat(found).isGreaterThan(15);
    }
}
