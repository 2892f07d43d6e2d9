package dev.sinter.nn;

import dev.sinter.Parameter;
import dev.sinter.Sinter;
import dev.sinter.Tensor;
import org.jspecify.annotations.Nullable;

/** {@link Functional#bilinear}: weight [out, in1, in2], bias [out]; both begin uniform within {@code 1/sqrt(in1)}. */
public final class Bilinear extends Module {
    public final Parameter weight;
    public final @Nullable Parameter bias;

    public Bilinear(long in1, long in2, long out) {
        this(in1, in2, out, true);
    }

    public Bilinear(long in1, long in2, long out, boolean withBias) {
        double bound = 1 / Math.sqrt(in1);
        weight = new Parameter(Init.uniform_(Sinter.empty(out, in1, in2), -bound, bound));
        bias = withBias ? new Parameter(Init.uniform_(Sinter.empty(out), -bound, bound)) : null;
    }

    /** The form of both vectors, for each pair of them. */
    public Tensor call(Tensor a, Tensor b) {
        return Functional.bilinear(a, b, weight, bias);
    }

    @Override
    protected String describe() {
        return "in1_features=" + weight.size(1) + ", in2_features=" + weight.size(2) + ", out_features="
                + weight.size(0) + ", bias=" + Words.of(bias != null);
    }
}
