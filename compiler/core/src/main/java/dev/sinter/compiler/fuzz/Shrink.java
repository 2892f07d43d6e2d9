package dev.sinter.compiler.fuzz;

import dev.sinter.compiler.passes.Rewrite;
import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Literal;
import dev.sinter.ir.Node;
import dev.sinter.ir.Source;
import dev.sinter.ir.eval.Interpreter;
import dev.sinter.ir.scalar.Literals;
import dev.sinter.ir.text.ParseException;
import dev.sinter.ir.verify.Verifier;
import dev.sinter.types.DType;
import dev.sinter.types.Symbols;
import dev.sinter.types.TensorType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes a failing program smaller while it still fails: fewer outputs, nodes cut off (their values become inputs) or bypassed, inputs
 * dropped, sizes reduced, elements made plain. Greedy, until nothing helps or the time is up.
 */
final class Shrink {
    private static final Duration MOST_TIME = Duration.ofSeconds(20);
    private static final Pattern EXCEPTION = Pattern.compile("[\\w.$]+(Exception|Error|Diagnostic)\\b");

    private final Check check;
    private String kind = "";
    private final long end = System.nanoTime() + MOST_TIME.toNanos();

    /** Shrinks what fails this check. */
    Shrink(Check check) {
        this.check = check;
    }

    /** The smallest program found that fails as {@code failing} does. */
    Case run(Case failing) {
        kind = kind(check.failure(failing));
        Case smallest = failing;
        boolean smaller = true;
        while (smaller && !isLate()) {
            smaller = false;
            for (Attempt attempt : List.<Attempt>of(Shrink::fewerOutputs, Shrink::withoutUnusedInputs, Shrink::cuts,
                    Shrink::bypasses, Sizes::smaller, Shrink::plainer)) {
                Case next = first(attempt.of(smallest));
                // What worked once often works again.
                while (next != null) {
                    smallest = next;
                    smaller = true;
                    next = isLate() ? null : first(attempt.of(smallest));
                }
            }
        }
        return smallest;
    }

    /** A list of smaller programs to try, the most promising first; they are made when asked for. */
    interface Attempt {
        List<Candidate> of(Case program);
    }

    /** A smaller program, or null where it cannot be. */
    interface Candidate {
        @Nullable
        Case make();
    }

    private boolean isLate() {
        return System.nanoTime() > end;
    }

    private @Nullable Case first(List<Candidate> candidates) {
        for (Candidate candidate : candidates) {
            if (isLate()) {
                return null;
            }
            try {
                Case program = candidate.make();
                if (program != null && isSound(program) && kind.equals(kind(check.failure(program)))) {
                    return program;
                }
            } catch (Diagnostic | ParseException | IllegalArgumentException | ArithmeticException e) {
                // Not a program at all.
            }
        }
        return null;
    }

    /** The exception's name, so that shrinking does not slip from one fault to another; empty for a wrong value; - for none. */
    private static String kind(@Nullable String failure) {
        if (failure == null) {
            return "-";
        }
        Matcher exception = EXCEPTION.matcher(failure);
        return exception.lookingAt() ? exception.group() : "";
    }

    /** Whether the definition gives a value, so that a failure is the check's. */
    private static boolean isSound(Case program) {
        try {
            if (!Verifier.problems(program.graph()).isEmpty()) {
                return false;
            }
            program.expected();
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    private static List<Candidate> fewerOutputs(Case program) {
        List<Candidate> candidates = new ArrayList<>();
        Map<String, Node> outputs = program.graph().outputs();
        if (outputs.size() > 1) {
            outputs.forEach((name, node) -> candidates.add(() -> new Case(
                    new Graph(program.graph().name(), program.graph().inputs(), Map.of(name, node)),
                    program.inputs(), program.isSmooth())));
        }
        return candidates;
    }

    private static List<Candidate> withoutUnusedInputs(Case program) {
        Graph graph = program.graph();
        Set<Node> used = new HashSet<>(Graph.reachable(List.of(), graph.outputs().values()));
        List<Candidate> candidates = new ArrayList<>();
        List<Node> unused = graph.inputs().stream().filter(node -> !used.contains(node)).toList();
        if (unused.size() > 1) {
            candidates.add(() -> without(program, unused));
        }
        unused.forEach(node -> candidates.add(() -> without(program, List.of(node))));
        return candidates;
    }

    private static Case without(Case program, List<Node> inputs) {
        Graph graph = program.graph();
        List<Node> left = graph.inputs().stream().filter(node -> !inputs.contains(node)).toList();
        Map<String, Literal> values = new HashMap<>(program.inputs());
        inputs.forEach(node -> values.remove(((Source.Input) node.op()).id()));
        return new Case(new Graph(graph.name(), left, graph.outputs()), values, program.isSmooth());
    }

    /** Nodes whose value becomes an input: everything before them goes. */
    private static List<Candidate> cuts(Case program) {
        List<Candidate> candidates = new ArrayList<>();
        for (Node node : program.graph().nodes().reversed()) {
            boolean plain = node.op() instanceof Source;
            if (!plain) {
                candidates.add(() -> cut(program, node));
            }
        }
        return candidates;
    }

    private static Case cut(Case program, Node node) {
        Graph graph = program.graph();
        Map<String, Literal> values = new HashMap<>(program.inputs());
        String name = "cut" + node.id();
        while (values.containsKey(name)) {
            name += "_";
        }
        values.put(name, Objects.requireNonNull(Interpreter.run(
                new Graph("cut", graph.inputs(), Map.of("value", node)), program.inputs()).get("value")));
        Graph.Builder builder = Graph.builder();
        Node input = builder.input(name, node.type());
        Graph next = Rewrite.sweep(graph, builder,
                (each, inputs, to) -> each == node ? input : to.add(each.op(), inputs));
        List<Node> inputs = new ArrayList<>(next.inputs());
        inputs.add(input);
        return new Case(new Graph(graph.name(), inputs, next.outputs()), values, program.isSmooth());
    }

    /** Nodes that an input of the same type can stand for. */
    private static List<Candidate> bypasses(Case program) {
        List<Candidate> candidates = new ArrayList<>();
        for (Node node : program.graph().nodes()) {
            for (int i = 0; i < node.inputs().size(); i++) {
                int operand = i;
                if (node.input(i).type().equals(node.type())) {
                    candidates.add(() -> new Case(Rewrite.sweep(program.graph(), Graph.builder(),
                            (each, inputs, to) -> each == node ? inputs.get(operand) : to.add(each.op(), inputs)),
                            program.inputs(), program.isSmooth()));
                }
            }
        }
        return candidates;
    }

    /** Inputs of ones, of zeros, or with a part of their elements 0. */
    private static List<Candidate> plainer(Case program) {
        List<Candidate> candidates = new ArrayList<>();
        program.inputs().entrySet().stream().sorted(Comparator.comparing(Map.Entry::getKey)).forEach(input -> {
            Literal value = input.getValue();
            long one = Literals.bits(value.dtype(), 1.0);
            for (long fill : new long[]{0, one}) {
                for (int parts = 1; parts <= Math.min(8, value.size()); parts *= 2) {
                    for (int part = 0; part < parts; part++) {
                        int from = value.size() * part / parts;
                        int to = value.size() * (part + 1) / parts;
                        candidates.add(() -> filled(program, input.getKey(), value, from, to, fill, one));
                    }
                }
            }
        });
        return candidates;
    }

    private static @Nullable Case filled(Case program, String name, Literal value, int from, int to, long fill,
            long one) {
        long[] bits = value.bits();
        boolean plainer = false;
        for (int i = from; i < to; i++) {
            // From anything to 1, from 1 to 0: never back.
            if (bits[i] != fill && bits[i] != 0 && !(fill == one && value.dtype() == DType.BOOL)) {
                bits[i] = fill;
                plainer = true;
            }
        }
        if (!plainer) {
            return null;
        }
        Map<String, Literal> values = new LinkedHashMap<>(program.inputs());
        values.put(name, new Literal(value.type(), bits));
        return new Case(program.graph(), values, program.isSmooth());
    }

    /** The static type of an input for the values of the symbols. */
    static TensorType known(Node input, Map<String, Long> symbols) {
        return Symbols.evaluate(input.type(), symbols);
    }
}
