package dev.sinter.ir;

import dev.sinter.types.TensorType;
import java.util.List;

/**
 * {@code while(carry..., x...)}: the carries after as many steps as the condition holds before.
 *
 * @param condition a graph of the carries and the x that gives one bool
 * @param body      one step: a graph of the carries and the x that gives the carries' next values
 * @param result    which of the carries
 */
public record While(Body condition, Body body, int result) implements Control {
    @Override
    public String opName() {
        return "while";
    }

    @Override
    public Attributes attributes() {
        return Attributes.of("condition", condition).with("body", body).with("result", result);
    }

    /** How many operands are carries. */
    public int carries() {
        return body.graph().outputs().size();
    }

    @Override
    public While withResult(int other) {
        return new While(condition, body, other);
    }

    @Override
    public List<Body> bodies() {
        return List.of(condition, body);
    }

    @Override
    public While withBodies(List<Body> bodies) {
        return new While(bodies.get(0), bodies.get(1), result);
    }

    @Override
    public List<TensorType> results(List<TensorType> inputs) {
        Control.requireTaken("while", "condition", condition, inputs);
        Control.requireTaken("while", "body", body, inputs);
        List<TensorType> tests = Control.given(condition);
        if (tests.size() != 1) {
            throw new Diagnostic("while: the condition gives " + tests + "; one bool is needed");
        }
        Control.requireBool("while", "condition's value", tests.get(0));
        if (carries() > inputs.size()) {
            throw new Diagnostic("while: the body gives " + carries() + " carries for " + inputs.size() + " operands");
        }
        List<TensorType> results = inputs.subList(0, carries());
        Control.requireKept("while", results, Control.given(body));
        return results;
    }
}
