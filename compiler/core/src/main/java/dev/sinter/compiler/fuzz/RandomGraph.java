package dev.sinter.compiler.fuzz;

import dev.sinter.compiler.passes.Grad;
import dev.sinter.ir.Body;
import dev.sinter.ir.Control;
import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Literal;
import dev.sinter.ir.Node;
import dev.sinter.ir.Reduce;
import dev.sinter.ir.Scan;
import dev.sinter.ir.Source;
import dev.sinter.types.DType;
import dev.sinter.types.Shape;
import dev.sinter.types.Symbols;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Random programs with inputs: any ops, dtypes, ranks 0 to 6, sizes at the edges of vectors and tiles, symbols, shared values, views of
 * views, states, special values; a part of them with derivatives. One seed gives one program. The work of a program is bounded: the
 * interpreter takes milliseconds.
 */
public final class RandomGraph {
    private static final List<Grower> ANY = Stream.of(GrowPointwise.ALL, GrowViews.ALL, GrowFolds.ALL, GrowIndexed.ALL,
            GrowControl.ALL)
            .flatMap(List::stream).toList();
    private static final List<Grower> SMOOTH = Stream
            .of(GrowPointwise.SMOOTH, GrowPointwise.SMOOTH, GrowViews.ALL, GrowFolds.ALL, GrowIndexed.SMOOTH,
                    GrowControl.SMOOTH)
            .flatMap(List::stream).toList();
    private static final long MOST_DERIVED_POINTS = 60_000;

    private RandomGraph() {}

    /** The program of that seed; every eighth seed gives a smooth one in float64. */
    public static Case of(long seed) {
        boolean smooth = seed % 8 == 7;
        Random random = new Random(seed * 0x9E3779B97F4A7C15L + 1);
        Growth g = new Growth(random, smooth);
        int first = 1 + random.nextInt(2);
        for (int i = 0; i < first; i++) {
            g.input(g.dtype(), g.shape(g.rank()));
        }
        int ops = 1 + random.nextInt(smooth ? 8 : 25);
        List<Grower> growers = smooth ? SMOOTH : ANY;
        for (int tries = 0; ops > 0 && tries < 200 && !g.isFull(); tries++) {
            if (g.any(growers).grow(g) != null) {
                ops--;
            }
        }
        if (smooth) {
            return total(g);
        }
        Case plain = g.finish(g.outputs());
        return random.nextInt(5) == 0 ? withDerivatives(plain, random) : plain;
    }

    /** One scalar output: the sum of the last float. */
    private static Case total(Growth g) {
        Node last = Objects.requireNonNull(g.last(node -> node.type().dtype() == DType.F64));
        List<Integer> axes = IntStream.range(0, last.shape().rank()).boxed().toList();
        Node sum = g.add(new Reduce.Over(Reduce.Kind.SUM, axes), last);
        Map<String, Node> outputs = new LinkedHashMap<>();
        outputs.put("y", sum == null ? last : sum);
        return g.finish(outputs);
    }

    /** The program with the derivative of one of its outputs, where it has one. */
    private static Case withDerivatives(Case plain, Random random) {
        Graph graph = plain.graph();
        List<String> floats = graph.outputs().entrySet().stream()
                .filter(output -> output.getValue().type().dtype().isFloating()).map(Map.Entry::getKey).toList();
        List<String> wrt = graph.inputs().stream().filter(node -> node.type().dtype().isFloating())
                .map(node -> ((Source.Input) node.op()).id()).toList();
        if (floats.isEmpty() || wrt.isEmpty()) {
            return plain;
        }
        String output = floats.get(random.nextInt(floats.size()));
        try {
            Graph derived = Grad
                    .of(graph, output, wrt, random.nextBoolean() ? Grad.Unreached.ZEROS : Grad.Unreached.OMITTED)
                    .graph();
            Map<String, Long> symbols = plain.symbols();
            // A derivative may need more of the sizes than the program does: where an input is empty, say.
            if (points(derived, symbols) > MOST_DERIVED_POINTS || derived.requirements().stream()
                    .anyMatch(needed -> Symbols.evaluate(needed.value(), symbols) < 0)) {
                return plain;
            }
            Map<String, Literal> inputs = new HashMap<>(plain.inputs());
            for (Node node : derived.inputs()) {
                inputs.computeIfAbsent(((Source.Input) node.op()).id(),
                        name -> Values.random(Symbols.evaluate(node.type(), symbols), random));
            }
            return new Case(derived, inputs, false);
        } catch (Diagnostic e) {
            return plain;
        }
    }

    private static long points(Graph graph, Map<String, Long> symbols) {
        long points = 0;
        for (Node node : graph.nodes()) {
            if (node.op() instanceof Control control) {
                long rounds = control instanceof Scan scan ? Symbols.evaluate(scan.length(), symbols) : 4;
                for (Body body : control.bodies()) {
                    points += rounds * points(body.graph(), symbols);
                }
            } else if (!(node.op() instanceof Source)) {
                points += Symbols.evaluate(Shape.of(node.kernel().extents()).numel(), symbols);
            }
        }
        return points;
    }
}
