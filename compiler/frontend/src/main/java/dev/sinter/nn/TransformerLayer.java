package dev.sinter.nn;

import dev.sinter.Tensor;
import dev.sinter.random.Generator;
import dev.sinter.types.Shape;
import java.util.function.UnaryOperator;

/** What the layers of transformers have in common: attention to themselves, two linear layers, normalisations. */
public abstract sealed class TransformerLayer extends Module permits TransformerEncoderLayer, TransformerDecoderLayer {
    /**
     * What a layer is told besides its sizes.
     *
     * @param feedforward how wide it is between the two linear layers
     * @param dropout     the probability of all its dropouts
     * @param activation  between the two linear layers
     * @param eps         of the normalisations
     * @param batchFirst  whether sequences are [N, L, E]
     * @param normFirst   whether each part normalises what it is given rather than what it gives
     */
    public record Options(long feedforward, double dropout, UnaryOperator<Tensor> activation, double eps,
            boolean batchFirst, boolean normFirst, boolean bias) {
        public static final Options DEFAULT = new Options(2048, 0.1, Functional::relu, 1e-5, false, false, true);

        public Options feedforward(long newFeedforward) {
            return new Options(newFeedforward, dropout, activation, eps, batchFirst, normFirst, bias);
        }

        public Options dropout(double p) {
            return new Options(feedforward, p, activation, eps, batchFirst, normFirst, bias);
        }

        public Options activation(UnaryOperator<Tensor> newActivation) {
            return new Options(feedforward, dropout, newActivation, eps, batchFirst, normFirst, bias);
        }

        public Options eps(double newEps) {
            return new Options(feedforward, dropout, activation, newEps, batchFirst, normFirst, bias);
        }

        public Options batchFirst(boolean first) {
            return new Options(feedforward, dropout, activation, eps, first, normFirst, bias);
        }

        public Options normFirst(boolean first) {
            return new Options(feedforward, dropout, activation, eps, batchFirst, first, bias);
        }

        public Options bias(boolean with) {
            return new Options(feedforward, dropout, activation, eps, batchFirst, normFirst, with);
        }
    }

    final transient Options options;

    TransformerLayer(Options options) {
        this.options = options;
    }

    static LayerNorm norm(long size, Options options) {
        return new LayerNorm(Shape.of(size), options.eps(), true, options.bias());
    }

    static MultiheadAttention attention(long size, int heads, Options options) {
        return new MultiheadAttention(size, heads, options.dropout(), options.bias(), options.batchFirst());
    }

    /** Another of the same kind, whatever its values. */
    abstract TransformerLayer another();

    /** A layer of its own with the same values; draws nothing. */
    final TransformerLayer copy() {
        int[] state = Generator.shared().state();
        TransformerLayer copy = another();
        Generator.shared().restore(state);
        copy.loadStateDict(stateDict());
        copy.train(isTraining());
        return copy;
    }
}
