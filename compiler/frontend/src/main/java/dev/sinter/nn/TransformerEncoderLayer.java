package dev.sinter.nn;

import dev.sinter.Tensor;
import dev.sinter.nn.MultiheadAttention.Masks;

/** A layer that looks at its own sequence (Vaswani et al., NIPS 2017, section 3.1). */
public final class TransformerEncoderLayer extends TransformerLayer {
    @Named("self_attn") public final MultiheadAttention selfAttention;
    public final Linear linear1;
    final Dropout dropout;
    public final Linear linear2;
    public final LayerNorm norm1;
    public final LayerNorm norm2;
    final Dropout dropout1;
    final Dropout dropout2;
    private final long size;
    private final int heads;

    public TransformerEncoderLayer(long size, int heads) {
        this(size, heads, Options.DEFAULT);
    }

    public TransformerEncoderLayer(long size, int heads, Options options) {
        super(options);
        this.size = size;
        this.heads = heads;
        selfAttention = attention(size, heads, options);
        linear1 = new Linear(size, options.feedforward(), options.bias());
        dropout = new Dropout(options.dropout());
        linear2 = new Linear(options.feedforward(), size, options.bias());
        norm1 = norm(size, options);
        norm2 = norm(size, options);
        dropout1 = new Dropout(options.dropout());
        dropout2 = new Dropout(options.dropout());
    }

    @Override
    TransformerEncoderLayer another() {
        return new TransformerEncoderLayer(size, heads, options);
    }

    @Override
    public Tensor forward(Tensor x) {
        return call(x, Masks.NONE);
    }

    public Tensor call(Tensor x, Masks masks) {
        if (options.normFirst()) {
            Tensor y = x.add(attend(norm1.call(x), masks));
            return y.add(feed(norm2.call(y)));
        }
        Tensor y = norm1.call(x.add(attend(x, masks)));
        return norm2.call(y.add(feed(y)));
    }

    private Tensor attend(Tensor x, Masks masks) {
        return dropout1.call(selfAttention.call(x, x, x, masks).output());
    }

    private Tensor feed(Tensor x) {
        return dropout2.call(linear2.call(dropout.call(options.activation().apply(linear1.call(x)))));
    }
}
