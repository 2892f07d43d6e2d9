package dev.sinter.ir;

import dev.sinter.ir.kernel.Kernel;
import dev.sinter.types.Dim;
import dev.sinter.types.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a node computes. The families are closed, so that passes switch over kinds; the members are data.
 *
 * <p>An op states everything that it owes the system: its name, its type rule, its meaning as a {@link Kernel}, and its
 * derivative in terms of other ops. The interpreter, fusion and all back ends read the same kernel.
 */
public sealed interface Op permits Source, Pointwise, Reduce, Contract, View, Index, Row, Control {
    /** The word for it in graph texts: lower case, the same as the public method's. */
    String opName();

    /** What else the text needs to say of it, apart from its inputs and its type. */
    default Attributes attributes() {
        return Attributes.NONE;
    }

    /** The type of the result for inputs of these types; throws {@link Diagnostic} where they do not fit. */
    TensorType type(List<TensorType> inputs);

    /**
     * What must be 0 or more for every value of the symbols in a call, besides the result's dimensions: that a slice lies within its
     * input, say. See {@link Requirement}.
     */
    default List<Dim> requirements(List<TensorType> inputs) {
        return List.of();
    }

    /** What it computes from inputs of these types, which have passed {@link #type}. */
    Kernel kernel(List<TensorType> inputs);

    /**
     * The derivative, built from ops: for each input what flows back to it given {@link Gradient#flow}, or null where nothing
     * does (integers, piecewise constant functions).
     */
    List<@Nullable Node> gradient(Gradient g);
}
