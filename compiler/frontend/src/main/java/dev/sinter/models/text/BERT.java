package dev.sinter.models.text;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.nn.Embedding;
import dev.sinter.nn.Functional;
import dev.sinter.nn.Init;
import dev.sinter.nn.LayerNorm;
import dev.sinter.nn.Linear;
import dev.sinter.nn.Module;
import dev.sinter.nn.ModuleList;
import dev.sinter.nn.Named;
import dev.sinter.types.Dim;
import dev.sinter.types.DType;
import dev.sinter.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Devlin et al., BERT: Pre-training of Deep Bidirectional Transformers, NAACL 2019; the names are those of Hugging Face's
 * {@code BertModel}: {@code embeddings.word_embeddings.weight}, {@code encoder.layer.0.attention.self.query.weight}.
 */
public final class BERT extends Module {
    /**
     * The sizes; {@link #BASE} has those of the published model.
     *
     * @param types       how many kinds of segments there are
     * @param feedforward how wide a layer is between its two linear ones
     */
    public record Config(long vocabulary, long positions, long types, long size, int layers, int heads,
            long feedforward, double dropout) {
        public static final Config BASE = new Config(30_522, 512, 2, 768, 12, 12, 3072, 0.1);
    }

    /** The states of all tokens [N, T, size], and of the first one after a further layer [N, size]. */
    public record Result(Tensor states, Tensor pooled) {}

    private static final double EPS = 1e-12;

    final Embeddings embeddings;
    final Encoder encoder;
    final Pooler pooler;

    public BERT(Config config) {
        if (config.size() % config.heads() != 0) {
            throw new Diagnostic("BERT: a size of " + config.size() + " does not divide into " + config.heads()
                    + " heads");
        }
        embeddings = new Embeddings(config);
        encoder = new Encoder(config);
        pooler = new Pooler(config);
        for (Module module : modules()) {
            if (module instanceof Linear linear && linear.bias != null) {
                Init.normal_(linear.weight, 0, 0.02);
                Init.zeros_(linear.bias);
            } else if (module instanceof Embedding table) {
                Init.normal_(table.weight, 0, 0.02);
            }
        }
        // The first token is the padding, whose row is 0.
        Sinter.noGrad(() -> {
            embeddings.words.weight.select(0, 0).zero_();
        });
    }

    /** What a token is, where it stands, and in which segment, added up. */
    static final class Embeddings extends Module {
        @Named("word_embeddings") final Embedding words;
        @Named("position_embeddings") final Embedding positions;
        @Named("token_type_embeddings") final Embedding types;
        @Named("LayerNorm") final LayerNorm norm;
        private final Config config;

        Embeddings(Config config) {
            this.config = config;
            words = new Embedding(config.vocabulary(), config.size(), 0);
            positions = new Embedding(config.positions(), config.size());
            types = new Embedding(config.types(), config.size());
            norm = new LayerNorm(Shape.of(config.size()), EPS, true, true);
        }

        Tensor call(Tensor tokens, Tensor segments) {
            if (tokens.rank() != 2 || tokens.dim(1).isConstant() && tokens.size(1) > config.positions()) {
                throw new Diagnostic("BERT of shape " + tokens.shape() + ": tokens [N, T] with T up to "
                        + config.positions() + " are needed");
            }
            Tensor sum = words.call(tokens).add(types.call(segments))
                    .add(positions.call(Functional.positions(tokens.dim(1))));
            return Functional.dropout(norm.call(sum), config.dropout(), isTraining());
        }
    }

    /** A linear layer, added to what was there, normalised. */
    static final class Output extends Module {
        final Linear dense;
        @Named("LayerNorm") final LayerNorm norm;
        private final double dropout;

        Output(long in, Config config) {
            dense = new Linear(in, config.size());
            norm = new LayerNorm(Shape.of(config.size()), EPS, true, true);
            dropout = config.dropout();
        }

        Tensor call(Tensor x, Tensor before) {
            return norm.call(Functional.dropout(dense.call(x), dropout, isTraining()).add(before));
        }
    }

    /** Attention of all tokens to all. */
    static final class SelfAttention extends Module {
        final Linear query;
        final Linear key;
        final Linear value;
        private final Config config;

        SelfAttention(Config config) {
            this.config = config;
            query = new Linear(config.size(), config.size());
            key = new Linear(config.size(), config.size());
            value = new Linear(config.size(), config.size());
        }

        Tensor call(Tensor x, @Nullable Tensor mask) {
            Tensor mixed = Functional.scaledDotProductAttention(heads(query.call(x)), heads(key.call(x)),
                    heads(value.call(x)), mask, isTraining() ? config.dropout() : 0, false);
            return mixed.transpose(1, 2).flatten(2, 3);
        }

        private Tensor heads(Tensor x) {
            Dim part = x.dim(2).floorDiv(config.heads());
            return x.reshape(x.dim(0), x.dim(1), Dim.of(config.heads()), part).transpose(1, 2);
        }
    }

    /** Attention and its output. */
    static final class Attention extends Module {
        final SelfAttention self;
        final Output output;

        Attention(Config config) {
            self = new SelfAttention(config);
            output = new Output(config.size(), config);
        }
    }

    /** The wide linear layer. */
    static final class Intermediate extends Module {
        final Linear dense;

        Intermediate(Config config) {
            dense = new Linear(config.size(), config.feedforward());
        }

        @Override
        public Tensor forward(Tensor x) {
            return Functional.gelu(dense.call(x));
        }
    }

    /** Attention, then two linear layers. */
    static final class Layer extends Module {
        final Attention attention;
        final Intermediate intermediate;
        final Output output;

        Layer(Config config) {
            attention = new Attention(config);
            intermediate = new Intermediate(config);
            output = new Output(config.feedforward(), config);
        }

        Tensor call(Tensor x, @Nullable Tensor mask) {
            Tensor y = attention.output.call(attention.self.call(x, mask), x);
            return output.call(intermediate.call(y), y);
        }
    }

    /** The layers one after the other. */
    static final class Encoder extends Module {
        final ModuleList layer;

        Encoder(Config config) {
            List<Module> layers = new ArrayList<>();
            for (int i = 0; i < config.layers(); i++) {
                layers.add(new Layer(config));
            }
            layer = new ModuleList(layers);
        }
    }

    /** A layer for the state of the first token. */
    static final class Pooler extends Module {
        final Linear dense;

        Pooler(Config config) {
            dense = new Linear(config.size(), config.size());
        }

        @Override
        public Tensor forward(Tensor states) {
            return dense.call(states.select(1, 0)).tanh();
        }
    }

    /** The states of tokens [N, T] of one segment, none of which is padding. */
    @Override
    public Tensor forward(Tensor tokens) {
        return call(tokens, Sinter.zerosLike(tokens), null).states();
    }

    /**
     * The states of tokens [N, T].
     *
     * @param segments [N, T], which segment each token is in
     * @param present  [N, T], 1 or true for tokens, 0 or false for padding, which nobody looks at; null where all are tokens
     */
    public Result call(Tensor tokens, Tensor segments, @Nullable Tensor present) {
        Tensor mask = present == null ? null : present.to(DType.BOOL).unsqueeze(1).unsqueeze(1);
        Tensor states = embeddings.call(tokens, segments);
        for (Module layer : encoder.layer) {
            states = ((Layer) layer).call(states, mask);
        }
        return new Result(states, pooler.call(states));
    }
}
