package dev.sinter.optim;

import dev.sinter.Parameter;
import dev.sinter.Tensor;
import java.util.List;
import java.util.Map;

/** Adamax (Kingma and Ba, ICLR 2015, algorithm 2): Adam with the largest gradient in place of the mean square. */
public final class Adamax extends Optimizer {
    private final List<Tensor> means;
    private final List<Tensor> norms;
    private final List<Tensor> powers;

    public Adamax(List<Parameter> parameters, double rate) {
        this(numbered(parameters), rate, 0.9, 0.999, 1e-8, 0);
    }

    /** @param weightDecay how much of the parameter is added to its gradient */
    public Adamax(Map<String, Parameter> parameters, double rate, double beta1, double beta2, double epsilon,
            double weightDecay) {
        super(parameters, rate);
        option("beta1", beta1);
        option("beta2", beta2);
        option("epsilon", epsilon);
        option("weightDecay", weightDecay);
        means = keepLikeParameters("mean");
        norms = keepLikeParameters("norm");
        powers = keepNumbers("power", 1);
    }

    @Override
    protected void update(int i, Tensor parameter, Tensor gradient) {
        double beta1 = option("beta1");
        double beta2 = option("beta2");
        double epsilon = option("epsilon");
        double weightDecay = option("weightDecay");
        Tensor direction = weightDecay == 0 ? gradient : gradient.add(parameter, weightDecay);
        Tensor mean = means.get(i);
        Tensor norm = norms.get(i);
        powers.get(i).mul_(beta1);
        mean.add_(direction.sub(mean).mul(1 - beta1));
        norm.copy_(norm.mul(beta2).maximum(direction.abs().add(epsilon)));
        parameter.sub_(mean.div(norm).mul(rate().div(powers.get(i).rsub(1))));
    }
}
