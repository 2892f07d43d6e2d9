package dev.sinter.nn;

import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.nn.MultiheadAttention.Masks;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@link TransformerDecoderLayer} several times, then perhaps a normalisation. */
public final class TransformerDecoder extends Module {
    public final ModuleList layers;
    public final @Nullable LayerNorm norm;

    public TransformerDecoder(TransformerDecoderLayer layer, int count) {
        this(layer, count, null);
    }

    /** Copies of {@code layer}, which begin with its values. */
    public TransformerDecoder(TransformerDecoderLayer layer, int count, @Nullable LayerNorm norm) {
        if (count < 1) {
            throw new Diagnostic("TransformerDecoder of " + count + " layers: at least one is needed");
        }
        List<Module> copies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            copies.add(layer.copy());
        }
        layers = new ModuleList(copies);
        this.norm = norm;
    }

    public Tensor call(Tensor x, Tensor memory) {
        return call(x, memory, Masks.NONE, Masks.NONE);
    }

    public Tensor call(Tensor x, Tensor memory, Masks masks, Masks memoryMasks) {
        Tensor y = x;
        for (Module layer : layers) {
            y = ((TransformerDecoderLayer) layer).call(y, memory, masks, memoryMasks);
        }
        return norm == null ? y : norm.call(y);
    }
}
