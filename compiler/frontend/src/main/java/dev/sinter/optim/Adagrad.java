package dev.sinter.optim;

import dev.sinter.Parameter;
import dev.sinter.Sinter;
import dev.sinter.Tensor;
import java.util.List;
import java.util.Map;

/** Adagrad (Duchi, Hazan and Singer, JMLR 2011): each element's rate falls with the sum of its squared gradients. */
public final class Adagrad extends Optimizer {
    private final List<Tensor> sums;
    private final List<Tensor> steps;

    public Adagrad(List<Parameter> parameters, double rate) {
        this(numbered(parameters), rate, 0, 0, 0, 1e-10);
    }

    /**
     * @param rateDecay   step t uses {@code rate / (1 + (t - 1) * rateDecay)}
     * @param weightDecay how much of the parameter is added to its gradient
     * @param initialSum  what the sums of squares begin with
     */
    public Adagrad(Map<String, Parameter> parameters, double rate, double rateDecay, double weightDecay,
            double initialSum, double epsilon) {
        super(parameters, rate);
        option("rateDecay", rateDecay);
        option("weightDecay", weightDecay);
        option("epsilon", epsilon);
        nonNegative("initial sum", initialSum);
        sums = keepPerParameter("sum", parameter -> Sinter.fullLike(parameter, initialSum));
        steps = keepNumbers("step", 0);
    }

    @Override
    protected void update(int i, Tensor parameter, Tensor gradient) {
        double rateDecay = option("rateDecay");
        double weightDecay = option("weightDecay");
        double epsilon = option("epsilon");
        Tensor direction = weightDecay == 0 ? gradient : gradient.add(parameter, weightDecay);
        Tensor decayed = rate().div(steps.get(i).mul(rateDecay).add(1));
        steps.get(i).add_(1);
        Tensor sum = sums.get(i);
        sum.add_(direction.mul(direction));
        parameter.sub_(direction.div(sum.sqrt().add(epsilon)).mul(decayed));
    }
}
