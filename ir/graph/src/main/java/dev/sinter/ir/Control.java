package dev.sinter.ir;

import dev.sinter.ir.kernel.Kernel;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ops that hold graphs and decide when, and how often, these run: {@link Cond}, {@link While}, {@link Scan}.
 *
 * <p>Such an op has several results, and a node has one value: {@link #result} says which. Nodes that differ in nothing else are siblings;
 * they are computed together, once. What a body reads of its surroundings comes in as an operand; its symbols are those of the graph
 * around it.
 *
 * <p>A control op has no kernel, and its derivative is made of the derivatives of its bodies, by the passes.
 */
public sealed interface Control extends Op permits Cond, While, Scan {
    /** Which of the results the node stands for, from 0. */
    int result();

    /** The sibling that stands for another result. */
    Control withResult(int result);

    List<Body> bodies();

    /** The same with other bodies of the same types. */
    Control withBodies(List<Body> bodies);

    /** The types of all results; {@link Diagnostic} where the operands or the bodies do not fit. */
    List<TensorType> results(List<TensorType> inputs);

    @Override
    default TensorType type(List<TensorType> inputs) {
        List<TensorType> results = results(inputs);
        if (result() < 0 || result() >= results.size()) {
            throw new Diagnostic(opName() + " has " + results.size() + " results, numbered from 0; there is no result "
                    + result());
        }
        return results.get(result());
    }

    @Override
    default List<Dim> requirements(List<TensorType> inputs) {
        return bodies().stream().flatMap(body -> body.graph().requirements().stream()).map(Requirement::value)
                .distinct().toList();
    }

    @Override
    default Kernel kernel(List<TensorType> inputs) {
        throw new IllegalStateException(opName() + " runs graphs; it is no kernel");
    }

    @Override
    default List<@Nullable Node> gradient(Gradient g) {
        throw new Diagnostic(opName() + " has no derivative here: it is made of its bodies' by the passes");
    }

    /** The types that a body takes. */
    static List<TensorType> taken(Body body) {
        return body.graph().inputs().stream().map(Node::type).toList();
    }

    /** The types that a body gives. */
    static List<TensorType> given(Body body) {
        return body.graph().outputs().values().stream().map(Node::type).toList();
    }

    /** Refuses a body that is not made for operands of these types. */
    static void requireTaken(String op, String what, Body body, List<TensorType> operands) {
        List<TensorType> taken = taken(body);
        if (!taken.equals(operands)) {
            throw new Diagnostic(op + ": the " + what + " is for " + taken + ", but it is given " + operands);
        }
    }

    /** Refuses a condition that is not one bool. */
    static void requireBool(String op, String what, TensorType type) {
        if (!type.equals(TensorType.of(DType.BOOL))) {
            throw new Diagnostic(op + ": the " + what + " is " + type
                    + "; one bool, a tensor of bool[], is needed: compare, and reduce with all() or any() if there are several");
        }
    }

    /** Refuses a carry that changes its type on the way. */
    static void requireKept(String op, List<TensorType> before, List<TensorType> after) {
        for (int i = 0; i < before.size(); i++) {
            if (!before.get(i).equals(after.get(i))) {
                throw new Diagnostic(op + ": carry " + i + " is " + before.get(i) + " before a step and " + after.get(i)
                        + " after it; a carry keeps its dtype and shape: cast it, or begin with the type that it is to have");
            }
        }
    }

    /** All of these lists, one after the other. */
    @SafeVarargs
    static <T> List<T> join(List<? extends T>... lists) {
        List<T> all = new ArrayList<>();
        for (List<? extends T> list : lists) {
            all.addAll(list);
        }
        return all;
    }
}
