package dev.sinter.nn;

import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.nn.MultiheadAttention.Masks;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@link TransformerEncoderLayer} several times, then perhaps a normalisation. */
public final class TransformerEncoder extends Module {
    public final ModuleList layers;
    public final @Nullable LayerNorm norm;

    public TransformerEncoder(TransformerEncoderLayer layer, int count) {
        this(layer, count, null);
    }

    /** Copies of {@code layer}, which begin with its values. */
    public TransformerEncoder(TransformerEncoderLayer layer, int count, @Nullable LayerNorm norm) {
        if (count < 1) {
            throw new Diagnostic("TransformerEncoder of " + count + " layers: at least one is needed");
        }
        List<Module> copies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            copies.add(layer.copy());
        }
        layers = new ModuleList(copies);
        this.norm = norm;
    }

    @Override
    public Tensor forward(Tensor x) {
        return call(x, Masks.NONE);
    }

    public Tensor call(Tensor x, Masks masks) {
        Tensor y = x;
        for (Module layer : layers) {
            y = ((TransformerEncoderLayer) layer).call(y, masks);
        }
        return norm == null ? y : norm.call(y);
    }
}
