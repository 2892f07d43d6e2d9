package dev.sinter.ir;

import dev.sinter.ir.kernel.Kernel;
import dev.sinter.ir.kernel.Read;
import dev.sinter.ir.scalar.Expr;
import dev.sinter.types.DType;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code custom(value, x..., saved...)}: the value, with a derivative of its own. What flows back is computed by the body from the flow
 * and the saved tensors, and goes to each x; nothing flows to the value or to what is saved. Nothing is computed forwards.
 *
 * @param backward a graph of the flow and the saved tensors, with one output for each x, of its type
 */
public record Custom(Body backward) implements Pointwise {
    @Override
    public String opName() {
        return "custom";
    }

    @Override
    public Attributes attributes() {
        return Attributes.of("backward", backward);
    }

    /** How many operands something flows to. */
    public int reached() {
        return backward.graph().outputs().size();
    }

    @Override
    public TensorType type(List<TensorType> inputs) {
        List<TensorType> taken = new ArrayList<>(backward.graph().inputs().stream().map(Node::type).toList());
        if (inputs.size() != reached() + taken.size()) {
            throw new Diagnostic(
                    "custom: a value, " + reached() + " tensors that it depends on and " + (taken.size() - 1)
                            + " saved tensors are needed, not " + inputs.size() + " operands");
        }
        List<TensorType> needed = new ArrayList<>(List.of(taken.get(0)));
        backward.graph().outputs().values().forEach(output -> needed.add(output.type()));
        needed.addAll(taken.subList(1, taken.size()));
        if (!needed.equals(inputs)) {
            throw new Diagnostic("custom: the derivative is for operands " + needed + ", not " + inputs);
        }
        return inputs.get(0);
    }

    @Override
    public Expr body(DType result, List<Expr> args) {
        return args.get(0);
    }

    @Override
    public Kernel kernel(List<TensorType> inputs) {
        TensorType output = type(inputs);
        List<Read> reads = List.of(new Read(0, Kernel.coordinates(output.shape().rank())));
        return Kernel.map(inputs, output, reads, new Expr.Arg(0, output.dtype()));
    }

    @Override
    public List<@Nullable Node> gradient(Gradient g) {
        List<Node> arguments = new ArrayList<>(List.of(g.flow()));
        List<Node> operands = g.out().inputs();
        arguments.addAll(operands.subList(1 + reached(), operands.size()));
        List<@Nullable Node> flows = new ArrayList<>(g.nothing());
        List<Node> found = backward.inline((op, inputs) -> g.add(op, inputs.toArray(Node[]::new)), arguments);
        for (int i = 0; i < found.size(); i++) {
            flows.set(1 + i, found.get(i));
        }
        return flows;
    }
}
