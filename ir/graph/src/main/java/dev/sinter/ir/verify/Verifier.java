package dev.sinter.ir.verify;

import dev.sinter.ir.Body;
import dev.sinter.ir.Contract;
import dev.sinter.ir.Control;
import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Index;
import dev.sinter.ir.Node;
import dev.sinter.ir.Scan;
import dev.sinter.ir.Source;
import dev.sinter.ir.View;
import dev.sinter.types.Shape;
import dev.sinter.types.Symbols;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rules that every graph keeps, before and after every pass. A new rule is a line in {@link #RULES} and a test. */
public final class Verifier {
    /** A rule: its words, and a check that reports what breaks it. */
    private record Rule(String words, Check check, boolean forBodies) {
        Rule(String words, Check check) {
            this(words, check, true);
        }
    }

    private interface Check {
        void of(Graph graph, List<Node> nodes, Consumer<String> broken);
    }

    private static final List<Rule> RULES = List.of(
            new Rule("names are letters, digits, underscores and dots", Verifier::names),
            new Rule("inputs are input nodes with distinct names", Verifier::inputs),
            new Rule("every input node in use is an input of the graph", Verifier::strangers),
            new Rule("a graph has an output", Verifier::outputs),
            new Rule("an output that has an input's name has the input's type", Verifier::states),
            new Rule("a node's inputs come before it and all nodes are of one builder", Verifier::order),
            new Rule("a node has the type that its op's rule gives", Verifier::types),
            new Rule("the inputs' sizes determine every symbol", Verifier::symbols, false),
            new Rule("the bodies of an op keep these rules, their symbols being those around them", Verifier::bodies));

    private Verifier() {}

    /** What breaks a rule, each with the rule's words and the node's text; empty for a good graph. */
    public static List<String> problems(Graph graph) {
        List<Node> nodes = graph.nodes();
        List<String> problems = new ArrayList<>();
        for (Rule rule : RULES) {
            rule.check.of(graph, nodes, broken -> problems.add(rule.words + ", but " + broken));
        }
        return problems;
    }

    /** The graph itself; {@link Diagnostic} naming every problem where it has any. */
    public static Graph verify(Graph graph) {
        List<String> problems = problems(graph);
        if (!problems.isEmpty()) {
            throw new Diagnostic("@" + graph.name() + " breaks its rules:\n  " + String.join("\n  ", problems));
        }
        return graph;
    }

    private static String text(Node node) {
        if (node.op() instanceof Source.Input input) {
            return "%" + input.id() + ": " + node.type() + " = input";
        }
        String operands = node.inputs().stream().map(input -> "%" + input.id()).collect(Collectors.joining(", "));
        return node + (operands.isEmpty() ? "" : " " + operands)
                + (node.op().attributes().texts().isEmpty() ? "" : " " + node.op().attributes());
    }

    private static void names(Graph graph, List<Node> nodes, Consumer<String> broken) {
        List<String> names = new ArrayList<>(graph.outputs().keySet());
        names.add(graph.name());
        nodes.stream()
                .map(Node::op)
                .filter(Source.Input.class::isInstance)
                .forEach(op -> names.add(((Source.Input) op).id()));
        names.stream().filter(name -> !Graph.isName(name)).forEach(name -> broken.accept("one is '" + name + "'"));
    }

    private static void inputs(Graph graph, List<Node> nodes, Consumer<String> broken) {
        Set<String> seen = new HashSet<>();
        for (Node node : graph.inputs()) {
            if (!(node.op() instanceof Source.Input input)) {
                broken.accept("one is " + text(node));
            } else if (!seen.add(input.id())) {
                broken.accept("two are called %" + input.id());
            }
        }
    }

    private static void strangers(Graph graph, List<Node> nodes, Consumer<String> broken) {
        Set<Node> known = new HashSet<>(graph.inputs());
        nodes.stream()
                .filter(node -> node.op() instanceof Source.Input && !known.contains(node))
                .forEach(node -> broken.accept(text(node) + " is not"));
    }

    private static void outputs(Graph graph, List<Node> nodes, Consumer<String> broken) {
        if (graph.outputs().isEmpty()) {
            broken.accept("this one has none");
        }
    }

    private static void states(Graph graph, List<Node> nodes, Consumer<String> broken) {
        for (Node node : graph.inputs()) {
            Node output = node.op() instanceof Source.Input input ? graph.outputs().get(input.id()) : null;
            if (output != null && !output.type().equals(node.type())) {
                broken.accept(text(node) + " has the new value " + text(output));
            }
        }
    }

    private static void order(Graph graph, List<Node> nodes, Consumer<String> broken) {
        Map<Integer, Node> byId = new HashMap<>();
        for (Node node : nodes) {
            Node other = byId.putIfAbsent(node.id(), node);
            if (other != null) {
                broken.accept(text(other) + " and " + text(node) + " have one number");
            }
            node.inputs().stream()
                    .filter(input -> input.id() >= node.id())
                    .forEach(input -> broken.accept(text(node) + " uses " + text(input)));
        }
    }

    private static void types(Graph graph, List<Node> nodes, Consumer<String> broken) {
        for (Node node : nodes) {
            String problem = typeProblem(node);
            if (problem != null) {
                broken.accept(text(node) + problem);
            }
        }
    }

    private static @Nullable String typeProblem(Node node) {
        try {
            TensorType type = node.op().type(node.inputs().stream().map(Node::type).toList());
            return type.equals(node.type()) ? null : " would be " + type;
        } catch (Diagnostic e) {
            return " has none: " + e.getMessage();
        }
    }

    private static void symbols(Graph graph, List<Node> nodes, Consumer<String> broken) {
        Set<String> determined = Symbols.determined(graph.inputs().stream().map(Node::shape).toList());
        for (Node node : nodes) {
            Set<String> free = new LinkedHashSet<>(mentioned(node));
            free.removeAll(determined);
            if (!free.isEmpty()) {
                broken.accept(text(node) + " mentions " + String.join(", ", free));
            }
        }
    }

    private static void bodies(Graph graph, List<Node> nodes, Consumer<String> broken) {
        for (Node node : nodes) {
            if (node.op() instanceof Control control) {
                for (Body body : control.bodies()) {
                    List<Node> inner = body.graph().nodes();
                    RULES.stream().filter(Rule::forBodies)
                            .forEach(rule -> rule.check.of(body.graph(), inner,
                                    each -> broken
                                            .accept("in a body of " + node + ": " + rule.words + ", but " + each)));
                }
            }
        }
    }

    private static Collection<String> mentioned(Node node) {
        if (node.op() instanceof Control control) {
            Set<String> names = new LinkedHashSet<>(symbols(node.shape()));
            control.bodies().forEach(body -> body.graph().nodes().forEach(inner -> names.addAll(mentioned(inner))));
            if (control instanceof Scan scan) {
                names.addAll(scan.length().symbols());
            }
            return names;
        }
        // Only these have dimensions in their attributes; the others' symbols all stand in types.
        boolean more = node.op() instanceof View || node.op() instanceof Index || node.op() instanceof Contract
                || node.op() instanceof Source.Size;
        return more && typeProblem(node) == null ? node.kernel().symbols() : symbols(node.shape());
    }

    private static Set<String> symbols(Shape shape) {
        Set<String> names = new LinkedHashSet<>();
        shape.forEach(dim -> names.addAll(dim.symbols()));
        return names;
    }
}
