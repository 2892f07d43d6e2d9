package dev.sinter.ir;

import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code scan(carry..., sequence..., x...)}: a step for each position of the sequences, which hands its carries on to the next.
 *
 * <p>The results are, in this order: the carries after the last step; what the steps give besides carries, stacked along a new first axis;
 * and the carries as they were before each step, stacked, which is what a derivative needs.
 *
 * @param body      one step: a graph of the carries, the sequences' elements at its position and the x, that gives the carries' next
 *                  values and what is to be stacked
 * @param carries   how many operands are carries
 * @param sequences how many operands are sequences, of shape {@code [length, ...]}
 * @param length    how many steps there are
 * @param reverse   whether the last position comes first
 * @param result    which of the results
 */
public record Scan(Body body, int carries, int sequences, Dim length, boolean reverse, int result) implements Control {
    @Override
    public String opName() {
        return "scan";
    }

    @Override
    public Attributes attributes() {
        return Attributes.of("body", body).with("carries", carries).with("sequences", sequences).with("length", length)
                .with("reverse", reverse).with("result", result);
    }

    /** How many results are stacked values of steps. */
    public int stacked() {
        return body.graph().outputs().size() - carries;
    }

    /** The number of the result that holds what a step gives besides carries. */
    public int stackedResult(int number) {
        return carries + number;
    }

    /** The number of the result that holds a carry as it was before each step. */
    public int historyResult(int carry) {
        return carries + stacked() + carry;
    }

    @Override
    public Scan withResult(int other) {
        return new Scan(body, carries, sequences, length, reverse, other);
    }

    @Override
    public List<Body> bodies() {
        return List.of(body);
    }

    @Override
    public Scan withBodies(List<Body> bodies) {
        return new Scan(bodies.get(0), carries, sequences, length, reverse, result);
    }

    @Override
    public List<Dim> requirements(List<TensorType> inputs) {
        List<Dim> all = new ArrayList<>(Control.super.requirements(inputs));
        all.add(length);
        return all;
    }

    /** A sequence of values of this type. */
    public TensorType sequence(TensorType element) {
        List<Dim> dims = new ArrayList<>(element.shape().dims());
        dims.add(0, length);
        return new TensorType(element.dtype(), Shape.of(dims));
    }

    @Override
    public List<TensorType> results(List<TensorType> inputs) {
        if (carries < 0 || sequences < 0 || carries + sequences > inputs.size()) {
            throw new Diagnostic("scan: " + carries + " carries and " + sequences + " sequences are needed, not "
                    + inputs.size() + " operands");
        }
        List<TensorType> step = new ArrayList<>(inputs);
        for (int i = carries; i < carries + sequences; i++) {
            Shape shape = inputs.get(i).shape();
            if (shape.rank() == 0 || !shape.dim(0).equals(length)) {
                throw new Diagnostic("scan: sequence " + (i - carries) + " is " + inputs.get(i)
                        + ", but there are " + length + " steps; its first axis must have as many positions");
            }
            step.set(i, new TensorType(inputs.get(i).dtype(), Shape.of(shape.dims().subList(1, shape.rank()))));
        }
        Control.requireTaken("scan", "body", body, step);
        List<TensorType> given = Control.given(body);
        if (given.size() < carries) {
            throw new Diagnostic("scan: the body gives " + given.size() + " tensors, but there are " + carries
                    + " carries; it gives the next value of each, then what is to be stacked");
        }
        List<TensorType> before = inputs.subList(0, carries);
        Control.requireKept("scan", before, given.subList(0, carries));
        return Control.join(before, given.subList(carries, given.size()).stream().map(this::sequence).toList(),
                before.stream().map(this::sequence).toList());
    }
}
