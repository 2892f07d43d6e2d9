package dev.sinter.types;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the bounds of symbols say about dimensions.
 *
 * @param extents a symbol's exclusive upper bound, or null
 */
record Bounds(Function<String, @Nullable Dim> extents) {
    /** Whether {@code 0 <= dim < bound} can be shown. */
    boolean isWithin(Dim dim, Dim bound) {
        return minimum(dim).isNonNegative() && bound.minus(1).minus(maximum(dim)).isNonNegative();
    }

    /** No more than {@code dim}, over symbols without extents: what cannot be negative is left out, or taken at its greatest. */
    private Dim minimum(Dim dim) {
        return bound(dim, false);
    }

    private Dim maximum(Dim dim) {
        return bound(dim, true);
    }

    private Dim bound(Dim dim, boolean upper) {
        Dim bound = Dim.ZERO;
        for (Map.Entry<Monomial, Long> term : dim.terms().entrySet()) {
            long coefficient = term.getValue();
            Monomial monomial = term.getKey();
            boolean varies = !monomial.atoms().isEmpty() && monomial.isNonNegative();
            if (!varies) {
                // Its sign is not known: it stays, which bounds it exactly.
                bound = bound.plus(Dim.of(new TreeMap<>(Map.of(monomial, coefficient))));
            } else if (upper == coefficient > 0) {
                Dim product = Dim.of(coefficient);
                for (Atom atom : monomial.atoms()) {
                    product = product.times(greatest(atom));
                }
                bound = bound.plus(product);
            }
        }
        return bound;
    }

    /** No less than an atom that cannot be negative. */
    private Dim greatest(Atom atom) {
        if (atom instanceof Atom.FloorDiv division) {
            return division.divisor().isConstant()
                    ? maximum(division.dividend()).floorDiv(division.divisor())
                    : Dim.of(atom);
        }
        Dim extent = extents.apply(((Atom.Symbol) atom).name());
        return extent == null ? Dim.of(atom) : extent.minus(1);
    }
}
