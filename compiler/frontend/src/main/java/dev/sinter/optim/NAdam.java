package dev.sinter.optim;

import dev.sinter.Parameter;
import dev.sinter.Tensor;
import java.util.List;
import java.util.Map;

/** NAdam (Dozat, ICLR 2016 workshop): Adam that looks ahead along its mean, with a momentum that warms up. */
public final class NAdam extends Optimizer {
    private static final double WARM_UP = 0.96;
    private final List<Tensor> means;
    private final List<Tensor> squares;
    /** The power beta2^step, and 0.96^(step * decay) from which the momentum follows. */
    private final List<Tensor> powers;
    private final List<Tensor> warmUps;
    private final List<Tensor> products;

    public NAdam(List<Parameter> parameters, double rate) {
        this(numbered(parameters), rate, 0.9, 0.999, 1e-8, 0, 4e-3);
    }

    /**
     * @param weightDecay   how much of the parameter is added to its gradient
     * @param momentumDecay step t uses the momentum {@code beta1 * (1 - 0.96^(t * momentumDecay) / 2)}
     */
    public NAdam(Map<String, Parameter> parameters, double rate, double beta1, double beta2, double epsilon,
            double weightDecay, double momentumDecay) {
        super(parameters, rate);
        option("beta1", beta1);
        option("beta2", beta2);
        option("epsilon", epsilon);
        option("weightDecay", weightDecay);
        option("momentumDecay", momentumDecay);
        means = keepLikeParameters("mean");
        squares = keepLikeParameters("square");
        powers = keepNumbers("power", 1);
        warmUps = keepNumbers("warmup", 1);
        products = keepNumbers("product", 1);
    }

    @Override
    protected void update(int i, Tensor parameter, Tensor gradient) {
        double beta1 = option("beta1");
        double warmUp = Math.pow(WARM_UP, option("momentumDecay"));
        double beta2 = option("beta2");
        double epsilon = option("epsilon");
        double weightDecay = option("weightDecay");
        Tensor direction = weightDecay == 0 ? gradient : gradient.add(parameter, weightDecay);
        powers.get(i).mul_(beta2);
        warmUps.get(i).mul_(warmUp);
        Tensor momentum = warmUps.get(i).mul(0.5).rsub(1).mul(beta1);
        Tensor nextMomentum = warmUps.get(i).mul(warmUp).mul(0.5).rsub(1).mul(beta1);
        products.get(i).mul_(momentum);
        Tensor mean = means.get(i);
        Tensor square = squares.get(i);
        mean.add_(direction.sub(mean).mul(1 - beta1));
        square.copy_(square.mul(beta2).add(direction.mul(direction).mul(1 - beta2)));
        Tensor scale = square.div(powers.get(i).rsub(1)).sqrt().add(epsilon);
        Tensor now = rate().mul(momentum.rsub(1)).div(products.get(i).rsub(1));
        Tensor ahead = rate().mul(nextMomentum).div(products.get(i).mul(nextMomentum).rsub(1));
        parameter.sub_(direction.mul(now).add(mean.mul(ahead)).div(scale));
    }
}
