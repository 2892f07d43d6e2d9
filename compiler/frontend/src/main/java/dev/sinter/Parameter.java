package dev.sinter;

/** A tensor that a module learns: a leaf that requires a gradient. A module finds its parameters by the type of its fields. */
public final class Parameter extends Tensor {
    /** A parameter that begins with these elements, in the same storage. */
    public Parameter(Tensor initial) {
        this(initial, true);
    }

    /** A parameter that begins with these elements; one that does not require a gradient stays as it is in training. */
    public Parameter(Tensor initial, boolean requiresGrad) {
        super(initial.detach().variable(), null);
        Sinter.evaluate(this);
        if (requiresGrad) {
            requiresGrad_();
        }
    }
}
