package dev.sinter.ir;

import dev.sinter.types.TensorType;
import java.util.List;

/**
 * {@code cond(predicate, x...)}: what one of two graphs gives of the x, the other of which does not run.
 *
 * @param then      runs where the predicate, one bool, is true
 * @param otherwise runs where it is false; of the same types
 * @param result    which of the graphs' outputs
 */
public record Cond(Body then, Body otherwise, int result) implements Control {
    @Override
    public String opName() {
        return "cond";
    }

    @Override
    public Attributes attributes() {
        return Attributes.of("then", then).with("else", otherwise).with("result", result);
    }

    @Override
    public Cond withResult(int other) {
        return new Cond(then, otherwise, other);
    }

    @Override
    public List<Body> bodies() {
        return List.of(then, otherwise);
    }

    @Override
    public Cond withBodies(List<Body> bodies) {
        return new Cond(bodies.get(0), bodies.get(1), result);
    }

    @Override
    public List<TensorType> results(List<TensorType> inputs) {
        if (inputs.isEmpty()) {
            throw new Diagnostic("cond: a predicate is needed, one bool");
        }
        Control.requireBool("cond", "predicate", inputs.get(0));
        List<TensorType> operands = inputs.subList(1, inputs.size());
        Control.requireTaken("cond", "first branch", then, operands);
        Control.requireTaken("cond", "second branch", otherwise, operands);
        List<TensorType> given = Control.given(then);
        if (!given.equals(Control.given(otherwise))) {
            throw new Diagnostic("cond: one branch gives " + given + " and the other " + Control.given(otherwise)
                    + "; both give tensors of the same dtypes and shapes: cast, or expand");
        }
        return given;
    }
}
