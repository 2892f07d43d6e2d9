package dev.sinter.models.text;

import dev.sinter.Parameter;
import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.nn.Dropout;
import dev.sinter.nn.Embedding;
import dev.sinter.nn.Functional;
import dev.sinter.nn.Init;
import dev.sinter.nn.LayerNorm;
import dev.sinter.nn.Module;
import dev.sinter.nn.ModuleList;
import dev.sinter.nn.Named;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Radford et al., Language Models are Unsupervised Multitask Learners, 2019; the names are those of Hugging Face's {@code GPT2Model}:
 * {@code wte.weight}, {@code h.0.attn.c_attn.weight}. {@link #logits} uses the embedding of tokens as output layer, as
 * {@code GPT2LMHeadModel} does.
 */
public final class GPT2 extends Module {
    /**
     * The sizes; {@link #SMALL} has those of the smallest published model.
     *
     * @param positions the longest sequence
     * @param dropout   of embeddings, attention and what each part adds, in training
     */
    public record Config(long vocabulary, long positions, long size, int layers, int heads, double dropout) {
        public static final Config SMALL = new Config(50_257, 1024, 768, 12, 12, 0.1);
    }

    /** The standard deviation of first values (section 2.3). */
    private static final double DEVIATION = 0.02;

    final Embedding wte;
    final Embedding wpe;
    final Dropout drop;
    final ModuleList h;
    @Named("ln_f") final LayerNorm last;
    private final Config config;

    public GPT2(Config config) {
        this.config = config;
        if (config.size() % config.heads() != 0) {
            throw new Diagnostic("GPT2: a size of " + config.size() + " does not divide into " + config.heads()
                    + " heads");
        }
        wte = new Embedding(config.vocabulary(), config.size());
        wpe = new Embedding(config.positions(), config.size());
        drop = new Dropout(config.dropout());
        List<Module> blocks = new ArrayList<>();
        for (int i = 0; i < config.layers(); i++) {
            blocks.add(new Block(config));
        }
        h = new ModuleList(blocks);
        last = norm(config);
        Init.normal_(wte.weight, 0, DEVIATION);
        Init.normal_(wpe.weight, 0, DEVIATION);
    }

    private static LayerNorm norm(Config config) {
        return new LayerNorm(Shape.of(config.size()), 1e-5, true, true);
    }

    /** {@code x W + b} with weight [in, out], the other way round than {@link dev.sinter.nn.Linear} has it. */
    static final class Projection extends Module {
        final Parameter weight;
        final Parameter bias;

        Projection(long in, long out, double deviation) {
            weight = new Parameter(Init.normal_(Sinter.empty(in, out), 0, deviation));
            bias = new Parameter(Sinter.zeros(out));
        }

        @Override
        public Tensor forward(Tensor x) {
            return x.matmul(weight).add(bias);
        }
    }

    /** Attention of each position to those up to it. */
    static final class Attention extends Module {
        @Named("c_attn") final Projection all;
        @Named("c_proj") final Projection output;
        private final Config config;

        Attention(Config config) {
            this.config = config;
            all = new Projection(config.size(), 3 * config.size(), DEVIATION);
            output = new Projection(config.size(), config.size(), DEVIATION / Math.sqrt(2.0 * config.layers()));
        }

        @Override
        public Tensor forward(Tensor x) {
            List<Tensor> parts = all.call(x).split(config.size(), -1).stream().map(this::heads).toList();
            Tensor mixed = Functional.scaledDotProductAttention(parts.get(0), parts.get(1), parts.get(2), null,
                    isTraining() ? config.dropout() : 0, true);
            return Functional.dropout(output.call(mixed.transpose(1, 2).flatten(2, 3)), config.dropout(), isTraining());
        }

        private Tensor heads(Tensor x) {
            Dim part = x.dim(2).floorDiv(config.heads());
            return x.reshape(x.dim(0), x.dim(1), Dim.of(config.heads()), part).transpose(1, 2);
        }
    }

    /** Two layers, four times as wide between them. */
    static final class Feedforward extends Module {
        @Named("c_fc") final Projection wide;
        @Named("c_proj") final Projection narrow;
        private final double dropout;

        Feedforward(Config config) {
            wide = new Projection(config.size(), 4 * config.size(), DEVIATION);
            narrow = new Projection(4 * config.size(), config.size(), DEVIATION / Math.sqrt(2.0 * config.layers()));
            dropout = config.dropout();
        }

        @Override
        public Tensor forward(Tensor x) {
            return Functional.dropout(narrow.call(Functional.geluTanh(wide.call(x))), dropout, isTraining());
        }
    }

    /** Attention and two layers, each of what is normalised, added to what was there. */
    static final class Block extends Module {
        @Named("ln_1") final LayerNorm first;
        final Attention attn;
        @Named("ln_2") final LayerNorm second;
        final Feedforward mlp;

        Block(Config config) {
            first = norm(config);
            attn = new Attention(config);
            second = norm(config);
            mlp = new Feedforward(config);
        }

        @Override
        public Tensor forward(Tensor x) {
            Tensor y = x.add(attn.call(first.call(x)));
            return y.add(mlp.call(second.call(y)));
        }
    }

    /** The states [N, T, size] of tokens [N, T]. */
    @Override
    public Tensor forward(Tensor tokens) {
        if (tokens.rank() != 2 || tokens.dim(1).isConstant() && tokens.size(1) > config.positions()) {
            throw new Diagnostic("GPT2 of shape " + tokens.shape() + ": tokens [N, T] with T up to "
                    + config.positions() + " are needed");
        }
        Tensor x = wte.call(tokens).add(wpe.call(Functional.positions(tokens.dim(1))));
        x = drop.call(x);
        for (Module block : h) {
            x = block.call(x);
        }
        return last.call(x);
    }

    /** How much speaks for each token to come next [N, T, vocabulary]. */
    public Tensor logits(Tensor tokens) {
        return call(tokens).matmul(wte.weight.t());
    }
}
