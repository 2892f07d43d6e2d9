package dev.sinter.optim;

import dev.sinter.Parameter;
import java.util.List;
import java.util.Map;

/** Adam with decoupled weight decay (Loshchilov and Hutter, ICLR 2019, algorithm 2). */
public final class AdamW extends AdaptiveMoments {
    public AdamW(List<Parameter> parameters, double rate) {
        this(numbered(parameters), rate);
    }

    /** With a weight decay of 0.01. */
    public AdamW(Map<String, Parameter> parameters, double rate) {
        this(parameters, rate, 0.9, 0.999, 1e-8, 1e-2);
    }

    public AdamW(Map<String, Parameter> parameters, double rate, double beta1, double beta2, double epsilon,
            double weightDecay) {
        this(parameters, rate, beta1, beta2, epsilon, weightDecay, false);
    }

    /** @param amsgrad whether steps are scaled by the greatest mean of squares so far (Reddi, Kale and Kumar, ICLR 2018) */
    public AdamW(Map<String, Parameter> parameters, double rate, double beta1, double beta2, double epsilon,
            double weightDecay, boolean amsgrad) {
        super(parameters, rate, beta1, beta2, epsilon, weightDecay, amsgrad, true);
    }
}
