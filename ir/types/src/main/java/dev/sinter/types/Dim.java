package dev.sinter.types;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * An integer expression over symbols, in canonical form: a polynomial with {@code long} coefficients whose atoms are
 * symbols and floor divisions.
 *
 * <p>It is a dimension of a shape ({@code N}, {@code 2*N+1}, {@code floordiv(N+1,2)}), and, where some symbols are loop
 * coordinates, an index into a tensor. Equal polynomials are equal objects by {@link #equals}. A remainder is written
 * {@code a - b*floordiv(a,b)}, so that {@code b*floordiv(a,b) + mod(a,b)} is {@code a} by mere addition. Symbols stand
 * for values of 0 or more. Overflow of a coefficient is an {@link ArithmeticException}.
 */
public final class Dim {
    public static final Dim ZERO = new Dim(0);
    public static final Dim ONE = new Dim(1);
    /** Real dimensions have a few terms; more are a mistake or malice, and products of them would fill the memory. */
    private static final int MOST_TERMS = 10_000;

    private static final Dim[] SMALL = new Dim[1025];

    static {
        for (int i = 0; i < SMALL.length; i++) {
            SMALL[i] = i == 0 ? ZERO : i == 1 ? ONE : new Dim(i);
        }
    }

    private final TreeMap<Monomial, Long> terms;
    private final int hash;

    private Dim(long constant) {
        terms = new TreeMap<>();
        if (constant != 0) {
            terms.put(Monomial.UNIT, constant);
        }
        hash = terms.hashCode();
    }

    private Dim(TreeMap<Monomial, Long> terms) {
        this.terms = terms;
        this.hash = terms.hashCode();
    }

    public static Dim of(long value) {
        return value >= 0 && value < SMALL.length ? SMALL[(int) value] : new Dim(value);
    }

    /** A symbol: a letter or underscore, then letters, digits, underscores. */
    public static Dim symbol(String name) {
        if (!isSymbol(name)) {
            throw new IllegalArgumentException(
                    "a symbolic dimension is a letter followed by letters and digits, not '" + name + "'");
        }
        return of(new Atom.Symbol(name));
    }

    /** The coordinate of a kernel's loop {@code axis}, a symbol that no user can write: {@code #0}. */
    public static Dim coordinate(int axis) {
        return of(new Atom.Symbol("#" + axis));
    }

    /** The integer that a kernel's read {@code number} has loaded, as an index into another tensor: {@code $0}. */
    public static Dim loaded(int number) {
        return of(new Atom.Symbol("$" + number));
    }

    private static boolean isSymbol(String name) {
        return !name.isEmpty() && !(name.charAt(0) >= '0' && name.charAt(0) <= '9')
                && name.chars().allMatch(c -> isSymbolPart((char) c));
    }

    /** Whether {@code c} is one of the ASCII letters, digits, and the underscore. */
    static boolean isSymbolPart(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
    }

    /** Reads what {@link #toString} prints; {@link IllegalArgumentException} where it is malformed. */
    public static Dim parse(String text) {
        return new DimParser(text).parse();
    }

    static Dim of(Atom atom) {
        TreeMap<Monomial, Long> terms = new TreeMap<>();
        terms.put(new Monomial(List.of(atom)), 1L);
        return new Dim(terms);
    }

    static Dim of(TreeMap<Monomial, Long> terms) {
        return terms.isEmpty() ? ZERO : new Dim(terms);
    }

    /** The terms: the coefficient of each monomial, none of them 0. */
    SortedMap<Monomial, Long> terms() {
        return Collections.unmodifiableSortedMap(terms);
    }

    public boolean isConstant() {
        return terms.isEmpty() || terms.size() == 1 && terms.firstKey().atoms().isEmpty();
    }

    /** Whether this is the constant {@code value}. */
    public boolean is(long value) {
        return isConstant() && constantTerm() == value;
    }

    /** The value of a constant; {@link IllegalStateException} where this is symbolic. */
    public long constant() {
        if (!isConstant()) {
            throw new IllegalStateException("the dimension " + this + " is symbolic where a number is needed");
        }
        return constantTerm();
    }

    private long constantTerm() {
        return terms.getOrDefault(Monomial.UNIT, 0L);
    }

    public Dim plus(Dim other) {
        if (isConstant() && other.isConstant()) {
            return of(Exact.sum(constantTerm(), other.constantTerm()));
        }
        TreeMap<Monomial, Long> sum = new TreeMap<>(terms);
        other.terms.forEach((monomial, coefficient) -> accumulate(sum, monomial, coefficient));
        return of(sum);
    }

    public Dim plus(long other) {
        return plus(of(other));
    }

    public Dim minus(Dim other) {
        return plus(other.times(-1));
    }

    public Dim minus(long other) {
        return plus(-other);
    }

    public Dim times(Dim other) {
        if (is(1)) {
            return other;
        }
        if (other.is(1)) {
            return this;
        }
        if (isConstant() && other.isConstant()) {
            return of(Exact.product(constantTerm(), other.constantTerm()));
        }
        if ((long) terms.size() * other.terms.size() > MOST_TERMS) {
            throw new ArithmeticException("the product of dimensions of " + terms.size() + " and " + other.terms.size()
                    + " terms may have more than " + MOST_TERMS);
        }
        TreeMap<Monomial, Long> product = new TreeMap<>();
        terms.forEach(
                (a, ca) -> other.terms.forEach((b, cb) -> accumulate(product, a.times(b), Exact.product(ca, cb))));
        return of(product);
    }

    public Dim times(long factor) {
        return times(of(factor));
    }

    private static void accumulate(TreeMap<Monomial, Long> into, Monomial monomial, long coefficient) {
        into.merge(monomial, coefficient, (a, b) -> {
            long sum = Exact.sum(a, b);
            return sum == 0 ? null : sum;
        });
    }

    /** The quotient rounded towards negative infinity; terms that the divisor divides are taken out. */
    public Dim floorDiv(Dim divisor) {
        return floorDiv(divisor, symbol -> null);
    }

    public Dim floorDiv(long divisor) {
        return floorDiv(of(divisor));
    }

    /**
     * As {@link #floorDiv(Dim)}, using what is known of the symbols: {@code extents} gives a symbol's exclusive upper bound,
     * or null.
     */
    public Dim floorDiv(Dim divisor, Function<String, @Nullable Dim> extents) {
        if (divisor.is(0)) {
            throw new ArithmeticException("division of the dimension " + this + " by zero");
        }
        if (divisor.is(1)) {
            return this;
        }
        if (isConstant() && divisor.isConstant()) {
            return of(Math.floorDiv(constantTerm(), divisor.constantTerm()));
        }
        if (equals(divisor)) {
            return ONE;
        }
        TreeMap<Monomial, Long> quotient = new TreeMap<>();
        TreeMap<Monomial, Long> rest = new TreeMap<>();
        if (divisor.terms.size() == 1) {
            Monomial by = divisor.terms.firstKey();
            long coefficient = divisor.terms.firstEntry().getValue();
            terms.forEach((monomial, c) -> {
                List<Atom> left = new ArrayList<>(monomial.atoms());
                boolean divides = by.atoms().stream().allMatch(left::remove);
                long whole = divides ? Math.floorDiv(c, coefficient) : 0;
                // A constant may be split (5 = 4 + 1); a symbolic term is taken whole or not at all.
                if (divides && !(c % coefficient == 0 || left.isEmpty() && by.atoms().isEmpty())) {
                    whole = 0;
                }
                if (whole != 0) {
                    accumulate(quotient, new Monomial(List.copyOf(left)), whole);
                }
                if (c != whole * coefficient) {
                    accumulate(rest, monomial, c - whole * coefficient);
                }
            });
        } else {
            rest.putAll(terms);
        }
        Dim remainder = of(rest);
        if (remainder.is(0) || new Bounds(extents).isWithin(remainder, divisor)) {
            return of(quotient);
        }
        Atom.@Nullable FloorDiv atom = remainder.asFloorDiv();
        if (atom != null && divisor.isNonNegative()) {
            // floor(floor(a/b)/c) = floor(a/(b*c)), for c > 0.
            return of(quotient).plus(atom.dividend().floorDiv(atom.divisor().times(divisor), extents));
        }
        Dim division = remainder.isConstant() && divisor.isConstant()
                ? of(Math.floorDiv(remainder.constantTerm(), divisor.constantTerm()))
                : of(new Atom.FloorDiv(remainder, divisor));
        return of(quotient).plus(division);
    }

    /** Whether this is 0 or more for all values of its symbols, as far as the signs of the terms show. */
    public boolean isNonNegative() {
        return terms.entrySet().stream()
                .allMatch(term -> term.getValue() >= 0
                        && term.getKey().isNonNegative());
    }

    private Atom.@Nullable FloorDiv asFloorDiv() {
        if (terms.size() == 1 && terms.firstEntry().getValue() == 1 && terms.firstKey().atoms().size() == 1) {
            return terms.firstKey().atoms().get(0) instanceof Atom.FloorDiv division ? division : null;
        }
        return null;
    }

    /** The remainder that goes with {@link #floorDiv(Dim)}: 0 or more for a positive divisor. */
    public Dim mod(Dim divisor) {
        return mod(divisor, symbol -> null);
    }

    /** As {@link #mod(Dim)}, using the extents as {@link #floorDiv(Dim, Function)} does. */
    public Dim mod(Dim divisor, Function<String, @Nullable Dim> extents) {
        return minus(divisor.times(floorDiv(divisor, extents)));
    }

    /** Whether {@code symbol} occurs, also inside floor divisions. */
    public boolean mentions(String symbol) {
        return symbols().contains(symbol);
    }

    /** Whether it goes where a loaded integer says: some {@link #loaded} occurs. */
    public boolean mentionsLoaded() {
        return symbols().stream().anyMatch(symbol -> symbol.charAt(0) == '$');
    }

    /** All symbols that occur, also inside floor divisions. */
    public Set<String> symbols() {
        Set<String> names = new TreeSet<>();
        for (Monomial monomial : terms.keySet()) {
            monomial.atoms().forEach(atom -> names.addAll(atom.symbols()));
        }
        return names;
    }

    /** Replaces symbols; those that the function maps to null stay. */
    public Dim substitute(Function<String, @Nullable Dim> values) {
        return substitute(values, symbol -> null);
    }

    /** As {@link #substitute(Function)}; divisions are simplified by the extents of the new symbols. */
    public Dim substitute(Function<String, @Nullable Dim> values, Function<String, @Nullable Dim> extents) {
        if (isConstant()) {
            return this;
        }
        Dim sum = ZERO;
        for (Map.Entry<Monomial, Long> term : terms.entrySet()) {
            Dim product = of(term.getValue());
            for (Atom atom : term.getKey().atoms()) {
                product = product.times(atom.substitute(values, extents));
            }
            sum = sum.plus(product);
        }
        return sum;
    }

    /** The value for given values of all symbols; overflow is an {@link ArithmeticException}. */
    public long evaluate(ToLongFunction<String> values) {
        long sum = 0;
        for (Map.Entry<Monomial, Long> term : terms.entrySet()) {
            long product = term.getValue();
            for (Atom atom : term.getKey().atoms()) {
                product = Exact.product(product, atom.evaluate(values));
            }
            sum = Exact.sum(sum, product);
        }
        return sum;
    }

    /** The factor of {@code symbol} where this is linear in it (0 where it does not occur), null where it is not linear. */
    public @Nullable Dim coefficient(String symbol) {
        Dim factor = ZERO;
        for (Map.Entry<Monomial, Long> term : terms.entrySet()) {
            List<Atom> left = new ArrayList<>(term.getKey().atoms());
            boolean occurs = left.remove(new Atom.Symbol(symbol));
            if (left.stream().anyMatch(atom -> atom.symbols().contains(symbol))) {
                return null;
            }
            if (occurs) {
                factor = factor.plus(of(new TreeMap<>(Map.of(new Monomial(List.copyOf(left)), term.getValue()))));
            }
        }
        return factor;
    }

    /** Computes this bottom-up in another algebra: how back ends turn an index into code. */
    public <T> T fold(Algebra<T> algebra) {
        T sum = null;
        for (Map.Entry<Monomial, Long> term : terms.entrySet()) {
            long coefficient = term.getValue();
            T product = null;
            for (Atom atom : term.getKey().atoms()) {
                T factor = atom.fold(algebra);
                product = product == null ? factor : algebra.times(product, factor);
            }
            if (product == null) {
                product = algebra.constant(coefficient);
            } else if (coefficient != 1) {
                product = algebra.times(product, algebra.constant(coefficient));
            }
            sum = sum == null ? product : algebra.plus(sum, product);
        }
        return sum == null ? algebra.constant(0) : sum;
    }

    /** The operations a {@link Dim} is made of. */
    public interface Algebra<T> {
        T constant(long value);

        T symbol(String name);

        T plus(T a, T b);

        T times(T a, T b);

        T floorDiv(T dividend, T divisor);
    }

    @Override
    public boolean equals(Object other) {
        return this == other || other instanceof Dim && hash == ((Dim) other).hash && terms.equals(((Dim) other).terms);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** {@code 2*N+1}, {@code N*H}, {@code floordiv(N+1,2)}. */
    @Override
    public String toString() {
        if (terms.isEmpty()) {
            return "0";
        }
        StringBuilder text = new StringBuilder();
        terms.forEach((monomial, coefficient) -> {
            if (text.length() > 0 && coefficient > 0) {
                text.append('+');
            }
            if (monomial.atoms().isEmpty()) {
                text.append(coefficient.longValue());
                return;
            }
            if (coefficient == -1) {
                text.append('-');
            } else if (coefficient != 1) {
                text.append(coefficient.longValue()).append('*');
            }
            for (int i = 0; i < monomial.atoms().size(); i++) {
                text.append(i == 0 ? "" : "*").append(monomial.atoms().get(i));
            }
        });
        return text.toString();
    }
}
