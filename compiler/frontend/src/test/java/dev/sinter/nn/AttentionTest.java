package dev.sinter.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.nn.MultiheadAttention.Masks;
import dev.sinter.types.DType;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AttentionTest {
    private static final int E = 6;
    private static final int HEADS = 2;

    private static Grid affine(Grid x, Grid w, int row, int rows, Grid b) {
        return Grid.fill(new int[]{x.sizes[0], x.sizes[1], rows}, at -> {
            double sum = b.values[row + at[2]];
            for (int i = 0; i < x.sizes[2]; i++) {
                sum += x.at(at[0], at[1], i) * w.at(row + at[2], i);
            }
            return sum;
        });
    }

    private interface Forbidden {
        boolean at(int n, int head, int l, int s);
    }

    /** Attention of [L, N, E] to [S, N, E], head by head. */
    private static Grid attention(Map<String, Tensor> state, String prefix, Grid query, Grid key, Grid value,
            Forbidden forbidden) {
        Grid w = Grid.of(state.get(prefix + "in_proj_weight"));
        Grid b = Grid.of(state.get(prefix + "in_proj_bias"));
        Grid q = affine(query, w, 0, E, b);
        Grid k = affine(key, w, E, E, b);
        Grid v = affine(value, w, 2 * E, E, b);
        int part = E / HEADS;
        Grid mixed = Grid.fill(q.sizes, at -> {
            int head = at[2] / part;
            double total = 0;
            double sum = 0;
            for (int s = 0; s < k.sizes[0]; s++) {
                double score = 0;
                for (int i = head * part; i < (head + 1) * part; i++) {
                    score += q.at(at[0], at[1], i) * k.at(s, at[1], i);
                }
                double weight = forbidden.at(at[1], head, at[0], s) ? 0 : Math.exp(score / Math.sqrt(part));
                total += weight;
                sum += weight * v.at(s, at[1], at[2]);
            }
            return sum / total;
        });
        return affine(mixed, Grid.of(state.get(prefix + "out_proj.weight")), 0, E,
                Grid.of(state.get(prefix + "out_proj.bias")));
    }

    private static void randomize(Module module) {
        module.to(DType.F64);
        Sinter.noGrad(() -> module.parameters().forEach(p -> p.copy_(Sinter.randn(p.shape().sizes()).mul(0.5))));
    }

    @Test
    @DisplayName("N2: attention of several heads follows its formula, with masks of pairs and of keys, bool or numbers")
    void heads() {
        MultiheadAttention layer = new MultiheadAttention(E, HEADS);
        randomize(layer);
        Grid q = Grid.random(3, 2, E);
        Grid k = Grid.random(4, 2, E);
        Grid v = Grid.random(4, 2, E);
        Map<String, Tensor> state = layer.stateDict();
        assertThat(state.keySet()).containsExactly("in_proj_weight", "in_proj_bias", "out_proj.weight",
                "out_proj.bias");
        attention(state, "", q, k, v, (n, h, l, s) -> false)
                .judges(layer.call(q.tensor(), k.tensor(), v.tensor()).output());

        Tensor pairs = Sinter.arange(4).gt(Sinter.arange(3).unsqueeze(1));
        Tensor keys = Sinter.tensor(new boolean[][]{{false, true, false, false}, {false, false, false, true}});
        Grid both = attention(state, "", q, k, v, (n, h, l, s) -> s > l || n == 0 && s == 1 || n == 1 && s == 3);
        both.judges(layer.call(q.tensor(), k.tensor(), v.tensor(), new Masks(pairs, keys)).output());
        Tensor numbers = Sinter.where(pairs, Sinter.constant(DType.F64, Double.NEGATIVE_INFINITY),
                Sinter.constant(DType.F64, 0));
        both.judges(layer.call(q.tensor(), k.tensor(), v.tensor(), new Masks(numbers, keys)).output());

        Tensor each = Sinter.stack(java.util.List.of(pairs, pairs.logicalNot(), pairs, pairs), 0);
        attention(state, "", q, k, v, (n, h, l, s) -> n == 0 && h == 1 ? s <= l : s > l)
                .judges(layer.call(q.tensor(), k.tensor(), v.tensor(), new Masks(each, null)).output());

        Tensor weights = layer.call(q.tensor(), k.tensor(), v.tensor(), new Masks(pairs, null)).weights();
        assertThat(weights.shape().sizes()).containsExactly(2, 3, 4);
        assertThat(weights.sum(2).allClose(Sinter.ones(2, 3).toDouble())).isTrue();
        assertThat(weights.select(2, 3).eq(0).all().itemBool()).isTrue();
    }

    @Test
    @DisplayName("N2: attention takes the batch first where asked, or no batch, and names masks that do not fit")
    void layouts() {
        MultiheadAttention layer = new MultiheadAttention(E, HEADS);
        MultiheadAttention first = new MultiheadAttention(E, HEADS, 0, true, true);
        first.loadStateDict(layer.stateDict());
        Tensor x = Sinter.randn(3, 2, E);
        Tensor y = layer.call(x);
        assertThat(first.call(x.transpose(0, 1)).transpose(0, 1).allClose(y, 1e-6, 1e-6)).isTrue();
        assertThat(layer.call(x.select(1, 0)).allClose(y.select(1, 0), 1e-6, 1e-6)).isTrue();
        assertThatThrownBy(() -> layer.call(x, x, x, new Masks(Sinter.zeros(2, 2), null)))
                .isInstanceOf(Diagnostic.class)
                .hasMessageContaining("[2, 2]").hasMessageContaining("[3, 3]");
        assertThatThrownBy(() -> new MultiheadAttention(5, 2)).isInstanceOf(Diagnostic.class);
    }

    @Test
    @DisplayName("N2, N3: attention draws the output's projection first, then all others by Xavier's rule")
    void drawing() {
        Sinter.manualSeed(2);
        MultiheadAttention layer = new MultiheadAttention(E, HEADS);
        Sinter.manualSeed(2);
        Linear out = new Linear(E, E);
        assertThat(layer.outProj.weight.equal(out.weight)).isTrue();
        assertThat(layer.inProjWeight.equal(Init.xavierUniform_(Sinter.empty(3 * E, E), 1))).isTrue();
        assertThat(layer.outProj.bias.eq(0).all().itemBool()).isTrue();
    }

    @Test
    @DisplayName("N2: scaled dot-product attention with a mask that lets look, numbers, or the past only")
    void scaledDotProduct() {
        Grid q = Grid.random(2, 3, 4);
        Grid k = Grid.random(2, 5, 4);
        Grid v = Grid.random(2, 5, 2);
        for (int mode = 0; mode < 3; mode++) {
            int kind = mode;
            Grid expected = Grid.fill(new int[]{2, 3, 2}, at -> {
                double total = 0;
                double sum = 0;
                for (int s = 0; s < 5; s++) {
                    double score = kind == 1 ? 0.1 * s : 0;
                    for (int i = 0; i < 4; i++) {
                        score += q.at(at[0], at[1], i) * k.at(at[0], s, i) / 2;
                    }
                    double weight = kind == 2 && s > at[1] || kind == 0 && s == 2 ? 0 : Math.exp(score);
                    total += weight;
                    sum += weight * v.at(at[0], s, at[2]);
                }
                return sum / total;
            });
            Tensor mask = kind == 0 ? Sinter.arange(5).ne(2) : kind == 1 ? Sinter.arange(5).toDouble().mul(0.1) : null;
            expected.judges(
                    Functional.scaledDotProductAttention(q.tensor(), k.tensor(), v.tensor(), mask, 0, kind == 2));
        }
    }

    private static Grid norm(Map<String, Tensor> state, String name, Grid x) {
        Grid w = Grid.of(state.get(name + ".weight"));
        Grid b = Grid.of(state.get(name + ".bias"));
        return Grid.fill(x.sizes, at -> {
            double mean = 0;
            double square = 0;
            for (int i = 0; i < E; i++) {
                mean += x.at(at[0], at[1], i) / E;
            }
            for (int i = 0; i < E; i++) {
                square += Math.pow(x.at(at[0], at[1], i) - mean, 2) / E;
            }
            return (x.at(at) - mean) / Math.sqrt(square + 1e-5) * w.values[at[2]] + b.values[at[2]];
        });
    }

    private static Grid sum(Grid a, Grid b) {
        return Grid.fill(a.sizes, at -> a.at(at) + b.at(at));
    }

    private static Grid feed(Map<String, Tensor> state, Grid x) {
        Grid hidden = affine(x, Grid.of(state.get("linear1.weight")), 0, 8, Grid.of(state.get("linear1.bias")));
        java.util.Arrays.setAll(hidden.values, i -> Math.max(0, hidden.values[i]));
        return affine(hidden, Grid.of(state.get("linear2.weight")), 0, E, Grid.of(state.get("linear2.bias")));
    }

    @Test
    @DisplayName("N2: the layers of transformers follow their formulas, normalising before or after each part")
    void transformerLayers() {
        Grid x = Grid.random(3, 2, E);
        Grid memory = Grid.random(4, 2, E);
        Tensor causal = Sinter.arange(3).gt(Sinter.arange(3).unsqueeze(1));
        Forbidden past = (n, h, l, s) -> s > l;
        Forbidden nothing = (n, h, l, s) -> false;
        for (boolean before : new boolean[]{false, true}) {
            TransformerLayer.Options options = TransformerLayer.Options.DEFAULT.feedforward(8).normFirst(before);
            TransformerEncoderLayer encoder = new TransformerEncoderLayer(E, HEADS, options);
            randomize(encoder);
            encoder.eval();
            Map<String, Tensor> state = encoder.stateDict();
            Grid in = before ? norm(state, "norm1", x) : x;
            Grid attended = sum(x, attention(state, "self_attn.", in, in, in, past));
            Grid y = before ? attended : norm(state, "norm1", attended);
            Grid fed = sum(y, feed(state, before ? norm(state, "norm2", y) : y));
            (before ? fed : norm(state, "norm2", fed)).judges(encoder.call(x.tensor(), new Masks(causal, null)));

            TransformerDecoderLayer decoder = new TransformerDecoderLayer(E, HEADS, options);
            randomize(decoder);
            decoder.eval();
            Map<String, Tensor> own = decoder.stateDict();
            in = before ? norm(own, "norm1", x) : x;
            attended = sum(x, attention(own, "self_attn.", in, in, in, nothing));
            y = before ? attended : norm(own, "norm1", attended);
            Grid looking = before ? norm(own, "norm2", y) : y;
            Grid looked = sum(y, attention(own, "multihead_attn.", looking, memory, memory, nothing));
            Grid z = before ? looked : norm(own, "norm2", looked);
            fed = sum(z, feed(own, before ? norm(own, "norm3", z) : z));
            (before ? fed : norm(own, "norm3", fed)).judges(decoder.call(x.tensor(), memory.tensor()));
        }
    }

    @Test
    @DisplayName("N2: encoders and decoders are copies of a layer, one after the other; making copies draws nothing")
    void stacks() {
        TransformerEncoderLayer layer = new TransformerEncoderLayer(E, HEADS,
                TransformerLayer.Options.DEFAULT.feedforward(8).dropout(0));
        int[] before = dev.sinter.random.Generator.shared().state();
        TransformerEncoder encoder = new TransformerEncoder(layer, 2, new LayerNorm(E));
        assertThat(dev.sinter.random.Generator.shared().state()).isEqualTo(before);
        Tensor x = Sinter.randn(3, 2, E);
        assertThat(encoder.call(x).allClose(new LayerNorm(E).call(layer.call(layer.call(x))), 1e-6, 1e-6)).isTrue();
        assertThat(encoder.namedParameters()).containsKeys("layers.1.self_attn.in_proj_weight", "layers.0.norm2.bias",
                "norm.weight").hasSize(2 * 12 + 2);
        TransformerDecoderLayer other = new TransformerDecoderLayer(E, HEADS,
                TransformerLayer.Options.DEFAULT.feedforward(8).dropout(0));
        assertThat(new TransformerDecoder(other, 2).call(x, x).allClose(other.call(other.call(x, x), x), 1e-6, 1e-6))
                .isTrue();
    }

    @Test
    @DisplayName("N2: positions as waves, and as turns that keep lengths and depend on distances only")
    void positions() {
        Tensor waves = Functional.sinusoidalPositions(5, 6);
        Grid.fill(new int[]{5, 6}, at -> {
            double angle = at[0] / Math.pow(10000, (at[1] - at[1] % 2) / 6.0);
            return at[1] % 2 == 0 ? Math.sin(angle) : Math.cos(angle);
        }).judges(waves, 1e-6);
        Tensor a = Sinter.randn(6).toDouble().expand(5, 6);
        Tensor b = Sinter.randn(6).toDouble().expand(5, 6);
        Tensor p = Functional.rotaryPositions(a, 10000);
        Tensor products = p.matmul(Functional.rotaryPositions(b, 10000).t());
        assertThat(products.select(0, 1).select(0, 3).allClose(products.select(0, 2).select(0, 4), 1e-10, 1e-10))
                .isTrue();
        assertThat(p.mul(p).sum(1).allClose(a.mul(a).sum(1), 1e-10, 1e-10)).isTrue();
    }
}
