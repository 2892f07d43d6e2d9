package dev.sinter.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class InitTest {
    @Test
    @DisplayName("N3: Xavier's and Kaiming's rules keep to their variances and bounds")
    void variances() {
        Sinter.manualSeed(0);
        Tensor w = Sinter.empty(60, 40, 3, 3);
        double in = 40 * 9;
        double out = 60 * 9;
        assertThat(Init.fanIn(w)).isEqualTo(360);
        assertThat(Init.fanOut(w)).isEqualTo(540);
        check(Init.xavierNormal_(w, 2), 2 * Math.sqrt(2 / (in + out)), false);
        check(Init.xavierUniform_(w, 2), 2 * Math.sqrt(2 / (in + out)), true);
        check(Init.kaimingNormal_(w, 0), Math.sqrt(2 / in), false);
        check(Init.kaimingNormal_(w, 0, Init.Fan.OUT), Math.sqrt(2 / out), false);
        check(Init.kaimingUniform_(w, 0.5), Math.sqrt(2 / 1.25 / in), true);
        check(Init.normal_(w, 0, 3), 3, false);
        assertThat(Init.calculateGain("tanh")).isEqualTo(5.0 / 3);
        assertThat(Init.calculateGain("leaky_relu", 0.5)).isEqualTo(Math.sqrt(2 / 1.25));
        assertThatThrownBy(() -> Init.calculateGain("gelu")).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("gelu");
        assertThatThrownBy(() -> Init.fanIn(Sinter.empty(3))).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("[3]");
    }

    private static void check(Tensor w, double deviation, boolean uniform) {
        assertThat(w.std().itemDouble()).isCloseTo(deviation, within(0.02 * deviation));
        assertThat(w.mean().itemDouble()).isCloseTo(0, within(0.03 * deviation));
        double most = w.abs().max().itemDouble();
        if (uniform) {
            assertThat(most).isLessThanOrEqualTo(Math.sqrt(3) * deviation * 1.000001);
        } else {
            assertThat(most).isGreaterThan(3 * deviation);
        }
    }

    @Test
    @DisplayName("N3: truncated normals keep to their bounds, and their quantiles are a normal's between them")
    void truncated() {
        Sinter.manualSeed(0);
        Tensor w = Init.truncNormal_(Sinter.empty(20_000), 0.5, 2, -1, 2);
        assertThat(w.min().itemDouble()).isGreaterThanOrEqualTo(-1);
        assertThat(w.max().itemDouble()).isLessThanOrEqualTo(2);
        double low = Normal.below(-0.75);
        double high = Normal.below(0.75);
        for (double bound : new double[]{-0.5, 0.3, 1.2}) {
            double part = w.lt(bound).toFloat().mean().itemDouble();
            assertThat(part).isCloseTo((Normal.below((bound - 0.5) / 2) - low) / (high - low), within(0.015));
        }
    }

    @Test
    @DisplayName("N3: orthogonal values have rows or columns at right angles, of the length of the gain")
    void orthogonal() {
        Sinter.manualSeed(0);
        for (long[] sizes : new long[][]{{5, 3}, {3, 5}, {4, 4}, {4, 2, 3}}) {
            Tensor w = Init.orthogonal_(Sinter.empty(sizes), 2).flatten(1);
            Tensor few = w.size(0) > w.size(1) ? w.t() : w;
            assertThat(few.matmul(few.t()).allClose(Sinter.eye((int) few.size(0)).mul(4), 1e-5, 1e-5)).isTrue();
        }
        assertThatThrownBy(() -> Init.orthogonal_(Sinter.empty(3), 1)).isInstanceOf(Diagnostic.class);
    }

    @Test
    @DisplayName("N3: sparse columns, identities, Dirac's convolutions, constants")
    void others() {
        Sinter.manualSeed(0);
        Tensor sparse = Init.sparse_(Sinter.empty(10, 6), 0.25, 1);
        assertThat(sparse.eq(0).toLong().sum(0).eq(3).all().itemBool()).isTrue();
        assertThat(Init.eye_(Sinter.empty(2, 3)).toFloatArray()).containsExactly(1, 0, 0, 0, 1, 0);
        Tensor x = Sinter.randn(1, 4, 5, 5);
        Conv2d conv = new Conv2d(4, 4, 3, 1, 1, 1, 2, false);
        Init.dirac_(conv.weight, 2);
        assertThat(conv.call(x).equal(x)).isTrue();
        assertThat(Init.constant_(Sinter.empty(2), 3).toFloatArray()).containsExactly(3, 3);
        assertThat(Init.ones_(Sinter.empty(1)).item()).isEqualTo(1.0);
    }

    @Test
    @DisplayName("N3: layers draw PyTorch's defaults: the weight's values, then the bias's, within the root of the fan")
    void order() {
        Sinter.manualSeed(4);
        Bilinear bilinear = new Bilinear(4, 3, 2);
        ConvTranspose2d conv = new ConvTranspose2d(4, 6, Window.of(3), 0, 2, true);
        Embedding table = new Embedding(5, 4, 2);
        Sinter.manualSeed(4);
        assertThat(bilinear.weight.equal(Init.uniform_(Sinter.empty(2, 4, 3), -0.5, 0.5))).isTrue();
        assertThat(bilinear.bias.equal(Init.uniform_(Sinter.empty(2), -0.5, 0.5))).isTrue();
        double bound = 1 / Math.sqrt(3 * 9);
        assertThat(conv.weight.equal(Init.uniform_(Sinter.empty(4, 3, 3, 3), -bound, bound))).isTrue();
        assertThat(conv.bias.equal(Init.uniform_(Sinter.empty(6), -bound, bound))).isTrue();
        Tensor rows = Init.normal_(Sinter.empty(5, 4), 0, 1);
        assertThat(table.weight.select(0, 1).equal(rows.select(0, 1))).isTrue();
        assertThat(table.weight.select(0, 2).eq(0).all().itemBool()).isTrue();
        table.call(Sinter.tensor(2, 1)).sum().backward();
        assertThat(table.weight.grad().sum(1).toFloatArray()).containsExactly(0, 4, 0, 0, 0);
        Grid a = Grid.random(3, 4);
        Grid b = Grid.random(3, 3);
        bilinear.to(dev.sinter.types.DType.F64);
        Grid w = Grid.of(bilinear.weight);
        Grid.fill(new int[]{3, 2}, at -> {
            double sum = Grid.of(bilinear.bias).values[at[1]];
            for (int i = 0; i < 4; i++) {
                for (int j = 0; j < 3; j++) {
                    sum += a.at(at[0], i) * w.at(at[1], i, j) * b.at(at[0], j);
                }
            }
            return sum;
        }).judges(bilinear.call(a.tensor(), b.tensor()));
    }
}
