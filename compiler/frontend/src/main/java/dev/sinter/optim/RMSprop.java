package dev.sinter.optim;

import dev.sinter.Parameter;
import dev.sinter.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** RMSprop (Hinton, lecture 6e of Neural Networks for Machine Learning, 2012), centred where asked (Graves, arXiv 1308.0850). */
public final class RMSprop extends Optimizer {
    private final List<Tensor> squares;
    private final List<Tensor> means;
    private List<Tensor> velocities = List.of();

    public RMSprop(List<Parameter> parameters, double rate) {
        this(numbered(parameters), rate, 0.99, 1e-8, 0, 0, false);
    }

    /**
     * @param alpha       how much of the mean of squares stays
     * @param weightDecay how much of the parameter is added to its gradient
     * @param momentum    how much of the last step's velocity stays
     * @param centered    whether gradients are scaled by their deviation, not by the root of their mean square
     */
    public RMSprop(Map<String, Parameter> parameters, double rate, double alpha, double epsilon, double weightDecay,
            double momentum, boolean centered) {
        super(parameters, rate);
        option("alpha", alpha);
        option("epsilon", epsilon);
        option("weightDecay", weightDecay);
        option("momentum", momentum);
        squares = keepLikeParameters("square");
        means = centered ? keepLikeParameters("mean") : List.of();
        keepVelocities(momentum);
    }

    private void keepVelocities(double momentum) {
        velocities = momentum == 0 || !velocities.isEmpty() ? velocities : keepLikeParameters("momentum");
    }

    @Override
    protected void admit(Map<String, Double> options) {
        keepVelocities(Objects.requireNonNull(options.get("momentum")));
    }

    @Override
    protected void update(int i, Tensor parameter, Tensor gradient) {
        double alpha = option("alpha");
        double epsilon = option("epsilon");
        double weightDecay = option("weightDecay");
        double momentum = option("momentum");
        Tensor direction = weightDecay == 0 ? gradient : gradient.add(parameter, weightDecay);
        Tensor square = squares.get(i);
        square.copy_(square.mul(alpha).add(direction.mul(direction).mul(1 - alpha)));
        Tensor variance = square;
        if (!means.isEmpty()) {
            Tensor mean = means.get(i);
            mean.add_(direction.sub(mean).mul(1 - alpha));
            variance = square.sub(mean.mul(mean));
        }
        Tensor scaled = direction.div(variance.sqrt().add(epsilon));
        if (momentum != 0) {
            Tensor velocity = velocities.get(i);
            velocity.copy_(velocity.mul(momentum).add(scaled));
            scaled = velocity;
        }
        parameter.sub_(scaled.mul(rate()));
    }
}
