package dev.sinter.compiler.passes;

import dev.sinter.ir.Body;
import dev.sinter.ir.Cond;
import dev.sinter.ir.Control;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Node;
import dev.sinter.ir.Scan;
import dev.sinter.ir.While;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * An op that holds graphs without what nobody asks of it.
 *
 * @param op       the smaller op
 * @param results  of each result that is asked for its new number
 * @param operands the numbers of the operands that stay
 */
record Trim(Control op, Map<Integer, Integer> results, List<Integer> operands) {
    /** For these results; null where nothing can be left out. */
    static @Nullable Trim of(Control op, Set<Integer> asked) {
        return switch (op) {
            case Cond cond -> cond(cond, asked);
            case While loop -> loop(loop, asked);
            case Scan scan -> scan(scan, asked);
        };
    }

    /** The body with some of its inputs and outputs only. */
    private static Body part(Body body, List<Integer> inputs, List<Integer> outputs) {
        Graph graph = body.graph();
        List<String> names = List.copyOf(graph.outputs().keySet());
        Map<String, Node> kept = new LinkedHashMap<>();
        outputs.forEach(number -> kept.put(names.get(number), graph.outputs().get(names.get(number))));
        return new Body(new Graph(graph.name(), inputs.stream().map(graph.inputs()::get).toList(), kept));
    }

    /** The numbers of the inputs that some outputs are computed from. */
    private static Set<Integer> read(Body body, List<Integer> outputs) {
        List<Node> all = List.copyOf(body.graph().outputs().values());
        Set<Node> nodes = new HashSet<>(Graph.reachable(List.of(), outputs.stream().map(all::get).toList()));
        Set<Integer> read = new TreeSet<>();
        for (int i = 0; i < body.graph().inputs().size(); i++) {
            if (nodes.contains(body.graph().inputs().get(i))) {
                read.add(i);
            }
        }
        return read;
    }

    /** These carries and those that their values come from. */
    private static Set<Integer> closure(Body body, Set<Integer> from, int carries) {
        Set<Integer> needed = new TreeSet<>(from);
        boolean grows = true;
        while (grows) {
            grows = false;
            for (int i : read(body, List.copyOf(needed))) {
                grows |= i < carries && needed.add(i);
            }
        }
        return needed;
    }

    private static Map<Integer, Integer> numbered(List<Integer> kept) {
        Map<Integer, Integer> numbers = new HashMap<>();
        kept.forEach(each -> numbers.put(each, numbers.size()));
        return numbers;
    }

    private static @Nullable Trim cond(Cond cond, Set<Integer> asked) {
        List<Integer> outputs = asked.stream().sorted().toList();
        Set<Integer> inputs = new TreeSet<>(read(cond.then(), outputs));
        inputs.addAll(read(cond.otherwise(), outputs));
        if (outputs.size() == cond.then().graph().outputs().size()
                && inputs.size() == cond.then().graph().inputs().size()) {
            return null;
        }
        List<Integer> kept = List.copyOf(inputs);
        List<Integer> operands = new ArrayList<>(List.of(0));
        kept.forEach(i -> operands.add(i + 1));
        return new Trim(new Cond(part(cond.then(), kept, outputs), part(cond.otherwise(), kept, outputs), 0),
                numbered(outputs), operands);
    }

    private static @Nullable Trim loop(While loop, Set<Integer> asked) {
        int carries = loop.carries();
        Set<Integer> tested = read(loop.condition(), List.of(0));
        Set<Integer> from = new TreeSet<>(asked);
        tested.stream().filter(i -> i < carries).forEach(from::add);
        List<Integer> outputs = List.copyOf(closure(loop.body(), from, carries));
        Set<Integer> inputs = new TreeSet<>(outputs);
        inputs.addAll(tested);
        inputs.addAll(read(loop.body(), outputs));
        List<Integer> kept = List.copyOf(inputs);
        return kept.size() == loop.body().graph().inputs().size()
                ? null
                : new Trim(new While(part(loop.condition(), kept, List.of(0)), part(loop.body(), kept, outputs), 0),
                        numbered(outputs), kept);
    }

    private static @Nullable Trim scan(Scan scan, Set<Integer> asked) {
        int carries = scan.carries();
        Set<Integer> from = new TreeSet<>();
        for (int result : asked) {
            from.add(result < carries + scan.stacked() ? result : result - carries - scan.stacked());
        }
        // Whatever is stacked is asked for itself; what its value comes from is needed besides.
        List<Integer> outputs = List.copyOf(closure(scan.body(), from, carries));
        Set<Integer> inputs = new TreeSet<>(read(scan.body(), outputs));
        outputs.stream().filter(i -> i < carries).forEach(inputs::add);
        List<Integer> kept = List.copyOf(inputs);
        if (kept.size() == scan.body().graph().inputs().size()
                && outputs.size() == scan.body().graph().outputs().size()) {
            return null;
        }
        int carried = (int) outputs.stream().filter(i -> i < carries).count();
        int sequences = (int) IntStream.range(carries, carries + scan.sequences()).filter(inputs::contains).count();
        Scan smaller = new Scan(part(scan.body(), kept, outputs), carried, sequences, scan.length(), scan.reverse(), 0);
        Map<Integer, Integer> numbers = numbered(outputs);
        Map<Integer, Integer> results = new HashMap<>(numbers);
        for (int i : outputs) {
            if (i < carries) {
                results.put(scan.historyResult(i), smaller.historyResult(outputs.indexOf(i)));
            }
        }
        return new Trim(smaller, results, kept);
    }
}
