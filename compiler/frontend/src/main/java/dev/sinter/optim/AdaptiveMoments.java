package dev.sinter.optim;

import dev.sinter.Parameter;
import dev.sinter.Tensor;
import java.util.List;
import java.util.Map;

/** What Adam and AdamW have in common: steps along the mean of gradients, scaled by the root of the mean of their squares. */
abstract class AdaptiveMoments extends Optimizer {
    /** Whether decay shrinks the parameter itself, without passing through the statistics. */
    private final boolean isDecoupled;
    private final List<Tensor> means;
    private final List<Tensor> squares;
    /** The greatest mean of squares so far, where asked for. */
    private final List<Tensor> greatest;
    /** The powers beta^step; each parameter counts the steps in which it had a gradient. */
    private final List<Tensor> powers1;
    private final List<Tensor> powers2;

    AdaptiveMoments(Map<String, Parameter> parameters, double rate, double beta1, double beta2, double epsilon,
            double weightDecay, boolean amsgrad, boolean isDecoupled) {
        super(parameters, rate);
        option("beta1", beta1);
        option("beta2", beta2);
        option("epsilon", epsilon);
        option("weightDecay", weightDecay);
        this.isDecoupled = isDecoupled;
        powers1 = keepNumbers("power1", 1);
        powers2 = keepNumbers("power2", 1);
        means = keepLikeParameters("mean");
        squares = keepLikeParameters("square");
        greatest = amsgrad ? keepLikeParameters("greatest") : List.of();
    }

    @Override
    protected void update(int i, Tensor parameter, Tensor gradient) {
        double beta1 = option("beta1");
        double beta2 = option("beta2");
        double epsilon = option("epsilon");
        double weightDecay = option("weightDecay");
        Tensor direction = gradient;
        if (weightDecay != 0 && isDecoupled) {
            parameter.mul_(rate().mul(weightDecay).rsub(1));
        } else if (weightDecay != 0) {
            direction = gradient.add(parameter, weightDecay);
        }
        Tensor mean = means.get(i);
        Tensor square = squares.get(i);
        mean.add_(direction.sub(mean).mul(1 - beta1));
        square.copy_(square.mul(beta2).add(direction.mul(direction).mul(1 - beta2)));
        powers1.get(i).mul_(beta1);
        powers2.get(i).mul_(beta2);
        if (!greatest.isEmpty()) {
            greatest.get(i).copy_(greatest.get(i).maximum(square));
            square = greatest.get(i);
        }
        Tensor stepSize = rate().div(powers1.get(i).rsub(1));
        Tensor scale = square.sqrt().div(powers2.get(i).rsub(1).sqrt()).add(epsilon);
        parameter.sub_(mean.div(scale).mul(stepSize));
    }
}
