package dev.sinter.models.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.nn.Grid;
import dev.sinter.nn.Module;
import dev.sinter.types.DType;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TextModelTest {
    private static final int E = 4;
    private static final int HEADS = 2;
    private static final long[][] TOKENS = {{3, 1, 4}, {1, 5, 0}};

    private Map<String, Tensor> state = Map.of();

    private Grid get(String name) {
        return Grid.of(state.get(name));
    }

    private void randomize(Module module) {
        module.to(DType.F64);
        Sinter.noGrad(() -> module.parameters().forEach(p -> p.copy_(Sinter.randn(p.shape().sizes()).mul(0.5))));
        module.eval();
        state = module.stateDict();
    }

    /** x W + b; W is [in, out] where not {@code transposed}. */
    private Grid affine(Grid x, String name, boolean transposed) {
        Grid w = get(name + ".weight");
        Grid b = get(name + ".bias");
        return Grid.fill(new int[]{x.sizes[0], x.sizes[1], b.sizes[0]}, at -> {
            double sum = b.values[at[2]];
            for (int i = 0; i < x.sizes[2]; i++) {
                sum += x.at(at[0], at[1], i) * (transposed ? w.at(at[2], i) : w.at(i, at[2]));
            }
            return sum;
        });
    }

    private Grid norm(Grid x, String name, double eps) {
        Grid w = get(name + ".weight");
        Grid b = get(name + ".bias");
        return Grid.fill(x.sizes, at -> {
            double mean = 0;
            double square = 0;
            for (int i = 0; i < E; i++) {
                mean += x.at(at[0], at[1], i) / E;
            }
            for (int i = 0; i < E; i++) {
                square += Math.pow(x.at(at[0], at[1], i) - mean, 2) / E;
            }
            return (x.at(at) - mean) / Math.sqrt(square + eps) * w.values[at[2]] + b.values[at[2]];
        });
    }

    private interface Looks {
        boolean at(int n, int l, int s);
    }

    private static Grid attention(Grid q, Grid k, Grid v, Looks looks) {
        int part = E / HEADS;
        return Grid.fill(q.sizes, at -> {
            int head = at[2] / part;
            double total = 0;
            double sum = 0;
            for (int s = 0; s < k.sizes[1]; s++) {
                double score = 0;
                for (int i = head * part; i < (head + 1) * part; i++) {
                    score += q.at(at[0], at[1], i) * k.at(at[0], s, i);
                }
                double weight = looks.at(at[0], at[1], s) ? Math.exp(score / Math.sqrt(part)) : 0;
                total += weight;
                sum += weight * v.at(at[0], s, at[2]);
            }
            return sum / total;
        });
    }

    private static Grid sum(Grid a, Grid b) {
        return Grid.fill(a.sizes, at -> a.at(at) + b.at(at));
    }

    private static Grid each(Grid x, DoubleUnaryOperator function) {
        return Grid.fill(x.sizes, at -> function.applyAsDouble(x.at(at)));
    }

    private static Grid part(Grid x, int which) {
        return Grid.fill(new int[]{x.sizes[0], x.sizes[1], E}, at -> x.at(at[0], at[1], which * E + at[2]));
    }

    @Test
    @DisplayName("N7: the GPT-style transformer follows its formula, with Hugging Face's names")
    void gpt() {
        GPT2 model = new GPT2(new GPT2.Config(6, 5, E, 2, HEADS, 0.1));
        randomize(model);
        assertThat(state.keySet()).contains("wte.weight", "wpe.weight", "h.0.ln_1.weight", "h.0.attn.c_attn.weight",
                "h.1.attn.c_proj.bias", "h.1.ln_2.bias", "h.0.mlp.c_fc.weight", "h.0.mlp.c_proj.weight", "ln_f.bias")
                .hasSize(2 + 2 * 12 + 2);
        Grid tokens = get("wte.weight");
        Grid places = get("wpe.weight");
        Grid x = Grid.fill(new int[]{2, 3, E},
                at -> tokens.at((int) TOKENS[at[0]][at[1]], at[2]) + places.at(at[1], at[2]));
        for (int i = 0; i < 2; i++) {
            String h = "h." + i;
            Grid all = affine(norm(x, h + ".ln_1", 1e-5), h + ".attn.c_attn", false);
            Grid mixed = attention(part(all, 0), part(all, 1), part(all, 2), (n, l, s) -> s <= l);
            x = sum(x, affine(mixed, h + ".attn.c_proj", false));
            Grid wide = each(affine(norm(x, h + ".ln_2", 1e-5), h + ".mlp.c_fc", false),
                    v -> 0.5 * v * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (v + 0.044715 * v * v * v))));
            x = sum(x, affine(wide, h + ".mlp.c_proj", false));
        }
        Grid last = norm(x, "ln_f", 1e-5);
        last.judges(model.call(Sinter.tensor(TOKENS)));
        Grid.fill(new int[]{2, 3, 6}, at -> {
            double sum = 0;
            for (int i = 0; i < E; i++) {
                sum += last.at(at[0], at[1], i) * tokens.at(at[2], i);
            }
            return sum;
        }).judges(model.logits(Sinter.tensor(TOKENS)));
        assertThatThrownBy(() -> model.call(Sinter.zerosLike(Sinter.tensor(TOKENS)).expand(2, 2, 3)))
                .isInstanceOf(Diagnostic.class).hasMessageContaining("[N, T]");
    }

    @Test
    @DisplayName("N7: the BERT-style transformer follows its formula, with segments, padding and Hugging Face's names")
    void bert() {
        BERT model = new BERT(new BERT.Config(6, 5, 2, E, 2, HEADS, 7, 0.1));
        randomize(model);
        assertThat(state.keySet()).contains("embeddings.word_embeddings.weight",
                "embeddings.position_embeddings.weight",
                "embeddings.token_type_embeddings.weight", "embeddings.LayerNorm.bias",
                "encoder.layer.0.attention.self.query.weight", "encoder.layer.1.attention.output.dense.bias",
                "encoder.layer.1.attention.output.LayerNorm.weight", "encoder.layer.0.intermediate.dense.weight",
                "encoder.layer.0.output.dense.weight", "encoder.layer.0.output.LayerNorm.bias", "pooler.dense.weight")
                .hasSize(5 + 2 * 16 + 2);
        long[][] segments = {{0, 0, 1}, {0, 1, 1}};
        Grid words = get("embeddings.word_embeddings.weight");
        Grid places = get("embeddings.position_embeddings.weight");
        Grid types = get("embeddings.token_type_embeddings.weight");
        Grid x = norm(Grid.fill(new int[]{2, 3, E}, at -> words.at((int) TOKENS[at[0]][at[1]], at[2])
                + places.at(at[1], at[2]) + types.at((int) segments[at[0]][at[1]], at[2])), "embeddings.LayerNorm",
                1e-12);
        for (int i = 0; i < 2; i++) {
            String layer = "encoder.layer." + i;
            Grid mixed = attention(affine(x, layer + ".attention.self.query", true),
                    affine(x, layer + ".attention.self.key", true), affine(x, layer + ".attention.self.value", true),
                    (n, l, s) -> n == 0 || s < 2);
            Grid y = norm(sum(x, affine(mixed, layer + ".attention.output.dense", true)),
                    layer + ".attention.output.LayerNorm", 1e-12);
            Grid wide = Grid.of(affine(y, layer + ".intermediate.dense", true).tensor());
            Tensor erf = wide.tensor().mul(Math.sqrt(0.5)).erf();
            Grid gelu = Grid.fill(wide.sizes, at -> wide.at(at) * (1 + Grid.of(erf).at(at)) / 2);
            x = norm(sum(y, affine(gelu, layer + ".output.dense", true)), layer + ".output.LayerNorm", 1e-12);
        }
        Tensor present = Sinter.tensor(new long[][]{{1, 1, 1}, {1, 1, 0}});
        BERT.Result result = model.call(Sinter.tensor(TOKENS), Sinter.tensor(segments), present);
        x.judges(result.states());
        Grid states = x;
        Grid first = Grid.fill(new int[]{2, 1, E}, at -> states.at(at[0], 0, at[2]));
        each(affine(first, "pooler.dense", true), Math::tanh).judges(result.pooled().unsqueeze(1));
    }

    @Test
    @DisplayName("N7, C7: a transformer traced with symbolic sizes serves batches and sequences of all sizes")
    void symbolic() {
        GPT2 model = new GPT2(new GPT2.Config(6, 5, E, 2, HEADS, 0.1));
        model.eval();
        var compiled = Sinter.compile(model, "tokens: i64[N,T]");
        for (long[][] tokens : new long[][][]{{{3}}, {{1, 2, 3}, {4, 5, 0}}, {{0, 1, 2, 3, 4}}}) {
            assertThat(compiled.call(Sinter.tensor(tokens)).equal(model.call(Sinter.tensor(tokens)))).isTrue();
        }
    }
}
