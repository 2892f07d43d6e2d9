package dev.sinter.types;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A product of atoms in order; the empty product is 1. */
record Monomial(List<Atom> atoms) implements Comparable<Monomial> {
    static final Monomial UNIT = new Monomial(List.of());

    Monomial times(Monomial other) {
        List<Atom> product = new ArrayList<>(atoms);
        product.addAll(other.atoms);
        Collections.sort(product);
        return new Monomial(List.copyOf(product));
    }

    /** Whether its values are 0 or more, as far as the signs of its atoms show. */
    boolean isNonNegative() {
        return atoms.stream().allMatch(Atom::isNonNegative);
    }

    /** Higher degrees first; the constant is last. */
    @Override
    public int compareTo(Monomial other) {
        if (atoms.size() != other.atoms.size()) {
            return Integer.compare(other.atoms.size(), atoms.size());
        }
        for (int i = 0; i < atoms.size(); i++) {
            int order = atoms.get(i).compareTo(other.atoms.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }
}
