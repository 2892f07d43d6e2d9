package dev.sinter.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.nn.MultiheadAttention.Masks;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WholeTransformerTest {
    private static final TransformerLayer.Options OPTIONS = TransformerLayer.Options.DEFAULT.feedforward(12).dropout(0);

    @Test
    @DisplayName("N2: a Transformer has PyTorch's names and initial values, and is its encoder, then its decoder")
    void composed() {
        Sinter.manualSeed(0);
        Transformer transformer = new Transformer(8, 2, 2, 1, OPTIONS);
        assertThat(transformer.namedParameters().keySet()).contains("encoder.layers.0.self_attn.in_proj_weight",
                "encoder.layers.1.linear2.bias", "encoder.norm.weight",
                "decoder.layers.0.multihead_attn.out_proj.weight",
                "decoder.layers.0.norm3.bias", "decoder.norm.bias").hasSize(2 * 12 + 2 + 18 + 2);
        // Copies of layers begin with equal values, but all matrices are drawn again, within the bound of Glorot and Bengio.
        Tensor first = transformer.getParameter("encoder.layers.0.linear1.weight");
        Tensor second = transformer.getParameter("encoder.layers.1.linear1.weight");
        assertThat(first.equal(second)).isFalse();
        assertThat(first.abs().max().itemDouble()).isLessThanOrEqualTo(Math.sqrt(6.0 / (8 + 12)) + 1e-7)
                .isGreaterThan(0.8 * Math.sqrt(6.0 / (8 + 12)));
        Tensor source = Sinter.randn(5, 3, 8);
        Tensor target = Sinter.randn(4, 3, 8);
        Masks causal = new Masks(Transformer.squareSubsequentMask(4), null);
        Tensor output = transformer.call(source, target, Masks.NONE, causal, Masks.NONE);
        Tensor parts = transformer.decoder.call(target, transformer.encoder.call(source), causal, Masks.NONE);
        assertThat(output.toBuffer().sameBits(parts.toBuffer())).isTrue();
        assertThat(output.shape()).hasToString("[4, 3, 8]");
        // Its last step normalises.
        assertThat(output.mean(-1).abs().max().itemDouble()).isCloseTo(0, within(1e-5));
    }

    @Test
    @DisplayName("N2: what comes later in the target does not change what the causal mask lets a Transformer see")
    void causal() {
        Sinter.manualSeed(1);
        Transformer transformer = new Transformer(8, 2, 1, 1, OPTIONS.batchFirst(true));
        Tensor source = Sinter.randn(2, 5, 8);
        Tensor target = Sinter.randn(2, 4, 8);
        Tensor other = target.clone();
        other.select(1, 3).fill_(7);
        Masks causal = new Masks(Transformer.squareSubsequentMask(4), null);
        Tensor a = transformer.call(source, target, Masks.NONE, causal, Masks.NONE);
        Tensor b = transformer.call(source, other, Masks.NONE, causal, Masks.NONE);
        assertThat(a.narrow(1, 0, 3).equal(b.narrow(1, 0, 3))).isTrue();
        assertThat(a.select(1, 3).equal(b.select(1, 3))).isFalse();
        assertThatThrownBy(() -> transformer.call(source, Sinter.ones(3, 4, 8))).isInstanceOf(Diagnostic.class)
                .hasMessageContaining(
                        "Transformer: shapes [2, 5, 8] and [3, 4, 8] do not fit: [N, S, E] and [N, T, E], or"
                                + " [S, E] and [T, E], with E = 8 are needed");
    }

    @Test
    @DisplayName("N2: an LSTM with a projection has PyTorch's parameters and the published recursion")
    void projection() {
        Sinter.manualSeed(2);
        LSTM lstm = new LSTM(3, 4, Recurrent.Options.DEFAULT.projection(2).bidirectional(true).layers(2));
        assertThat(lstm.namedParameters().keySet().stream().limit(5)).containsExactly("weight_ih_l0", "weight_hh_l0",
                "bias_ih_l0", "bias_hh_l0", "weight_hr_l0");
        assertThat(lstm.getParameter("weight_hh_l0").shape()).hasToString("[16, 2]");
        assertThat(lstm.getParameter("weight_hr_l1_reverse").shape()).hasToString("[2, 4]");
        assertThat(lstm.getParameter("weight_ih_l1").shape()).hasToString("[16, 4]");
        LSTM.Result result = lstm.run(Sinter.randn(5, 6, 3));
        assertThat(result.output().shape()).hasToString("[5, 6, 4]");
        assertThat(result.hidden().shape()).hasToString("[4, 6, 2]");
        assertThat(result.cell().shape()).hasToString("[4, 6, 4]");

        LSTM one = new LSTM(3, 4, Recurrent.Options.DEFAULT.projection(2));
        Tensor x = Sinter.randn(3, 1, 3);
        double[] h = new double[2];
        double[] c = new double[4];
        Grid wi = Grid.of(one.getParameter("weight_ih_l0"));
        Grid wh = Grid.of(one.getParameter("weight_hh_l0"));
        Grid wr = Grid.of(one.getParameter("weight_hr_l0"));
        double[] bias = one.getParameter("bias_ih_l0").add(one.getParameter("bias_hh_l0")).toDouble().detach()
                .toDoubleArray();
        Tensor output = one.call(x);
        for (int t = 0; t < 3; t++) {
            double[] gates = bias.clone();
            for (int i = 0; i < 16; i++) {
                for (int j = 0; j < 3; j++) {
                    gates[i] += wi.at(i, j) * x.select(0, t).select(0, 0).select(0, j).itemDouble();
                }
                gates[i] += wh.at(i, 0) * h[0] + wh.at(i, 1) * h[1];
            }
            double[] full = new double[4];
            for (int i = 0; i < 4; i++) {
                c[i] = sigmoid(gates[4 + i]) * c[i] + sigmoid(gates[i]) * Math.tanh(gates[8 + i]);
                full[i] = sigmoid(gates[12 + i]) * Math.tanh(c[i]);
            }
            for (int i = 0; i < 2; i++) {
                h[i] = 0;
                for (int j = 0; j < 4; j++) {
                    h[i] += wr.at(i, j) * full[j];
                }
                assertThat(output.select(0, t).select(0, 0).select(0, i).itemDouble()).isCloseTo(h[i], within(1e-5));
            }
        }
        assertThatThrownBy(() -> new GRU(3, 4, Recurrent.Options.DEFAULT.projection(2))).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("GRU: only the states of an LSTM can be projected");
        assertThatThrownBy(() -> new LSTM(3, 4, Recurrent.Options.DEFAULT.projection(4))).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("a projection to 4 does not suit a hidden size of 4; it must be smaller");
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    @Test
    @DisplayName("N2: alpha dropout keeps mean 0 and variance 1, by elements and by channels, and does nothing when it is not training")
    void alphaDropout() {
        Sinter.manualSeed(3);
        Tensor x = Sinter.randn(400, 400);
        for (double p : new double[]{0.1, 0.5}) {
            Tensor y = new AlphaDropout(p).call(x);
            assertThat(y.mean().itemDouble()).isCloseTo(0, within(0.02));
            assertThat(y.var().itemDouble()).isCloseTo(1, within(0.03));
            double alpha = -1.6732632423543772 * 1.0507009873554805;
            double a = 1 / Math.sqrt((1 - p) * (1 + p * alpha * alpha));
            double dropped = a * alpha - a * p * alpha;
            long count = y.eq((float) dropped).toLong().sum().itemLong();
            assertThat(count / 160_000.0).isCloseTo(p, within(0.01));
        }
        Tensor channels = new FeatureAlphaDropout(0.5).call(Sinter.ones(10, 8, 20));
        Tensor first = channels.narrow(2, 0, 1);
        assertThat(channels.eq(first).all().itemBool()).isTrue();
        assertThat(first.flatten().unique().values().numel()).isEqualTo(2);
        Module off = new AlphaDropout(0.5).eval();
        assertThat(off.call(x)).isSameAs(x);
        assertThat(new AlphaDropout(1).call(x).abs().max().itemDouble()).isZero();
    }
}
