package dev.sinter.compiler.fuzz;

import dev.sinter.ir.Graph;
import dev.sinter.ir.Literal;
import dev.sinter.ir.Node;
import dev.sinter.ir.Source;
import dev.sinter.types.Symbols;
import dev.sinter.types.TensorType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Values for the inputs of a random graph: ordinary numbers with a share of special ones, the same for the same seed and name. */
final class RandomValues {
    private RandomValues() {}

    /** Whether an input of that name is an index: its values are below its bound, which the name ends in: {@code index3_below7}. */
    static long bound(String name) {
        int at = name.indexOf("_below");
        return at < 0 ? 0 : Long.parseLong(name, at + 6, name.length(), 10);
    }

    static Map<String, Literal> of(Graph graph, Map<String, Long> symbols, long seed) {
        Map<String, Literal> values = new LinkedHashMap<>();
        for (Node input : graph.inputs()) {
            String name = ((Source.Input) input.op()).id();
            TensorType type = Symbols.evaluate(input.type(), symbols);
            Random random = new Random(seed * 31 + name.hashCode());
            boolean special = random.nextInt(3) == 0;
            long[] bits = new long[Math.toIntExact(type.shape().numel().constant())];
            for (int i = 0; i < bits.length; i++) {
                long bound = bound(name);
                bits[i] = bound > 0
                        ? random.nextLong(bound)
                        : special ? Values.random(type.dtype(), random) : Values.moderate(type.dtype(), random);
            }
            values.put(name, new Literal(type, bits));
        }
        return values;
    }
}
