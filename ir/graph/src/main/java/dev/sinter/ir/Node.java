package dev.sinter.ir;

import dev.sinter.ir.kernel.Kernel;
import dev.sinter.types.Shape;
import dev.sinter.types.TensorType;
import java.util.List;

/**
 * One value of a graph: an op applied to other values. Made only by {@link Graph.Builder}, which interns: within one builder equal
 * nodes are the same object.
 */
public final class Node {
    private final Op op;
    private final List<Node> inputs;
    private final TensorType type;
    private final int id;

    Node(Op op, List<Node> inputs, TensorType type, int id) {
        this.op = op;
        this.inputs = inputs;
        this.type = type;
        this.id = id;
    }

    public Op op() {
        return op;
    }

    public List<Node> inputs() {
        return inputs;
    }

    public Node input(int i) {
        return inputs.get(i);
    }

    public TensorType type() {
        return type;
    }

    public Shape shape() {
        return type.shape();
    }

    /** Its number within its builder: inputs have smaller ones. */
    public int id() {
        return id;
    }

    /** What it means: its op's kernel for the types of its inputs. */
    public Kernel kernel() {
        return op.kernel(inputs.stream().map(Node::type).toList());
    }

    @Override
    public String toString() {
        return "%" + id + ": " + type + " = " + op.opName();
    }
}
