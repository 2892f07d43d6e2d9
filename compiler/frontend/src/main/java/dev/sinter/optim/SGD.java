package dev.sinter.optim;

import dev.sinter.Parameter;
import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.types.DType;
import dev.sinter.types.Shape;
import java.util.List;
import java.util.Map;

/**
 * Stochastic gradient descent, with momentum (Sutskever et al., ICML 2013, in the form {@code v = momentum * v + g; p -= rate * v}).
 */
public final class SGD extends Optimizer {
    private final double momentum;
    private final double dampening;
    private final double weightDecay;
    private final boolean nesterov;
    private final List<Tensor> velocities;
    /** Whether a parameter has not moved yet. */
    private final List<Tensor> isFirst;

    public SGD(List<Parameter> parameters, double rate) {
        this(numbered(parameters), rate, 0, 0, 0, false);
    }

    public SGD(List<Parameter> parameters, double rate, double momentum) {
        this(numbered(parameters), rate, momentum, 0, 0, false);
    }

    public SGD(Map<String, Parameter> parameters, double rate, double momentum) {
        this(parameters, rate, momentum, 0, 0, false);
    }

    /**
     * @param momentum    how much of the last step's velocity stays
     * @param dampening   by how much the gradient's part in it is lessened; the first step takes the gradient whole
     * @param weightDecay how much of the parameter is added to its gradient
     * @param nesterov    whether the step looks ahead along the velocity; needs momentum without dampening
     */
    public SGD(Map<String, Parameter> parameters, double rate, double momentum, double dampening, double weightDecay,
            boolean nesterov) {
        super(parameters, rate);
        this.momentum = nonNegative("momentum", momentum);
        this.dampening = dampening;
        this.weightDecay = nonNegative("weight decay", weightDecay);
        this.nesterov = nesterov;
        if (nesterov && (momentum == 0 || dampening != 0)) {
            throw new Diagnostic("SGD: Nesterov's form needs a momentum and no dampening");
        }
        velocities = momentum == 0 ? List.of() : keepLikeParameters("momentum");
        isFirst = momentum == 0 || dampening == 0
                ? List.of()
                : keepPerParameter("first", parameter -> Sinter.ones(Shape.SCALAR, DType.BOOL));
    }

    @Override
    protected void update(int i, Tensor parameter, Tensor gradient) {
        Tensor direction = weightDecay == 0 ? gradient : gradient.add(parameter, weightDecay);
        if (momentum != 0) {
            Tensor velocity = velocities.get(i);
            Tensor next = velocity.mul(momentum).add(dampening == 0 ? direction : direction.mul(1 - dampening));
            velocity.copy_(dampening == 0 ? next : Sinter.where(isFirst.get(i), direction, next));
            if (dampening != 0) {
                isFirst.get(i).zero_();
            }
            direction = nesterov ? direction.add(velocity, momentum) : velocity;
        }
        parameter.sub_(direction.mul(rate()));
    }
}
