package dev.sinter.compiler.fuzz;

import dev.sinter.ir.Graph;
import dev.sinter.ir.Literal;
import dev.sinter.ir.Node;
import dev.sinter.ir.Source;
import dev.sinter.ir.text.Parser;
import dev.sinter.ir.text.Printer;
import dev.sinter.types.Dim;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes the sizes of a failing program smaller. A size is a number that stands in many places of a graph's text, in types and in
 * attributes, also as a factor of others: all of them are replaced, and the parser tells whether that is a graph.
 */
final class Sizes {
    private static final Pattern BRACKETS = Pattern.compile("\\[[^\\[\\]]*\\]");
    private static final Pattern NUMBER = Pattern.compile("(?<![\\w.])\\d+(?![\\w.])");

    private Sizes() {}

    /** The program with one symbol's value, or one size, made smaller; a symbol replaced by its value. */
    static List<Shrink.Candidate> smaller(Case program) {
        List<Shrink.Candidate> candidates = new ArrayList<>();
        Map<String, Long> symbols = program.symbols();
        symbols.forEach((symbol, value) -> {
            for (long less : less(value)) {
                Map<String, Long> changed = new HashMap<>(symbols);
                changed.put(symbol, less);
                candidates.add(() -> cropped(program, program.graph(), changed));
            }
            candidates.add(() -> cropped(program, Parser.parse(
                    Printer.print(program.graph()).replaceAll("\\b" + symbol + "\\b", value.toString())), symbols));
        });
        TreeSet<Long> sizes = new TreeSet<>();
        for (Node node : program.graph().nodes()) {
            node.shape().dims().stream().filter(Dim::isConstant).forEach(dim -> sizes.add(dim.constant()));
        }
        for (long size : sizes.descendingSet()) {
            for (long less : less(size)) {
                candidates.add(() -> cropped(program, replaced(program.graph(), size, less, false), symbols));
                candidates.add(() -> cropped(program, replaced(program.graph(), size, less, true), symbols));
            }
        }
        return candidates;
    }

    private static List<Long> less(long size) {
        List<Long> less = new ArrayList<>();
        for (long each : new long[]{1, 2, 3, size / 2, size - 1}) {
            if (each > 0 && each < size && !less.contains(each)) {
                less.add(each);
            }
        }
        return less;
    }

    /** Every number {@code size} between brackets, and where {@code factors} every multiple of it, replaced. */
    private static Graph replaced(Graph graph, long size, long less, boolean factors) {
        String text = BRACKETS.matcher(Printer.print(graph)).replaceAll(brackets -> NUMBER.matcher(brackets.group())
                .replaceAll(number -> {
                    long value = Long.parseLong(number.group());
                    boolean hit = value == size || factors && size > 1 && value > 0 && value % size == 0;
                    return Long.toString(hit ? value / size * less : value);
                }));
        return Parser.parse(text);
    }

    /** The graph with the inputs' values cut to its inputs' shapes; null where one is not smaller. */
    private static @Nullable Case cropped(Case program, Graph graph, Map<String, Long> symbols) {
        Map<String, Literal> values = new HashMap<>();
        for (Node input : graph.inputs()) {
            String name = ((Source.Input) input.op()).id();
            Literal cropped = crop(Objects.requireNonNull(program.inputs().get(name)), Shrink.known(input, symbols));
            if (cropped == null) {
                return null;
            }
            values.put(name, cropped);
        }
        return new Case(graph, values, program.isSmooth());
    }

    private static @Nullable Literal crop(Literal value, TensorType to) {
        int rank = to.shape().rank();
        if (value.shape().rank() != rank) {
            return null;
        }
        long[] sizes = to.shape().sizes();
        long[] from = value.shape().sizes();
        long[] bits = new long[Math.toIntExact(to.shape().numel().constant())];
        for (int i = 0; i < bits.length; i++) {
            long rest = i;
            long at = 0;
            long stride = 1;
            for (int axis = rank - 1; axis >= 0; axis--) {
                if (sizes[axis] > from[axis]) {
                    return null;
                }
                at += rest % sizes[axis] * stride;
                rest /= sizes[axis];
                stride *= from[axis];
            }
            bits[i] = value.bits((int) at);
        }
        return new Literal(to, bits);
    }
}
