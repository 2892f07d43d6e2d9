package dev.sinter;

import static dev.sinter.Sinter.arange;
import static dev.sinter.Sinter.full;
import static dev.sinter.Sinter.ones;
import static dev.sinter.Sinter.tensor;
import static dev.sinter.Sinter.zeros;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.ir.Diagnostic;
import dev.sinter.types.DType;
import dev.sinter.types.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Texts as PyTorch prints them, but for the words of Java: true, requiresGrad, and shapes in brackets. */
@DisplayName("T6: tensors print as in PyTorch")
class PrintingTest {
    private static final double NAN = Double.NaN;
    private static final double INF = Double.POSITIVE_INFINITY;

    @AfterEach
    void restore() {
        PrintOptions.set(PrintOptions.DEFAULT);
    }

    private static void prints(Tensor tensor, String text) {
        assertThat(tensor).hasToString(text);
    }

    @Test
    @DisplayName("T6: columns are aligned; whole numbers have a point, others four digits")
    void columns() {
        prints(tensor(5.5, 3), "tensor([5.5000, 3.0000])");
        prints(tensor(new float[][]{{1, -2}, {10, 4}}), "tensor([[ 1., -2.],\n        [10.,  4.]])");
        prints(tensor(new float[][]{{1, -1}, {1, -1}}), "tensor([[ 1., -1.],\n        [ 1., -1.]])");
        prints(tensor(new float[][]{{0.5f, -12.25f}, {100, 0}}),
                "tensor([[  0.5000, -12.2500],\n        [100.0000,   0.0000]])");
        prints(tensor(0.1, 0.25, 0.99999), "tensor([0.1000, 0.2500, 1.0000])");
        // Binary ties go to even: 0.03125 is one of four digits, 0.00005 is not.
        prints(tensor(0.03125, 0.09375), "tensor([0.0312, 0.0938])");
        prints(arange(12).to(DType.F32).view(3, 4),
                "tensor([[ 0.,  1.,  2.,  3.],\n        [ 4.,  5.,  6.,  7.],\n        [ 8.,  9., 10., 11.]])");
    }

    @Test
    @DisplayName("T6: integers and bools are as wide as the widest")
    void words() {
        prints(tensor(new long[][]{{1, -2}, {10, 4}}), "tensor([[ 1, -2],\n        [10,  4]])");
        prints(tensor(1, 2, 3), "tensor([1, 2, 3])");
        prints(tensor(Long.MIN_VALUE, Long.MAX_VALUE), "tensor([-9223372036854775808,  9223372036854775807])");
        prints(tensor(new boolean[]{true, false}), "tensor([ true, false])");
        prints(tensor(new boolean[]{true, true}), "tensor([true, true])");
        prints(tensor(new int[]{200, 7}, DType.U8), "tensor([200,   7], dtype=uint8)");
        prints(tensor(new byte[]{-128, 7}), "tensor([-128,    7], dtype=int8)");
    }

    @Test
    @DisplayName("T6: a tensor without axes is one number")
    void scalars() {
        prints(tensor(0.4963), "tensor(0.4963)");
        prints(tensor(3.0), "tensor(3.)");
        prints(tensor(-0.0), "tensor(-0.)");
        prints(tensor(7), "tensor(7)");
        prints(tensor(-7), "tensor(-7)");
        prints(tensor(true), "tensor(true)");
        prints(tensor(NAN), "tensor(nan)");
        prints(tensor(-INF), "tensor(-inf)");
        prints(tensor(1e-5), "tensor(1.0000e-05)");
        prints(tensor(123456789.0), "tensor(1.2346e+08)");
        prints(tensor(12345.678), "tensor(12345.6777)");
        prints(tensor(2.5).toDouble(), "tensor(2.5000, dtype=float64)");
    }

    @Test
    @DisplayName("T6: exponents where magnitudes differ more than 1000 times, beyond 1e8, or fractions below 1e-4")
    void scientific() {
        prints(tensor(1e-5, 1), "tensor([1.0000e-05, 1.0000e+00])");
        prints(tensor(100000.5, 1), "tensor([1.0000e+05, 1.0000e+00])");
        prints(tensor(2e9, 0), "tensor([2.0000e+09, 0.0000e+00])");
        prints(tensor(1000.0, 1), "tensor([1000.,    1.])");
        prints(tensor(1001.0, 1), "tensor([1.0010e+03, 1.0000e+00])");
        prints(tensor(1000.0, 1.5, 0), "tensor([1000.0000,    1.5000,    0.0000])");
        prints(tensor(1e8, 2e7), "tensor([100000000.,  20000000.])");
        prints(tensor(-2e8, 1e8), "tensor([-2.0000e+08,  1.0000e+08])");
        // The float32 next to 0.0001 is less than it.
        prints(tensor(0.0001, 0.05), "tensor([1.0000e-04, 5.0000e-02])");
        prints(tensor(new double[]{1e-4, 0.05}), "tensor([0.0001, 0.0500], dtype=float64)");
        prints(tensor(new double[]{1e-10, 1e-5, 1, 1e5, 1e10}),
                "tensor([1.0000e-10, 1.0000e-05, 1.0000e+00, 1.0000e+05, 1.0000e+10],\n       dtype=float64)");
        prints(tensor(new double[]{1e100, 1}), "tensor([1.0000e+100,  1.0000e+00], dtype=float64)");
        prints(tensor(new double[]{5e-324, 1}), "tensor([4.9407e-324,  1.0000e+00], dtype=float64)");
    }

    @Test
    @DisplayName("T6: what is not finite decides neither style nor width")
    void notFinite() {
        prints(tensor(NAN, INF, -1.5), "tensor([    nan,     inf, -1.5000])");
        prints(tensor(NAN, 1), "tensor([nan, 1.])");
        prints(tensor(-INF, INF, 2), "tensor([-inf, inf, 2.])");
        prints(tensor(NAN, 100, -INF), "tensor([ nan, 100., -inf])");
        prints(tensor(NAN, NAN), "tensor([nan, nan])");
        prints(tensor(INF, 0), "tensor([inf, 0.])");
        prints(tensor(1e-6, NAN), "tensor([1.0000e-06,        nan])");
        prints(zeros(2), "tensor([0., 0.])");
        prints(tensor(-0.0, 0.5), "tensor([-0.0000, 0.5000])");
    }

    @Test
    @DisplayName("T6: an empty line more between blocks for each axis more")
    void ranks() {
        prints(ones(2, 1, 2), "tensor([[[1., 1.]],\n\n        [[1., 1.]]])");
        prints(arange(8).view(2, 2, 2), """
                tensor([[[0, 1],
                         [2, 3]],

                        [[4, 5],
                         [6, 7]]])""");
        prints(arange(12).view(2, 2, 3, 1), """
                tensor([[[[ 0],
                          [ 1],
                          [ 2]],

                         [[ 3],
                          [ 4],
                          [ 5]]],


                        [[[ 6],
                          [ 7],
                          [ 8]],

                         [[ 9],
                          [10],
                          [11]]]])""");
    }

    @Test
    @DisplayName("T6: an empty tensor tells its size, unless it is [0], and any dtype but float32")
    void empty() {
        prints(zeros(0), "tensor([])");
        prints(zeros(0, 3), "tensor([], size=[0, 3])");
        prints(zeros(Shape.of(2, 0), DType.I64), "tensor([], size=[2, 0], dtype=int64)");
        prints(zeros(Shape.of(0), DType.BOOL), "tensor([], dtype=bool)");
        prints(zeros(Shape.of(0), DType.F64), "tensor([], dtype=float64)");
        prints(zeros(0, 3).requiresGrad_(), "tensor([], size=[0, 3], requiresGrad=true)");
    }

    @Test
    @DisplayName("T6: dtype where it is not the usual one, and the gradient's origin")
    void suffixes() {
        prints(tensor(new double[]{1, 2}), "tensor([1., 2.], dtype=float64)");
        prints(tensor(new int[]{1}), "tensor([1], dtype=int32)");
        prints(tensor(new short[]{1}), "tensor([1], dtype=int16)");
        prints(tensor(new float[]{1.5f}, DType.F16), "tensor([1.5000], dtype=float16)");
        prints(tensor(new float[]{1.5f}, DType.BF16), "tensor([1.5000], dtype=bfloat16)");
        Tensor x = tensor(2.0).requiresGrad_();
        prints(x, "tensor(2., requiresGrad=true)");
        prints(x.mul(3), "tensor(6., gradFn=<MulBackward>)");
        prints(x.detach(), "tensor(2.)");
        prints(tensor(new double[]{1, 2}).requiresGrad_(), "tensor([1., 2.], dtype=float64, requiresGrad=true)");
        prints(new Parameter(ones(2)), "Parameter containing:\ntensor([1., 1.], requiresGrad=true)");
        prints(new Parameter(ones(2), false), "Parameter containing:\ntensor([1., 1.])");
    }

    @Test
    @DisplayName("T6: a suffix that does not fit its line begins the next, under the opening bracket")
    void longSuffixes() {
        // Eight elements end in column 72; PyTorch counts a column more than there is.
        Tensor eight = full(new long[]{8}, 0.5);
        prints(eight, "tensor([0.5000, 0.5000, 0.5000, 0.5000, 0.5000, 0.5000, 0.5000, 0.5000])");
        prints(eight.toDouble(), "tensor([0.5000, 0.5000, 0.5000, 0.5000, 0.5000, 0.5000, 0.5000, 0.5000],\n"
                + "       dtype=float64)");
        prints(eight.toDouble().requiresGrad_(),
                "tensor([0.5000, 0.5000, 0.5000, 0.5000, 0.5000, 0.5000, 0.5000, 0.5000],\n"
                        + "       dtype=float64, requiresGrad=true)");
        // The first has 10 characters before the suffix, the second 11 and a suffix of 13: 11 + 2 + 13 + 2 = 28.
        PrintOptions.set(PrintOptions.DEFAULT.withLineWidth(27));
        prints(tensor(new int[]{1}), "tensor([1], dtype=int32)");
        prints(tensor(new double[]{1}), "tensor([1.],\n       dtype=float64)");
    }

    @Test
    @DisplayName("T6: beyond 1,000 elements only three at each edge of each axis are shown, and decide the style")
    void summary() {
        prints(arange(1000).narrow(0, 0, 2), "tensor([0, 1])");
        prints(arange(1001), "tensor([   0,    1,    2,  ...,  998,  999, 1000])");
        prints(zeros(100, 100), """
                tensor([[0., 0., 0.,  ..., 0., 0., 0.],
                        [0., 0., 0.,  ..., 0., 0., 0.],
                        [0., 0., 0.,  ..., 0., 0., 0.],
                        ...,
                        [0., 0., 0.,  ..., 0., 0., 0.],
                        [0., 0., 0.,  ..., 0., 0., 0.],
                        [0., 0., 0.,  ..., 0., 0., 0.]])""");
        prints(zeros(2, 600), """
                tensor([[0., 0., 0.,  ..., 0., 0., 0.],
                        [0., 0., 0.,  ..., 0., 0., 0.]])""");
        prints(zeros(600, 2).narrow(0, 0, 501), """
                tensor([[0., 0.],
                        [0., 0.],
                        [0., 0.],
                        ...,
                        [0., 0.],
                        [0., 0.],
                        [0., 0.]])""");
        Tensor hidden = zeros(1001);
        hidden.select(0, 500).fill_(1e20);
        prints(hidden, "tensor([0., 0., 0.,  ..., 0., 0., 0.])");
        PrintOptions.set(PrintOptions.DEFAULT.withThreshold(5).withEdgeItems(1));
        prints(arange(9).view(3, 3), "tensor([[0,  ..., 2],\n        ...,\n        [6,  ..., 8]])");
        prints(arange(27).view(3, 3, 3), """
                tensor([[[ 0,  ...,  2],
                         ...,
                         [ 6,  ...,  8]],

                        ...,

                        [[18,  ..., 20],
                         ...,
                         [24,  ..., 26]]])""");
        PrintOptions.set(PrintOptions.DEFAULT.withThreshold(5).withEdgeItems(0));
        prints(arange(9), "tensor([...])");
    }

    @Test
    @DisplayName("T6: long rows break at the line's width")
    void width() {
        prints(arange(30), "tensor([ 0,  1,  2,  3,  4,  5,  6,  7,  8,  9, 10, 11, 12, 13, 14, 15, 16, 17,\n"
                + "        18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29])");
        prints(ones(2, 20), """
                tensor([[1., 1., 1., 1., 1., 1., 1., 1., 1., 1., 1., 1., 1., 1., 1., 1., 1., 1.,
                         1., 1.],
                        [1., 1., 1., 1., 1., 1., 1., 1., 1., 1., 1., 1., 1., 1., 1., 1., 1., 1.,
                         1., 1.]])""");
        PrintOptions.set(PrintOptions.DEFAULT.withLineWidth(20));
        prints(arange(6), "tensor([0, 1, 2, 3,\n        4, 5])");
        PrintOptions.set(PrintOptions.DEFAULT.withLineWidth(1));
        prints(arange(2), "tensor([0,\n        1])");
    }

    @Test
    @DisplayName("T6: precision, exponents and profiles can be set; wrong options are refused")
    void options() {
        PrintOptions.set(PrintOptions.DEFAULT.withPrecision(10));
        prints(tensor(new double[]{0.1}), "tensor([0.1000000000], dtype=float64)");
        PrintOptions.set(PrintOptions.DEFAULT.withPrecision(2));
        prints(tensor(1e-5, 1), "tensor([1.00e-05, 1.00e+00])");
        prints(tensor(3, 1.125), "tensor([3.00, 1.12])");
        PrintOptions.set(PrintOptions.DEFAULT.withScientific(true));
        prints(tensor(1.5, 2), "tensor([1.5000e+00, 2.0000e+00])");
        prints(tensor(1.0, 2), "tensor([1.0000e+00, 2.0000e+00])");
        prints(tensor(1, 2), "tensor([1, 2])");
        // The width stays that of the numbers with exponents, which the elements ask for.
        PrintOptions.set(PrintOptions.DEFAULT.withScientific(false));
        prints(tensor(1e-5, 1), "tensor([    0.0000,     1.0000])");
        PrintOptions.set(PrintOptions.SHORT);
        prints(arange(1001), "tensor([   0,    1,  ...,  999, 1000])");
        prints(tensor(0.5, 1), "tensor([0.50, 1.00])");
        PrintOptions.set(PrintOptions.FULL);
        assertThat(arange(1001).toString()).doesNotContain("...").endsWith("999, 1000])");
        assertThatThrownBy(() -> PrintOptions.DEFAULT.withPrecision(-1)).isInstanceOf(Diagnostic.class)
                .hasMessage(
                        "PrintOptions: a precision of -1, a threshold of 1000, 3 edge items and lines of 80 characters;"
                                + " none may be negative, and a line has a character at least");
    }
}
