package dev.sinter.nn;

import dev.sinter.Parameter;
import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import org.jspecify.annotations.Nullable;

/**
 * Attention of several heads side by side (Vaswani et al., NIPS 2017, section 3.2.2): queries [L, N, E], keys and values [S, N, E], or
 * [N, L, E] and [N, S, E] where the batch comes first; without a batch [L, E] and [S, E].
 *
 * <p>{@code in_proj_weight} [3E, E] holds the projections of queries, keys and values one below the other.
 */
public final class MultiheadAttention extends Module {
    @Named("in_proj_weight") public final Parameter inProjWeight;
    @Named("in_proj_bias") public final @Nullable Parameter inProjBias;
    @Named("out_proj") public final Linear outProj;
    private final int heads;
    private final double dropout;
    private final boolean batchFirst;

    /** What attention gives [L, N, E], and where it looked [N, L, S], the mean over heads. */
    public record Result(Tensor output, Tensor weights) {}

    /**
     * Where queries may not look.
     *
     * @param attention  [L, S] or [N * heads, L, S]: true where a query must not look, or numbers that are added
     * @param keyPadding [N, S]: true where no query may look, or numbers that are added
     */
    public record Masks(@Nullable Tensor attention, @Nullable Tensor keyPadding) {
        public static final Masks NONE = new Masks(null, null);
    }

    public MultiheadAttention(long size, int heads) {
        this(size, heads, 0, true, false);
    }

    public MultiheadAttention(long size, int heads, double dropout, boolean withBias, boolean batchFirst) {
        if (heads < 1 || size % heads != 0) {
            throw new Diagnostic("MultiheadAttention: a size of " + size + " does not divide into " + heads + " heads");
        }
        this.heads = heads;
        this.dropout = Functional.probability("MultiheadAttention", dropout);
        this.batchFirst = batchFirst;
        // The output's projection draws its first values before the others do.
        outProj = new Linear(size, size, withBias);
        inProjWeight = new Parameter(Init.xavierUniform_(Sinter.empty(3 * size, size), 1));
        inProjBias = withBias ? new Parameter(Sinter.zeros(3 * size)) : null;
        if (outProj.bias != null) {
            Init.zeros_(outProj.bias);
        }
    }

    /** Of a sequence with itself. */
    @Override
    public Tensor forward(Tensor x) {
        return call(x, x, x, Masks.NONE).output();
    }

    public Result call(Tensor query, Tensor key, Tensor value) {
        return call(query, key, value, Masks.NONE);
    }

    public Result call(Tensor query, Tensor key, Tensor value, Masks masks) {
        if (query.rank() == 2) {
            int batch = batchFirst ? 0 : 1;
            Tensor padding = masks.keyPadding() == null ? null : masks.keyPadding().unsqueeze(0);
            Result one = call(query.unsqueeze(batch), key.unsqueeze(batch), value.unsqueeze(batch),
                    new Masks(masks.attention(), padding));
            return new Result(one.output().squeeze(batch), one.weights().squeeze(0));
        }
        Dim size = inProjWeight.dim(1);
        for (Tensor each : new Tensor[]{query, key, value}) {
            if (each.rank() != 3 || !each.dim(2).equals(size)) {
                throw new Diagnostic("MultiheadAttention of shapes " + query.shape() + ", " + key.shape() + ", "
                        + value.shape() + ": sequences " + (batchFirst ? "[N, L, " : "[L, N, ") + size
                        + "] are needed");
            }
        }
        Tensor q = split(project(query, 0));
        Tensor k = split(project(key, 1));
        Tensor v = split(project(value, 2));
        Tensor weights = AttentionFunctions.attentionWeights(q, k, mask(q, k, masks), false);
        Tensor mixed = Functional.dropout(weights, dropout, isTraining()).matmul(v);
        Tensor joined = mixed.transpose(1, 2).flatten(2, 3);
        Tensor output = outProj.call(batchFirst ? joined : joined.transpose(0, 1));
        return new Result(output, weights.mean(1));
    }

    private Tensor project(Tensor x, long part) {
        long size = inProjWeight.size(1);
        return Functional.linear(x, inProjWeight.narrow(0, part * size, size),
                inProjBias == null ? null : inProjBias.narrow(0, part * size, size));
    }

    /** As [N, heads, L, E / heads]. */
    private Tensor split(Tensor x) {
        Tensor batched = batchFirst ? x : x.transpose(0, 1);
        Dim part = x.dim(2).floorDiv(heads);
        return batched.reshape(batched.dim(0), batched.dim(1), Dim.of(heads), part).transpose(1, 2);
    }

    /** Both masks as numbers to add to [N, heads, L, S]. */
    private @Nullable Tensor mask(Tensor q, Tensor k, Masks masks) {
        Tensor sum = null;
        Tensor attention = masks.attention();
        if (attention != null) {
            boolean each = attention.rank() == 3;
            boolean fits = (each && attention.dim(0).equals(q.dim(0).times(heads)) || attention.rank() == 2)
                    && attention.dim(-2).equals(q.dim(2)) && attention.dim(-1).equals(k.dim(2));
            if (!fits) {
                throw new Diagnostic("MultiheadAttention: an attention mask of shape " + attention.shape()
                        + " was given; [" + q.dim(2) + ", " + k.dim(2) + "] or [" + q.dim(0).times(heads) + ", "
                        + q.dim(2) + ", " + k.dim(2) + "] is needed");
            }
            sum = numbers(attention, q.dtype());
            if (each) {
                sum = sum.reshape(q.dim(0), q.dim(1), q.dim(2), k.dim(2));
            }
        }
        Tensor padding = masks.keyPadding();
        if (padding != null) {
            if (padding.rank() != 2 || !padding.dim(0).equals(q.dim(0)) || !padding.dim(1).equals(k.dim(2))) {
                throw new Diagnostic("MultiheadAttention: a mask of keys of shape " + padding.shape()
                        + " was given; [" + q.dim(0) + ", " + k.dim(2) + "] is needed");
            }
            Tensor added = numbers(padding, q.dtype()).reshape(q.dim(0), Dim.ONE, Dim.ONE, k.dim(2));
            sum = sum == null ? added : sum.add(added);
        }
        return sum;
    }

    private static Tensor numbers(Tensor mask, DType dtype) {
        return mask.dtype() == DType.BOOL ? AttentionFunctions.addend(mask, dtype) : mask.to(dtype);
    }
}
