package dev.sinter.optim;

import dev.sinter.Parameter;
import dev.sinter.Sinter;
import dev.sinter.Tensor;
import java.util.List;
import java.util.Map;

/** RAdam (Liu et al., ICLR 2020, algorithm 2): Adam that does not scale while the mean of squares is of too few steps. */
public final class RAdam extends Optimizer {
    /** From this length of the approximated average on, its variance is tractable. */
    private static final double TRACTABLE = 5;
    private final List<Tensor> means;
    private final List<Tensor> squares;
    private final List<Tensor> steps;
    private final List<Tensor> powers1;
    private final List<Tensor> powers2;

    public RAdam(List<Parameter> parameters, double rate) {
        this(numbered(parameters), rate, 0.9, 0.999, 1e-8, 0);
    }

    /** @param weightDecay how much of the parameter is added to its gradient */
    public RAdam(Map<String, Parameter> parameters, double rate, double beta1, double beta2, double epsilon,
            double weightDecay) {
        super(parameters, rate);
        option("beta1", beta1);
        option("beta2", beta2);
        option("epsilon", epsilon);
        option("weightDecay", weightDecay);
        means = keepLikeParameters("mean");
        squares = keepLikeParameters("square");
        steps = keepNumbers("step", 0);
        powers1 = keepNumbers("power1", 1);
        powers2 = keepNumbers("power2", 1);
    }

    @Override
    protected void update(int i, Tensor parameter, Tensor gradient) {
        double beta1 = option("beta1");
        double beta2 = option("beta2");
        double epsilon = option("epsilon");
        double weightDecay = option("weightDecay");
        Tensor direction = weightDecay == 0 ? gradient : gradient.add(parameter, weightDecay);
        steps.get(i).add_(1);
        powers1.get(i).mul_(beta1);
        powers2.get(i).mul_(beta2);
        Tensor mean = means.get(i);
        Tensor square = squares.get(i);
        mean.add_(direction.sub(mean).mul(1 - beta1));
        square.copy_(square.mul(beta2).add(direction.mul(direction).mul(1 - beta2)));
        Tensor missing = powers2.get(i).rsub(1);
        double limit = 2 / (1 - beta2) - 1;
        Tensor length = steps.get(i).mul(powers2.get(i)).mul(2).div(missing).rsub(limit);
        Tensor rectified = length.sub(4).mul(length.sub(2)).mul(limit).div(length.mul((limit - 4) * (limit - 2)))
                .sqrt().mul(missing.sqrt());
        Tensor stepSize = rate().div(powers1.get(i).rsub(1));
        Tensor plain = mean.mul(stepSize);
        Tensor scaled = plain.div(square.sqrt().add(epsilon)).mul(rectified);
        parameter.sub_(Sinter.where(length.gt(TRACTABLE), scaled, plain));
    }
}
