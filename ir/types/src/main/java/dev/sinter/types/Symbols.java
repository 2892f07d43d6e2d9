package dev.sinter.types;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How the sizes of the tensors that come determine the symbols of the shapes that were declared.
 *
 * <p>A symbol is determined where a dimension is linear in it with a constant factor and all its other symbols are determined:
 * {@code N}, {@code 2*N+1}, {@code N+M} beside {@code M}. All other dimensions are only compared.
 */
public final class Symbols {
    private Symbols() {}

    /**
     * How one symbol follows from a size: it is {@code (size - rest) / factor}.
     *
     * @param symbol its name
     * @param tensor the number of the tensor
     * @param axis   the axis whose size is meant
     * @param factor the constant factor of the symbol in the declared dimension, not 0
     * @param rest   the dimension without it, over symbols that were found before
     */
    public record Source(String symbol, int tensor, int axis, long factor, Dim rest) {
        /** The declared dimension. */
        public Dim dim() {
            return Dim.symbol(symbol).times(factor).plus(rest);
        }
    }

    /**
     * Where each symbol that tensors of these shapes determine comes from: first those that are a dimension of their own, in order, then
     * those that follow from them.
     */
    public static List<Source> sources(List<Shape> shapes) {
        Map<String, Source> found = new LinkedHashMap<>();
        boolean more = true;
        boolean alone = true;
        while (more) {
            more = false;
            for (int tensor = 0; tensor < shapes.size(); tensor++) {
                for (int axis = 0; axis < shapes.get(tensor).rank(); axis++) {
                    Dim dim = shapes.get(tensor).dim(axis);
                    String symbol = solvable(dim, found.keySet());
                    if (symbol != null && (!alone || dim.equals(Dim.symbol(symbol)))) {
                        long factor = factor(dim, symbol);
                        Dim rest = dim.minus(Dim.symbol(symbol).times(factor));
                        found.put(symbol, new Source(symbol, tensor, axis, factor, rest));
                        more = true;
                    }
                }
            }
            more |= alone;
            alone = false;
        }
        return new ArrayList<>(found.values());
    }

    /** The symbols that tensors of these shapes determine. */
    public static Set<String> determined(List<Shape> shapes) {
        Set<String> known = new LinkedHashSet<>();
        sources(shapes).forEach(source -> known.add(source.symbol()));
        return known;
    }

    /**
     * The value of each symbol for tensors of these types given for the declared ones, in order.
     *
     * @param names what the tensors are called in messages
     * @throws IllegalArgumentException where dtype, rank or a size does not fit, naming the tensor and the axis
     */
    public static Map<String, Long> bind(List<String> names, List<TensorType> declared, List<TensorType> given) {
        List<Shape> shapes = new ArrayList<>();
        for (int i = 0; i < declared.size(); i++) {
            TensorType needed = declared.get(i);
            if (needed.dtype() != given.get(i).dtype() || needed.shape().rank() != given.get(i).shape().rank()) {
                throw mismatch(names.get(i), needed, given.get(i), "dtype and rank must be equal");
            }
            shapes.add(needed.shape());
        }
        Map<String, Long> values = solve(names, declared, given);
        for (int i = 0; i < declared.size(); i++) {
            for (int axis = 0; axis < shapes.get(i).rank(); axis++) {
                Dim dim = shapes.get(i).dim(axis);
                long size = given.get(i).shape().size(axis);
                long needed = evaluate(dim, values);
                if (needed != size) {
                    String value = dim.isConstant() ? "" : dim + " = ";
                    throw mismatch(
                            names.get(i), declared.get(i), given.get(i),
                            "axis " + axis + " is " + size + ", but " + value + needed + " is needed");
                }
            }
        }
        return values;
    }

    private static Map<String, Long> solve(List<String> names, List<TensorType> declared, List<TensorType> given) {
        Map<String, Long> values = new TreeMap<>();
        boolean more = true;
        while (more) {
            more = false;
            for (int i = 0; i < declared.size(); i++) {
                for (int axis = 0; axis < declared.get(i).shape().rank(); axis++) {
                    Dim dim = declared.get(i).shape().dim(axis);
                    String symbol = solvable(dim, values.keySet());
                    if (symbol == null) {
                        continue;
                    }
                    long size = given.get(i).shape().size(axis);
                    long factor = factor(dim, symbol);
                    long rest = size - evaluate(dim.minus(Dim.symbol(symbol).times(factor)), values);
                    if (rest % factor != 0 || rest / factor < 0) {
                        throw mismatch(
                                names.get(i), declared.get(i), given.get(i),
                                "axis " + axis + " is " + size + ", which is " + dim + " for no " + symbol);
                    }
                    values.put(symbol, rest / factor);
                    more = true;
                }
            }
        }
        return values;
    }

    /** The one unknown symbol that the dimension determines, or null. */
    private static @Nullable String solvable(Dim dim, Set<String> known) {
        String unknown = null;
        for (String symbol : dim.symbols()) {
            if (!known.contains(symbol)) {
                if (unknown != null) {
                    return null;
                }
                unknown = symbol;
            }
        }
        return unknown != null && factor(dim, unknown) != 0 ? unknown : null;
    }

    /** The constant factor of {@code symbol}, or 0 where there is none. */
    private static long factor(Dim dim, String symbol) {
        Dim factor = dim.coefficient(symbol);
        return factor != null && factor.isConstant() ? factor.constant() : 0;
    }

    /** The value of a dimension; {@link IllegalArgumentException} where a symbol has none. */
    public static long evaluate(Dim dim, Map<String, Long> values) {
        return dim.evaluate(symbol -> {
            Long value = values.get(symbol);
            if (value == null) {
                throw new IllegalArgumentException(
                        "the symbol " + symbol + " of the dimension " + dim + " has no value; known are " + values);
            }
            return value;
        });
    }

    /** The static type for these values of its symbols; {@link IllegalArgumentException} where a size comes out negative. */
    public static TensorType evaluate(TensorType type, Map<String, Long> values) {
        if (type.shape().isStatic()) {
            return type;
        }
        return new TensorType(type.dtype(),
                Shape.of(type.shape().dims().stream().mapToLong(dim -> evaluate(dim, values)).toArray()));
    }

    private static IllegalArgumentException mismatch(String name, TensorType declared, TensorType given,
            String reason) {
        return new IllegalArgumentException(
                "%" + name + " is declared " + declared + ", but " + given + " was given: " + reason);
    }
}
