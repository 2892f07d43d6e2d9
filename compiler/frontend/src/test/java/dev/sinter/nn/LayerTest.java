package dev.sinter.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.types.Shape;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LayerTest {
    private static Tensor whole(long... sizes) {
        return Sinter.randint(-5, 6, sizes).toFloat();
    }

    @Test
    @DisplayName("N2: convolution agrees with seven plain loops, with stride, padding, dilation and groups")
    void conv() {
        int[][] settings = {{1, 0, 1, 1}, {2, 1, 1, 1}, {1, 2, 2, 1}, {2, 1, 1, 2}};
        for (int[] s : settings) {
            Tensor x = whole(2, 4, 6, 7);
            Tensor w = whole(6, 4 / s[3], 3, 2);
            Tensor b = whole(6);
            Tensor y = Functional.conv2d(x, w, b, s[0], s[1], s[2], s[3]);
            float[][][][] expected = plain((float[][][][]) x.toArray(), (float[][][][]) w.toArray(), b.toFloatArray(),
                    s);
            assertThat((float[][][][]) y.toArray()).isDeepEqualTo(expected);
        }
    }

    private static float[][][][] plain(float[][][][] x, float[][][][] w, float[] b, int[] s) {
        int stride = s[0];
        int padding = s[1];
        int dilation = s[2];
        int height = (x[0][0].length + 2 * padding - dilation * (w[0][0].length - 1) - 1) / stride + 1;
        int width = (x[0][0][0].length + 2 * padding - dilation * (w[0][0][0].length - 1) - 1) / stride + 1;
        float[][][][] y = new float[x.length][w.length][height][width];
        int perGroup = w.length / s[3];
        for (int n = 0; n < x.length; n++) {
            for (int o = 0; o < w.length; o++) {
                for (int i = 0; i < height; i++) {
                    for (int j = 0; j < width; j++) {
                        float sum = b[o];
                        for (int c = 0; c < w[0].length; c++) {
                            for (int ky = 0; ky < w[0][0].length; ky++) {
                                for (int kx = 0; kx < w[0][0][0].length; kx++) {
                                    int row = i * stride + ky * dilation - padding;
                                    int column = j * stride + kx * dilation - padding;
                                    boolean inside = row >= 0 && row < x[0][0].length && column >= 0
                                            && column < x[0][0][0].length;
                                    sum += inside
                                            ? x[n][o / perGroup * w[0].length + c][row][column] * w[o][c][ky][kx]
                                            : 0;
                                }
                            }
                        }
                        y[n][o][i][j] = sum;
                    }
                }
            }
        }
        return y;
    }

    @Test
    @DisplayName("N2: convolution refuses what does not fit, naming both shapes")
    void convRefusals() {
        Conv2d conv = new Conv2d(3, 4, 5);
        assertThatThrownBy(() -> conv.call(Sinter.ones(1, 1, 8, 8)))
                .isInstanceOf(Diagnostic.class)
                .hasMessageContaining("[1, 1, 8, 8]")
                .hasMessageContaining("[4, 3, 5, 5]");
        assertThatThrownBy(() -> conv.call(Sinter.ones(1, 3, 4, 8))).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("does not fit");
        assertThatThrownBy(() -> new Conv2d(3, 4, 5, 1, 0, 1, 2, true)).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("groups");
    }

    @Test
    @DisplayName("N2: pooling takes the greatest or the mean of each window")
    void pooling() {
        Tensor x = Sinter.arange(16).toFloat().view(1, 1, 4, 4);
        assertThat(new MaxPool2d(2).call(x).toFloatArray()).containsExactly(5, 7, 13, 15);
        assertThat(new MaxPool2d(3, 1).call(x).toFloatArray()).containsExactly(10, 11, 14, 15);
        assertThat(new MaxPool2d(3, 2, 1).call(x.neg()).toFloatArray()).containsExactly(-0f, -1, -4, -5);
        assertThat(new AvgPool2d(2).call(x).toFloatArray()).containsExactly(2.5f, 4.5f, 10.5f, 12.5f);
        assertThat(new AvgPool2d(2, 2, 1).call(x).shape()).isEqualTo(Shape.of(1, 1, 3, 3));
        Tensor w = x.clone().requiresGrad_();
        new MaxPool2d(2).call(w).sum().backward();
        assertThat(w.grad().toFloatArray()).containsExactly(0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1);
    }

    @Test
    @DisplayName("N2: linear computes x Wt + b over the last axis, and names both shapes where they do not fit")
    void linear() {
        Linear layer = new Linear(3, 2);
        Tensor x = Sinter.randn(4, 5, 3);
        Tensor expected = x.unsqueeze(-2).mul(layer.weight).sum(-1).add(layer.bias);
        assertThat(layer.call(x).allClose(expected, 1e-5, 1e-6)).isTrue();
        assertThatThrownBy(() -> layer.call(Sinter.ones(4, 2)))
                .isInstanceOf(Diagnostic.class)
                .hasMessage(
                        "linear: shapes [4, 2] and [2, 3] do not fit: the last axis of the input must be 3, the weight's last");
    }

    @Test
    @DisplayName("N3: layers begin with PyTorch's defaults: under manualSeed(0) Linear(3, 2) draws the weights that PyTorch draws")
    void defaults() {
        Sinter.manualSeed(0);
        Linear layer = new Linear(3, 2);
        // rand(3) under this seed begins 0.4963, 0.7682, 0.0885; the bound is 1 / sqrt(3).
        double bound = 1 / Math.sqrt(3);
        float[] weight = layer.weight.toFloatArray();
        assertThat(weight[0]).isCloseTo((float) ((0.4963 * 2 - 1) * bound), within(1e-4f));
        assertThat(weight[1]).isCloseTo((float) ((0.7682 * 2 - 1) * bound), within(1e-4f));
        for (float b : layer.bias.toFloatArray()) {
            assertThat(b).isBetween((float) -bound, (float) bound);
        }
    }

    @Test
    @DisplayName("N2: dropout keeps the mean in training and does nothing otherwise; the stream goes on")
    void dropout() {
        Sinter.manualSeed(3);
        Dropout dropout = new Dropout(0.25);
        Tensor x = Sinter.ones(64, 64);
        Tensor first = dropout.call(x);
        Tensor second = dropout.call(x);
        float[] values = first.toFloatArray();
        assertThat(values).containsOnly(0, 1 / 0.75f);
        assertThat(first.mean().itemDouble()).isCloseTo(1, within(0.05));
        assertThat(first.equal(second)).isFalse();
        Sinter.manualSeed(3);
        assertThat(dropout.call(x).equal(first)).isTrue();
        dropout.eval();
        assertThat(dropout.call(x)).isSameAs(x);
        assertThatThrownBy(() -> new Dropout(1.5)).isInstanceOf(Diagnostic.class);
    }

    @Test
    @DisplayName("N4: mean squared error and cross-entropy, with each reduction")
    void losses() {
        Tensor x = Sinter.tensor(new double[][]{{1, 2, 0.5}, {0, -1, 3}});
        Tensor target = Sinter.tensor(1, 0);
        double first = -2 + Math.log(Math.exp(1) + Math.exp(2) + Math.exp(0.5));
        double second = Math.log(1 + Math.exp(-1) + Math.exp(3));
        assertThat(new CrossEntropyLoss().call(x, target).itemDouble()).isCloseTo((first + second) / 2, within(1e-12));
        assertThat(new CrossEntropyLoss(Reduction.SUM).call(x, target).itemDouble()).isCloseTo(first + second,
                within(1e-12));
        assertThat(new CrossEntropyLoss(Reduction.NONE).call(x, target).shape()).isEqualTo(Shape.of(2));
        Tensor probabilities = Sinter.tensor(new double[][]{{0, 1, 0}, {1, 0, 0}});
        assertThat(Functional.crossEntropy(x, probabilities).itemDouble()).isCloseTo((first + second) / 2,
                within(1e-12));
        assertThat(new MSELoss().call(x, x.add(2)).item()).isEqualTo(4.0);
        assertThatThrownBy(() -> new MSELoss().call(x, target)).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("[2, 3]");
        assertThatThrownBy(() -> new CrossEntropyLoss().call(x, Sinter.tensor(1, 3)).item())
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> new CrossEntropyLoss().call(x, Sinter.tensor(1, 0, 1))).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("[3]");
    }

    @Test
    @DisplayName("N2: an embedding takes rows, and only they get gradients")
    void embedding() {
        Embedding table = new Embedding(4, 2);
        Tensor rows = table.call(Sinter.tensor(new long[][]{{3, 1}, {1, 1}}));
        assertThat(rows.shape()).isEqualTo(Shape.of(2, 2, 2));
        rows.sum().backward();
        assertThat(table.weight.grad().toFloatArray()).containsExactly(0, 0, 3, 3, 0, 0, 1, 1);
    }
}
