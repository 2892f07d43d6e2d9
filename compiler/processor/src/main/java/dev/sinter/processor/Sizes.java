package dev.sinter.processor;

import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the sizes come from when all that is given are arrays, which know their length only.
 *
 * <p>An array's length gives one size: that of the only dimension not known yet, as the length divided by the others. What no length
 * gives must be said.
 *
 * @param given    the sizes that a caller must say
 * @param inferred the others, each after those that it is inferred with
 */
record Sizes(List<String> given, List<Inferred> inferred) {
    /**
     * A size that an array's length gives.
     *
     * @param symbol the size
     * @param input  the input whose array it is
     * @param each   how many elements there are for each one of the size
     */
    record Inferred(String symbol, Declaration.Input input, Dim each) {}

    static Sizes of(List<Declaration.Input> inputs) {
        Set<String> unknown = new LinkedHashSet<>();
        inputs.forEach(input -> input.type().shape().forEach(dim -> unknown.addAll(dim.symbols())));
        List<String> given = new ArrayList<>();
        List<Inferred> inferred = new ArrayList<>();
        while (!unknown.isEmpty()) {
            Inferred next = next(inputs, unknown);
            if (next != null) {
                unknown.remove(next.symbol);
                inferred.add(next);
            } else {
                String first = unknown.iterator().next();
                unknown.remove(first);
                given.add(first);
            }
        }
        return new Sizes(given, inferred);
    }

    private static @Nullable Inferred next(List<Declaration.Input> inputs, Set<String> unknown) {
        for (Declaration.Input input : inputs) {
            Shape shape = input.type().shape();
            List<Dim> open = shape.dims().stream().filter(dim -> dim.symbols().stream().anyMatch(unknown::contains))
                    .toList();
            if (open.size() != 1 || open.get(0).symbols().size() != 1) {
                continue;
            }
            String symbol = open.get(0).symbols().iterator().next();
            if (open.get(0).equals(Dim.symbol(symbol))) {
                Dim each = Dim.ONE;
                for (Dim dim : shape) {
                    each = dim == open.get(0) ? each : each.times(dim);
                }
                return new Inferred(symbol, input, each);
            }
        }
        return null;
    }
}
