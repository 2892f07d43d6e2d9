package dev.sinter.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.types.DType;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RecurrentTest {
    private static final int H = 3;

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /** W x + b, the numbers of one row. */
    private static double[] affine(Grid w, Grid b, double[] x) {
        double[] y = b == null ? new double[w.sizes[0]] : b.values.clone();
        for (int o = 0; o < y.length; o++) {
            for (int i = 0; i < x.length; i++) {
                y[o] += w.at(o, i) * x[i];
            }
        }
        return y;
    }

    /** The next h and c by the published formulas, for one example. */
    private static double[][] step(String kind, double[] a, double[] b, double[] h, double[] c) {
        double[] next = new double[H];
        double[] cell = new double[H];
        for (int i = 0; i < H; i++) {
            switch (kind) {
                case "tanh" -> next[i] = Math.tanh(a[i] + b[i]);
                case "relu" -> next[i] = Math.max(0, a[i] + b[i]);
                case "gru" -> {
                    double r = sigmoid(a[i] + b[i]);
                    double z = sigmoid(a[H + i] + b[H + i]);
                    next[i] = (1 - z) * Math.tanh(a[2 * H + i] + r * b[2 * H + i]) + z * h[i];
                }
                default -> {
                    double g = Math.tanh(a[2 * H + i] + b[2 * H + i]);
                    cell[i] = sigmoid(a[H + i] + b[H + i]) * c[i] + sigmoid(a[i] + b[i]) * g;
                    next[i] = sigmoid(a[3 * H + i] + b[3 * H + i]) * Math.tanh(cell[i]);
                }
            }
        }
        return new double[][]{next, cell};
    }

    /** The whole walk over [T, N, in]: outputs, then the last states and cells. */
    private static Grid[] walk(String kind, Map<String, Tensor> weights, Grid x, Grid h0, Grid c0, int layers,
            boolean both) {
        int ways = both ? 2 : 1;
        int steps = x.sizes[0];
        int batch = x.sizes[1];
        Grid h = new Grid(layers * ways, batch, H);
        Grid c = new Grid(layers * ways, batch, H);
        Grid current = x;
        for (int layer = 0; layer < layers; layer++) {
            Grid out = new Grid(steps, batch, ways * H);
            for (int way = 0; way < ways; way++) {
                String end = "_l" + layer + (way == 1 ? "_reverse" : "");
                Grid wi = Grid.of(weights.get("weight_ih" + end));
                Grid wh = Grid.of(weights.get("weight_hh" + end));
                Grid bi = weights.containsKey("bias_ih" + end) ? Grid.of(weights.get("bias_ih" + end)) : null;
                Grid bh = bi == null ? null : Grid.of(weights.get("bias_hh" + end));
                int number = layer * ways + way;
                for (int n = 0; n < batch; n++) {
                    double[] state = new double[H];
                    double[] cell = new double[H];
                    for (int i = 0; i < H && h0 != null; i++) {
                        state[i] = h0.at(number, n, i);
                        cell[i] = c0.at(number, n, i);
                    }
                    for (int s = 0; s < steps; s++) {
                        int t = way == 1 ? steps - 1 - s : s;
                        double[] in = new double[current.sizes[2]];
                        for (int i = 0; i < in.length; i++) {
                            in[i] = current.at(t, n, i);
                        }
                        double[][] next = step(kind, affine(wi, bi, in), affine(wh, bh, state), state, cell);
                        state = next[0];
                        cell = next[1];
                        for (int i = 0; i < H; i++) {
                            out.add(state[i], t, n, way * H + i);
                        }
                    }
                    for (int i = 0; i < H; i++) {
                        h.add(state[i], number, n, i);
                        c.add(cell[i], number, n, i);
                    }
                }
            }
            current = out;
        }
        return new Grid[]{current, h, c};
    }

    @Test
    @DisplayName("N2: RNN, LSTM and GRU follow their formulas, with layers, both directions, initial states, with and without biases")
    void formulas() {
        for (int layers = 1; layers <= 2; layers++) {
            for (boolean both : new boolean[]{false, true}) {
                Recurrent.Options options = Recurrent.Options.DEFAULT.layers(layers).bidirectional(both)
                        .bias(layers == 1);
                Grid x = Grid.random(4, 2, 5);
                Grid h = Grid.random(layers * (both ? 2 : 1), 2, H);
                Grid c = Grid.random(layers * (both ? 2 : 1), 2, H);

                LSTM lstm = new LSTM(5, H, options);
                lstm.to(DType.F64);
                LSTM.Result result = lstm.run(x.tensor(), h.tensor(), c.tensor());
                Grid[] expected = walk("lstm", lstm.stateDict(), x, h, c, layers, both);
                expected[0].judges(result.output());
                expected[1].judges(result.hidden());
                expected[2].judges(result.cell());

                GRU gru = new GRU(5, H, options);
                gru.to(DType.F64);
                expected = walk("gru", gru.stateDict(), x, h, c, layers, both);
                expected[0].judges(gru.run(x.tensor(), h.tensor()).output());
                expected[1].judges(gru.run(x.tensor(), h.tensor()).hidden());

                for (boolean relu : new boolean[]{false, true}) {
                    RNN rnn = new RNN(5, H, options, relu);
                    rnn.to(DType.F64);
                    expected = walk(relu ? "relu" : "tanh", rnn.stateDict(), x, null, null, layers, both);
                    expected[0].judges(rnn.call(x.tensor()));
                    expected[1].judges(rnn.run(x.tensor()).hidden());
                }
            }
        }
    }

    @Test
    @DisplayName("N2: sequences come with the batch first where asked, or without a batch")
    void layouts() {
        Sinter.manualSeed(3);
        GRU plain = new GRU(5, H);
        GRU first = new GRU(5, H, Recurrent.Options.DEFAULT.batchFirst(true));
        first.loadStateDict(plain.stateDict());
        Tensor x = Sinter.randn(4, 2, 5);
        GRU.Result result = plain.run(x);
        assertThat(first.call(x.transpose(0, 1)).equal(result.output().transpose(0, 1))).isTrue();
        GRU.Result one = plain.run(x.select(1, 1));
        assertThat(one.output().allClose(result.output().select(1, 1), 1e-6, 1e-6)).isTrue();
        assertThat(one.hidden().allClose(result.hidden().select(1, 1), 1e-6, 1e-6)).isTrue();
        assertThatThrownBy(() -> plain.call(Sinter.ones(4, 2, 6))).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("[T, N, 5]").hasMessageContaining("[4, 2, 6]");
        assertThatThrownBy(() -> plain.run(x, Sinter.ones(1, 3, H))).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("[1, 2, 3]");
        assertThat(plain).hasToString("GRU(5, 3)");
    }

    @Test
    @DisplayName("N2: cells are single steps of their networks")
    void cells() {
        Grid x = Grid.random(2, 5);
        Grid h = Grid.random(2, H);
        Grid c = Grid.random(2, H);
        for (String kind : new String[]{"tanh", "relu", "gru", "lstm"}) {
            RecurrentCell cell = switch (kind) {
                case "gru" -> new GRUCell(5, H);
                case "lstm" -> new LSTMCell(5, H);
                default -> new RNNCell(5, H, true, kind.equals("relu"));
            };
            cell.to(DType.F64);
            assertThat(cell.stateDict().keySet()).containsExactly("weight_ih", "weight_hh", "bias_ih", "bias_hh");
            Tensor got = switch (cell) {
                case GRUCell gru -> gru.call(x.tensor(), h.tensor());
                case RNNCell rnn -> rnn.call(x.tensor(), h.tensor());
                case LSTMCell lstm -> lstm.call(x.tensor(), new LSTMCell.State(h.tensor(), c.tensor())).hidden();
            };
            Grid.fill(new int[]{2, H}, at -> {
                double[] in = java.util.Arrays.copyOfRange(x.values, at[0] * 5, at[0] * 5 + 5);
                double[] state = java.util.Arrays.copyOfRange(h.values, at[0] * H, at[0] * H + H);
                double[] memory = java.util.Arrays.copyOfRange(c.values, at[0] * H, at[0] * H + H);
                return step(kind, affine(Grid.of(cell.inputWeight), Grid.of(cell.inputBias), in),
                        affine(Grid.of(cell.hiddenWeight), Grid.of(cell.hiddenBias), state), state, memory)[0][at[1]];
            }).judges(got);
        }
    }

    @Test
    @DisplayName("N2, N3: recurrent networks draw their values layer by layer, within 1/sqrt(hidden); gradients reach all of them")
    void drawing() {
        Sinter.manualSeed(5);
        LSTM lstm = new LSTM(2, H, Recurrent.Options.DEFAULT.layers(2).bidirectional(true));
        assertThat(lstm.stateDict().keySet()).containsExactly("weight_ih_l0", "weight_hh_l0", "bias_ih_l0",
                "bias_hh_l0",
                "weight_ih_l0_reverse", "weight_hh_l0_reverse", "bias_ih_l0_reverse", "bias_hh_l0_reverse",
                "weight_ih_l1",
                "weight_hh_l1", "bias_ih_l1", "bias_hh_l1", "weight_ih_l1_reverse", "weight_hh_l1_reverse",
                "bias_ih_l1_reverse", "bias_hh_l1_reverse");
        assertThat(lstm.getParameter("weight_ih_l1").shape().sizes()).containsExactly(12, 6);
        Sinter.manualSeed(5);
        double bound = 1 / Math.sqrt(H);
        Tensor first = Sinter.uniform(dev.sinter.random.Generator.shared(), -bound, bound, 12, 2);
        Tensor second = Sinter.uniform(dev.sinter.random.Generator.shared(), -bound, bound, 12, 3);
        assertThat(lstm.getParameter("weight_ih_l0").equal(first)).isTrue();
        assertThat(lstm.getParameter("weight_hh_l0").equal(second)).isTrue();
        lstm.call(Sinter.randn(3, 2, 2)).sum().backward();
        assertThat(lstm.parameters()).allMatch(p -> p.grad() != null);
    }
}
