package dev.sinter.optim;

import dev.sinter.Parameter;
import java.util.List;
import java.util.Map;

/** Adam (Kingma and Ba, ICLR 2015, algorithm 1). */
public final class Adam extends AdaptiveMoments {
    public Adam(List<Parameter> parameters, double rate) {
        this(numbered(parameters), rate);
    }

    public Adam(Map<String, Parameter> parameters, double rate) {
        this(parameters, rate, 0.9, 0.999, 1e-8, 0);
    }

    /** @param weightDecay how much of the parameter is added to its gradient */
    public Adam(Map<String, Parameter> parameters, double rate, double beta1, double beta2, double epsilon,
            double weightDecay) {
        this(parameters, rate, beta1, beta2, epsilon, weightDecay, false);
    }

    /** @param amsgrad whether steps are scaled by the greatest mean of squares so far (Reddi, Kale and Kumar, ICLR 2018) */
    public Adam(Map<String, Parameter> parameters, double rate, double beta1, double beta2, double epsilon,
            double weightDecay, boolean amsgrad) {
        super(parameters, rate, beta1, beta2, epsilon, weightDecay, amsgrad, false);
    }
}
