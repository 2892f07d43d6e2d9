package dev.sinter.nn;

import dev.sinter.Parameter;
import dev.sinter.Sinter;
import dev.sinter.Tensor;
import org.jspecify.annotations.Nullable;

/** {@code x Wt + b}: weight [out, in], bias [out]; both begin uniform within {@code 1/sqrt(in)}. */
public final class Linear extends Module {
    public final Parameter weight;
    public final @Nullable Parameter bias;

    public Linear(long in, long out) {
        this(in, out, true);
    }

    public Linear(long in, long out, boolean withBias) {
        weight = new Parameter(Init.kaimingUniform_(Sinter.empty(out, in), Math.sqrt(5)));
        double bound = in > 0 ? 1 / Math.sqrt(in) : 0;
        bias = withBias ? new Parameter(Init.uniform_(Sinter.empty(out), -bound, bound)) : null;
    }

    @Override
    public Tensor forward(Tensor x) {
        return Functional.linear(x, weight, bias);
    }

    @Override
    protected String describe() {
        return "in_features=" + weight.size(1) + ", out_features=" + weight.size(0) + ", bias="
                + Words.of(bias != null);
    }
}
