package dev.sinter.optim;

import dev.sinter.Parameter;
import dev.sinter.Tensor;
import java.util.List;
import java.util.Map;

/** Adadelta (Zeiler, arXiv 1212.5701, algorithm 1), its step multiplied by the learning rate. */
public final class Adadelta extends Optimizer {
    private final List<Tensor> squares;
    private final List<Tensor> moves;

    public Adadelta(List<Parameter> parameters) {
        this(numbered(parameters), 1, 0.9, 1e-6, 0);
    }

    /**
     * @param rho         how much of the means of squares stays
     * @param weightDecay how much of the parameter is added to its gradient
     */
    public Adadelta(Map<String, Parameter> parameters, double rate, double rho, double epsilon, double weightDecay) {
        super(parameters, rate);
        option("rho", rho);
        option("epsilon", epsilon);
        option("weightDecay", weightDecay);
        squares = keepLikeParameters("square");
        moves = keepLikeParameters("move");
    }

    @Override
    protected void update(int i, Tensor parameter, Tensor gradient) {
        double rho = option("rho");
        double epsilon = option("epsilon");
        double weightDecay = option("weightDecay");
        Tensor direction = weightDecay == 0 ? gradient : gradient.add(parameter, weightDecay);
        Tensor square = squares.get(i);
        Tensor moved = moves.get(i);
        square.copy_(square.mul(rho).add(direction.mul(direction).mul(1 - rho)));
        Tensor move = moved.add(epsilon).sqrt().div(square.add(epsilon).sqrt()).mul(direction);
        moved.copy_(moved.mul(rho).add(move.mul(move).mul(1 - rho)));
        parameter.sub_(move.mul(rate()));
    }
}
