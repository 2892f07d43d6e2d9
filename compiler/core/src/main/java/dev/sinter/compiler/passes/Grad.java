package dev.sinter.compiler.passes;

import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Node;
import dev.sinter.ir.Source;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Differentiation as a function from graph to graph; see {@link Reverse} for the order of sums. */
public final class Grad {
    /** What becomes of an input to which nothing flows. */
    public enum Unreached {
        /** Its derivative is an output of zeros. */
        ZEROS,
        /** It has no derivative among the outputs. */
        OMITTED
    }

    /**
     * A graph with derivatives.
     *
     * @param graph     the outputs of the original, then the derivatives
     * @param unreached the inputs to which nothing flows
     */
    public record Derivatives(Graph graph, Set<String> unreached) {
        public Derivatives {
            unreached = Collections.unmodifiableSet(new LinkedHashSet<>(unreached));
        }
    }

    private Grad() {}

    /** The name of the output that holds the derivative of {@code output} by {@code input}: {@code d_loss_d_w}. */
    public static String name(String output, String input) {
        return "d_" + output + "_d_" + input;
    }

    /** The name of the input that takes what flows into an output that is not a scalar: {@code grad_y}. */
    public static String seedName(String output) {
        return "grad_" + output;
    }

    /**
     * The graph with, for each of the inputs {@code wrt}, one more output {@link #name}: the derivative of {@code output} by it, of
     * its type. A scalar output starts with 1; of any other the derivative is that of its product with one more input,
     * {@link #seedName}, of the output's type.
     *
     * @throws Diagnostic where there is no such output or input, where one is not of a floating dtype, or a name is taken
     */
    public static Derivatives of(Graph graph, String output, List<String> wrt, Unreached unreached) {
        Graph.Builder builder = Graph.builder();
        Graph copy = Rewrite.copy(graph, builder);
        Node root = copy.outputs().get(output);
        if (root == null) {
            throw new Diagnostic("grad: @" + graph.name() + " has no output '" + output + "'; its outputs are "
                    + graph.outputs().keySet());
        }
        floating("the output '" + output + "'", root.type());
        List<Node> inputs = new ArrayList<>(copy.inputs());
        List<Node> by = new ArrayList<>();
        for (String name : wrt) {
            Node input = input(copy, name);
            floating("the input %" + name, input.type());
            by.add(input);
        }
        Node seed;
        if (root.shape().rank() == 0) {
            seed = Known.filled(root.type(), 1, builder);
        } else {
            String name = seedName(output);
            if (names(copy).contains(name)) {
                throw new Diagnostic("grad: @" + graph.name() + " already has an input %" + name
                        + "; rename it, for what flows into '" + output + "' is to be called so");
            }
            seed = builder.input(name, root.type());
            inputs.add(seed);
        }
        List<@Nullable Node> flows = Reverse.flows(builder, List.of(root), List.of(seed), by);
        Map<String, Node> outputs = new LinkedHashMap<>(copy.outputs());
        Set<String> missed = new LinkedHashSet<>();
        for (int i = 0; i < by.size(); i++) {
            Node flow = flows.get(i);
            if (flow == null) {
                missed.add(wrt.get(i));
                if (unreached == Unreached.OMITTED) {
                    continue;
                }
                flow = Known.filled(by.get(i).type(), 0, builder);
            }
            String name = name(output, wrt.get(i));
            if (outputs.putIfAbsent(name, flow) != null) {
                throw new Diagnostic("grad: @" + graph.name() + " already has an output '" + name + "'; rename it");
            }
        }
        return new Derivatives(builder.graph(graph.name(), inputs, outputs), missed);
    }

    private static Node input(Graph graph, String name) {
        try {
            return graph.input(name);
        } catch (IllegalArgumentException e) {
            Diagnostic diagnostic = new Diagnostic("grad: " + e.getMessage() + "; its inputs are " + names(graph));
            diagnostic.initCause(e);
            throw diagnostic;
        }
    }

    private static List<String> names(Graph graph) {
        return graph.inputs().stream()
                .map(node -> ((Source.Input) node.op()).id())
                .collect(Collectors.toList());
    }

    private static void floating(String what, TensorType type) {
        if (!type.dtype().isFloating()) {
            throw new Diagnostic("grad: " + what + " is " + type + "; only floating dtypes have derivatives");
        }
    }
}
