package dev.sinter.nn;

import dev.sinter.Parameter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.nn.MultiheadAttention.Masks;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;

/**
 * An encoder, and a decoder that looks at what it gives (Vaswani et al., NIPS 2017): sequences [S, N, E] and [T, N, E] to [T, N, E], or
 * [N, S, E] and [N, T, E] where the batch comes first. All its matrices begin by {@link Init#xavierUniform_}.
 */
public final class Transformer extends Module {
    public final TransformerEncoder encoder;
    public final TransformerDecoder decoder;
    private final transient long size;
    private final transient boolean batchFirst;

    /** With six layers each, as in the paper. */
    public Transformer(long size, int heads) {
        this(size, heads, 6, 6, TransformerLayer.Options.DEFAULT);
    }

    public Transformer(long size, int heads, int encoderLayers, int decoderLayers, TransformerLayer.Options options) {
        this.size = size;
        batchFirst = options.batchFirst();
        encoder = new TransformerEncoder(new TransformerEncoderLayer(size, heads, options), encoderLayers,
                TransformerLayer.norm(size, options));
        decoder = new TransformerDecoder(new TransformerDecoderLayer(size, heads, options), decoderLayers,
                TransformerLayer.norm(size, options));
        for (Parameter parameter : parameters()) {
            if (parameter.rank() > 1) {
                Init.xavierUniform_(parameter, 1);
            }
        }
    }

    /** Numbers to add, [length, length], so that nothing looks at what comes later: 0, and minus infinity above the diagonal. */
    public static Tensor squareSubsequentMask(long length) {
        return Functional.causalMask(Dim.of(length), Dim.of(length), DType.F32);
    }

    public Tensor call(Tensor source, Tensor target) {
        return call(source, target, Masks.NONE, Masks.NONE, Masks.NONE);
    }

    /**
     * What the decoder gives for {@code target}.
     *
     * @param sourceMasks where the encoder may not look in the source
     * @param targetMasks where the decoder may not look in the target; {@link #squareSubsequentMask} in training
     * @param memoryMasks where the decoder may not look in what the encoder gives
     */
    public Tensor call(Tensor source, Tensor target, Masks sourceMasks, Masks targetMasks, Masks memoryMasks) {
        int batch = batchFirst ? 0 : 1;
        boolean fit = source.rank() == target.rank() && (source.rank() == 2 || source.rank() == 3)
                && source.dim(-1).is(size) && target.dim(-1).is(size)
                && (source.rank() == 2 || source.dim(batch).equals(target.dim(batch)));
        if (!fit) {
            String three = batchFirst ? "[N, S, E] and [N, T, E]" : "[S, N, E] and [T, N, E]";
            throw new Diagnostic("Transformer: shapes " + source.shape() + " and " + target.shape() + " do not fit: "
                    + three + ", or [S, E] and [T, E], with E = " + size + " are needed");
        }
        return decoder.call(target, encoder.call(source, sourceMasks), targetMasks, memoryMasks);
    }
}
