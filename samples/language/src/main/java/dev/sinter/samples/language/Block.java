package dev.sinter.samples.language;

import static dev.sinter.nn.Functional.scaledDotProductAttention;

import dev.sinter.Tensor;
import dev.sinter.nn.GELU;
import dev.sinter.nn.LayerNorm;
import dev.sinter.nn.Linear;
import dev.sinter.nn.Module;
import dev.sinter.nn.Sequential;
import java.util.List;

/** Attention to what came before, then two linear layers, each added to what it is given: [N, T, size] to [N, T, size]. */
final class Block extends Module {
    private final LayerNorm norm1;
    private final Linear attention;
    private final Linear projection;
    private final LayerNorm norm2;
    private final Sequential feedforward;
    private final transient int heads;

    Block(int size, int heads) {
        this.heads = heads;
        norm1 = new LayerNorm(size);
        attention = new Linear(size, 3L * size);
        projection = new Linear(size, size);
        norm2 = new LayerNorm(size);
        feedforward = new Sequential(new Linear(size, 4L * size), new GELU(), new Linear(4L * size, size));
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor y = x.add(attend(norm1.call(x)));
        return y.add(feedforward.call(norm2.call(y)));
    }

    private Tensor attend(Tensor x) {
        List<Tensor> parts = attention.call(x).chunk(3, -1).stream().map(this::heads).toList();
        Tensor seen = scaledDotProductAttention(parts.get(0), parts.get(1), parts.get(2), null, 0, true);
        return projection.call(seen.transpose(1, 2).flatten(2));
    }

    /** [N, T, size] as [N, heads, T, size / heads]. */
    private Tensor heads(Tensor x) {
        return x.unflatten(-1, heads, -1).transpose(1, 2);
    }
}
