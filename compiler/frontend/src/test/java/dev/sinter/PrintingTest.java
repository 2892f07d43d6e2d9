package dev.sinter;

import static dev.sinter.Sinter.tensor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.types.DType;
import dev.sinter.types.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("T6: tensors print as in PyTorch")
class PrintingTest {
    @AfterEach
    void restore() {
        PrintOptions.set(PrintOptions.DEFAULT);
    }

    @Test
    @DisplayName("T6: columns are aligned; whole numbers have a point, others four digits")
    void columns() {
        assertThat(tensor(5.5, 3)).hasToString("tensor([5.5000, 3.0000])");
        assertThat(tensor(new float[][]{{1, -2}, {10, 4}})).hasToString("tensor([[ 1., -2.],\n        [10.,  4.]])");
        assertThat(tensor(new long[][]{{1, -2}, {10, 4}})).hasToString("tensor([[ 1, -2],\n        [10,  4]])");
        assertThat(tensor(new boolean[]{true, false})).hasToString("tensor([ true, false])");
        assertThat(tensor(0.4963)).hasToString("tensor(0.4963)");
        assertThat(tensor(3.0)).hasToString("tensor(3.)");
        assertThat(tensor(7)).hasToString("tensor(7)");
        assertThat(Sinter.ones(2, 1, 2)).hasToString("tensor([[[1., 1.]],\n\n        [[1., 1.]]])");
    }

    @Test
    @DisplayName("T6: wide ranges and tiny numbers have exponents")
    void scientific() {
        assertThat(tensor(1e-5, 1)).hasToString("tensor([1.0000e-05, 1.0000e+00])");
        assertThat(tensor(100000.5, 1)).hasToString("tensor([1.0000e+05, 1.0000e+00])");
        assertThat(tensor(2e9, 0)).hasToString("tensor([2.0000e+09, 0.0000e+00])");
        assertThat(tensor(Double.NaN, Double.POSITIVE_INFINITY, -1.5))
                .hasToString("tensor([    nan,     inf, -1.5000])");
        PrintOptions.set(PrintOptions.DEFAULT.withScientific(true));
        assertThat(tensor(1.5, 2)).hasToString("tensor([1.5000e+00, 2.0000e+00])");
    }

    @Test
    @DisplayName("T6: dtype where it is not the usual one, and the gradient's origin")
    void suffixes() {
        assertThat(tensor(new double[]{1, 2})).hasToString("tensor([1., 2.], dtype=float64)");
        assertThat(tensor(new int[]{1})).hasToString("tensor([1], dtype=int32)");
        assertThat(Sinter.zeros(0)).hasToString("tensor([])");
        assertThat(Sinter.zeros(Shape.of(2, 0), DType.I64)).hasToString("tensor([], size=[2, 0], dtype=int64)");
        Tensor x = tensor(2.0).requiresGrad_();
        assertThat(x).hasToString("tensor(2., requiresGrad=true)");
        assertThat(x.mul(3)).hasToString("tensor(6., gradFn=<MulBackward>)");
    }

    @Test
    @DisplayName("T6: beyond 1,000 elements only the edges are shown")
    void summary() {
        assertThat(Sinter.arange(1001)).hasToString("tensor([   0,    1,    2,  ...,  998,  999, 1000])");
        PrintOptions.set(PrintOptions.DEFAULT.withThreshold(5).withEdgeItems(1));
        assertThat(Sinter.arange(9).view(3, 3))
                .hasToString("tensor([[0,  ..., 2],\n        ...,\n        [6,  ..., 8]])");
    }

    @Test
    @DisplayName("T6: long rows break at the line's width; the precision can be set")
    void width() {
        assertThat(Sinter.arange(30))
                .hasToString("tensor([ 0,  1,  2,  3,  4,  5,  6,  7,  8,  9, 10, 11, 12, 13, 14, 15, 16, 17,\n"
                        + "        18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29])");
        PrintOptions.set(PrintOptions.DEFAULT.withPrecision(10));
        assertThat(tensor(new double[]{0.1})).hasToString("tensor([0.1000000000], dtype=float64)");
    }
}
