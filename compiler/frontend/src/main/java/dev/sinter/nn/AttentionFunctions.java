package dev.sinter.nn;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Source;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import org.jspecify.annotations.Nullable;

/** Attention as functions; part of {@link Functional}. */
public abstract sealed class AttentionFunctions extends ResamplingFunctions permits LossFunctions {
    AttentionFunctions() {}

    /** {@code softmax(query keyT / sqrt(E)) value} for [..., L, E], [..., S, E], [..., S, V] (Vaswani et al., NIPS 2017). */
    public static Tensor scaledDotProductAttention(Tensor query, Tensor key, Tensor value) {
        return scaledDotProductAttention(query, key, value, null, 0, false);
    }

    /**
     * As {@link #scaledDotProductAttention(Tensor, Tensor, Tensor)}, with dropout of probability {@code p} on the weights.
     *
     * @param mask   broadcasts to [..., L, S]: true where a bool one lets a query look, or numbers that are added before the softmax
     * @param causal whether a query looks at no key behind its own position
     */
    public static Tensor scaledDotProductAttention(Tensor query, Tensor key, Tensor value, @Nullable Tensor mask,
            double p, boolean causal) {
        Tensor added = mask != null && mask.dtype() == DType.BOOL ? addend(mask.logicalNot(), query.dtype()) : mask;
        Tensor weights = attentionWeights(query, key, added, causal);
        return Functional.dropout(weights, p, p > 0).matmul(value);
    }

    /** The softmax, after the mask has been added. */
    static Tensor attentionWeights(Tensor query, Tensor key, @Nullable Tensor mask, boolean causal) {
        if (query.rank() < 2 || key.rank() < 2 || !query.dim(-1).equals(key.dim(-1))) {
            throw new Diagnostic("attention: queries " + query.shape() + " and keys " + key.shape()
                    + " do not fit: [..., L, E] and [..., S, E] are needed");
        }
        double scale = 1 / Math.sqrt(query.size(-1));
        Tensor scores = query.mul(number(query, scale)).matmul(key.transpose(-2, -1));
        if (causal) {
            scores = scores.add(causalMask(query.dim(-2), key.dim(-2), query.dtype()));
        }
        return (mask == null ? scores : scores.add(mask)).softmax(-1);
    }

    /** [L, S]: 0 where a query may look, minus infinity behind its own position. */
    public static Tensor causalMask(Dim queries, Dim keys, DType dtype) {
        return addend(positions(keys).gt(positions(queries).unsqueeze(1)), dtype);
    }

    /** The int64 numbers 0, 1 ... up to but without {@code count}, which may be symbolic. */
    public static Tensor positions(Dim count) {
        return Sinter.apply(new Source.Iota(Shape.of(count), 0));
    }

    /** Minus infinity where a query must not look, 0 elsewhere. */
    static Tensor addend(Tensor forbidden, DType dtype) {
        return Sinter.where(forbidden, Sinter.constant(dtype, Double.NEGATIVE_INFINITY), Sinter.constant(dtype, 0));
    }

    /**
     * Positions as waves [length, size]: {@code sin(p / 10000^(2i/size))} at 2i, the cosine at 2i + 1 (Vaswani et al., NIPS 2017,
     * section 3.5); float32.
     */
    public static Tensor sinusoidalPositions(int length, int size) {
        float[][] waves = new float[length][size];
        for (int p = 0; p < length; p++) {
            for (int i = 0; i < size; i++) {
                double angle = p * Math.exp(-Math.log(10000) * (i - i % 2) / size);
                waves[p][i] = (float) (i % 2 == 0 ? StrictMath.sin(angle) : StrictMath.cos(angle));
            }
        }
        return Sinter.tensor(waves);
    }

    /**
     * Positions as turns: of [..., L, E] the pairs (i, i + E/2) are turned by {@code p / base^(2i/E)} at position p (Su et al.,
     * RoFormer, 2021).
     */
    public static Tensor rotaryPositions(Tensor x, double base) {
        int length = Math.toIntExact(x.size(-2));
        int half = Math.toIntExact(x.size(-1) / 2);
        if (x.size(-1) % 2 != 0) {
            throw new Diagnostic("rotaryPositions of shape " + x.shape() + ": the last axis must have an even size");
        }
        double[][] cosines = new double[length][half];
        double[][] sines = new double[length][half];
        for (int p = 0; p < length; p++) {
            for (int i = 0; i < half; i++) {
                double angle = p * StrictMath.pow(base, -2.0 * i / (2 * half));
                cosines[p][i] = StrictMath.cos(angle);
                sines[p][i] = StrictMath.sin(angle);
            }
        }
        Tensor cos = Sinter.tensor(cosines, x.dtype());
        Tensor sin = Sinter.tensor(sines, x.dtype());
        Tensor a = x.narrow(-1, 0, half);
        Tensor b = x.narrow(-1, half, half);
        return Sinter.cat(java.util.List.of(a.mul(cos).sub(b.mul(sin)), b.mul(cos).add(a.mul(sin))), -1);
    }
}
