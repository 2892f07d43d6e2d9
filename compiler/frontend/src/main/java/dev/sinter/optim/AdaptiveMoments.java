package dev.sinter.optim;

import dev.sinter.Parameter;
import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.types.DType;
import dev.sinter.types.Shape;
import java.util.List;
import java.util.Map;

/** What Adam and AdamW have in common: steps along the mean of gradients, scaled by the root of the mean of their squares. */
abstract class AdaptiveMoments extends Optimizer {
    private final double beta1;
    private final double beta2;
    private final double epsilon;
    private final double weightDecay;
    /** Whether decay shrinks the parameter itself, without passing through the statistics. */
    private final boolean isDecoupled;
    private final List<Tensor> means;
    private final List<Tensor> squares;
    private final Tensor step;
    /** The powers beta^step. */
    private final Tensor power1;
    private final Tensor power2;

    AdaptiveMoments(Map<String, Parameter> parameters, double rate, double beta1, double beta2, double epsilon,
            double weightDecay, boolean isDecoupled) {
        super(parameters, rate);
        this.beta1 = nonNegative("beta", beta1);
        this.beta2 = nonNegative("beta", beta2);
        this.epsilon = nonNegative("epsilon", epsilon);
        this.weightDecay = nonNegative("weight decay", weightDecay);
        this.isDecoupled = isDecoupled;
        step = keep("step", Sinter.zeros(Shape.SCALAR, DType.I64));
        power1 = keep("power1", Sinter.ones(Shape.SCALAR, DType.F64));
        power2 = keep("power2", Sinter.ones(Shape.SCALAR, DType.F64));
        means = keepLikeParameters("mean");
        squares = keepLikeParameters("square");
    }

    @Override
    protected void advance() {
        step.add_(1);
        power1.mul_(beta1);
        power2.mul_(beta2);
    }

    @Override
    protected void update(int i, Tensor parameter, Tensor gradient) {
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
        Tensor stepSize = rate().div(power1.rsub(1));
        Tensor scale = square.sqrt().div(power2.rsub(1).sqrt()).add(epsilon);
        parameter.sub_(mean.div(scale).mul(stepSize));
    }
}
