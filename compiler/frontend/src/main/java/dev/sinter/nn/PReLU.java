package dev.sinter.nn;

import dev.sinter.Parameter;
import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.types.DType;
import dev.sinter.types.Shape;

/** {@link Functional#prelu}: slopes for negative x that are learnt, one or one per channel. */
public final class PReLU extends Module {
    public final Parameter weight;

    public PReLU() {
        this(1, 0.25);
    }

    public PReLU(long slopes, double initial) {
        weight = new Parameter(Sinter.full(Shape.of(slopes), initial, DType.F32));
    }

    @Override
    public Tensor forward(Tensor x) {
        return Functional.prelu(x, weight);
    }

    @Override
    protected String describe() {
        return "num_parameters=" + weight.numel();
    }
}
