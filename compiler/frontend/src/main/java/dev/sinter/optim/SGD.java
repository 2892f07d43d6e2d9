package dev.sinter.optim;

import dev.sinter.Parameter;
import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.types.DType;
import dev.sinter.types.Shape;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Stochastic gradient descent, with momentum (Sutskever et al., ICML 2013, in the form {@code v = momentum * v + g; p -= rate * v}).
 */
public final class SGD extends Optimizer {
    private final boolean nesterov;
    private List<Tensor> velocities = List.of();
    /** Whether a parameter has not moved yet. */
    private List<Tensor> isFirst = List.of();

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
        option("momentum", momentum);
        option("weightDecay", weightDecay);
        option("dampening", dampening);
        this.nesterov = nesterov;
        keepVelocities(momentum, dampening);
    }

    private void keepVelocities(double momentum, double dampening) {
        if (nesterov && (momentum == 0 || dampening != 0)) {
            throw new Diagnostic("SGD: Nesterov's form needs a momentum and no dampening");
        }
        if (momentum != 0 && velocities.isEmpty()) {
            velocities = keepLikeParameters("momentum");
        }
        if (momentum != 0 && dampening != 0 && isFirst.isEmpty()) {
            isFirst = keepPerParameter("first", parameter -> Sinter.ones(Shape.SCALAR, DType.BOOL));
        }
    }

    @Override
    protected void admit(Map<String, Double> options) {
        keepVelocities(Objects.requireNonNull(options.get("momentum")),
                Objects.requireNonNull(options.get("dampening")));
    }

    @Override
    protected void update(int i, Tensor parameter, Tensor gradient) {
        double momentum = option("momentum");
        double dampening = option("dampening");
        double weightDecay = option("weightDecay");
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
