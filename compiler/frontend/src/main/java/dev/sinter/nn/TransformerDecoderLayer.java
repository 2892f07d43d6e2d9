package dev.sinter.nn;

import dev.sinter.Tensor;
import dev.sinter.nn.MultiheadAttention.Masks;

/** A layer that looks at its own sequence and at another, the memory (Vaswani et al., NIPS 2017, section 3.1). */
public final class TransformerDecoderLayer extends TransformerLayer {
    @Named("self_attn") public final MultiheadAttention selfAttention;
    @Named("multihead_attn") public final MultiheadAttention memoryAttention;
    public final Linear linear1;
    final Dropout dropout;
    public final Linear linear2;
    public final LayerNorm norm1;
    public final LayerNorm norm2;
    public final LayerNorm norm3;
    final Dropout dropout1;
    final Dropout dropout2;
    final Dropout dropout3;
    private final long size;
    private final int heads;

    public TransformerDecoderLayer(long size, int heads) {
        this(size, heads, Options.DEFAULT);
    }

    public TransformerDecoderLayer(long size, int heads, Options options) {
        super(options);
        this.size = size;
        this.heads = heads;
        selfAttention = attention(size, heads, options);
        memoryAttention = attention(size, heads, options);
        linear1 = new Linear(size, options.feedforward(), options.bias());
        dropout = new Dropout(options.dropout());
        linear2 = new Linear(options.feedforward(), size, options.bias());
        norm1 = norm(size, options);
        norm2 = norm(size, options);
        norm3 = norm(size, options);
        dropout1 = new Dropout(options.dropout());
        dropout2 = new Dropout(options.dropout());
        dropout3 = new Dropout(options.dropout());
    }

    @Override
    TransformerDecoderLayer another() {
        return new TransformerDecoderLayer(size, heads, options);
    }

    public Tensor call(Tensor x, Tensor memory) {
        return call(x, memory, Masks.NONE, Masks.NONE);
    }

    public Tensor call(Tensor x, Tensor memory, Masks masks, Masks memoryMasks) {
        if (options.normFirst()) {
            Tensor y = x.add(attend(norm1.call(x), masks));
            Tensor z = y.add(look(norm2.call(y), memory, memoryMasks));
            return z.add(feed(norm3.call(z)));
        }
        Tensor y = norm1.call(x.add(attend(x, masks)));
        Tensor z = norm2.call(y.add(look(y, memory, memoryMasks)));
        return norm3.call(z.add(feed(z)));
    }

    private Tensor attend(Tensor x, Masks masks) {
        return dropout1.call(selfAttention.call(x, x, x, masks).output());
    }

    private Tensor look(Tensor x, Tensor memory, Masks masks) {
        return dropout2.call(memoryAttention.call(x, memory, memory, masks).output());
    }

    private Tensor feed(Tensor x) {
        return dropout3.call(linear2.call(dropout.call(options.activation().apply(linear1.call(x)))));
    }
}
