package dev.sinter.types;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** A factor of a {@link Monomial}. */
sealed interface Atom extends Comparable<Atom> {
    /** Whether its values are 0 or more, as far as signs show. */
    boolean isNonNegative();

    /** All symbols that occur in it. */
    Set<String> symbols();

    /** As {@link Dim#substitute(Function, Function)}. */
    Dim substitute(Function<String, @Nullable Dim> values, Function<String, @Nullable Dim> extents);

    /** As {@link Dim#evaluate}. */
    long evaluate(ToLongFunction<String> values);

    /** As {@link Dim#fold}. */
    <T> T fold(Dim.Algebra<T> algebra);

    @Override
    default int compareTo(Atom other) {
        // Symbols sort before divisions, shorter before longer, so that i2 < i10.
        String a = toString();
        String b = other.toString();
        return a.length() != b.length() ? Integer.compare(a.length(), b.length()) : a.compareTo(b);
    }

    /** A name for a value of 0 or more. */
    record Symbol(String name) implements Atom {
        @Override
        public boolean isNonNegative() {
            return true;
        }

        @Override
        public Set<String> symbols() {
            return Set.of(name);
        }

        @Override
        public Dim substitute(Function<String, @Nullable Dim> values, Function<String, @Nullable Dim> extents) {
            Dim value = values.apply(name);
            return value == null ? Dim.of(this) : value;
        }

        @Override
        public long evaluate(ToLongFunction<String> values) {
            return values.applyAsLong(name);
        }

        @Override
        public <T> T fold(Dim.Algebra<T> algebra) {
            return algebra.symbol(name);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** A quotient rounded towards negative infinity. */
    record FloorDiv(Dim dividend, Dim divisor, String text) implements Atom {
        FloorDiv(Dim dividend, Dim divisor) {
            this(dividend, divisor, "floordiv(" + dividend + "," + divisor + ")");
        }

        @Override
        public boolean isNonNegative() {
            return dividend.isNonNegative() && divisor.isNonNegative();
        }

        @Override
        public Set<String> symbols() {
            Set<String> names = new TreeSet<>(dividend.symbols());
            names.addAll(divisor.symbols());
            return names;
        }

        @Override
        public Dim substitute(Function<String, @Nullable Dim> values, Function<String, @Nullable Dim> extents) {
            return dividend.substitute(values, extents).floorDiv(divisor.substitute(values, extents), extents);
        }

        @Override
        public long evaluate(ToLongFunction<String> values) {
            return Exact.floorDiv(dividend.evaluate(values), divisor.evaluate(values));
        }

        @Override
        public <T> T fold(Dim.Algebra<T> algebra) {
            return algebra.floorDiv(dividend.fold(algebra), divisor.fold(algebra));
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
