package dev.sinter.compiler.cuda;

import dev.sinter.ir.kernel.Guard;
import dev.sinter.ir.kernel.Kernel;
import dev.sinter.ir.kernel.Read;
import dev.sinter.ir.scalar.Expr;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Index expressions of one kernel in CUDA C, each with the range of values that it and its parts can take; the ranges decide
 * between 32 and 64 bits, and which divisions and comparisons need no care for signs.
 *
 * <p>Coordinate {@code #2} is the variable {@code c2}, the integer loaded by read {@code $1} is {@code r1}, symbols are parameters.
 */
final class IndexText implements Dim.Algebra<IndexText.Term> {
    /** Loop counters and their strides, at most 2^30, must fit beside each other. */
    private static final double NARROW = 1L << 30;

    /** A piece of text, and between which values (inclusive) it lies. */
    record Term(String text, boolean sum, double low, double high) {
        String factor() {
            return sum ? "(" + text + ")" : text;
        }
    }

    private final Kernel kernel;
    private final List<String> symbols;
    private final Set<Prelude> used;
    private final boolean narrow;
    private double greatest;

    /** An expression that is a variable already, and which. */
    private Dim known = Dim.ZERO;

    private String variable = "";

    private IndexText(Kernel kernel, Set<Prelude> used, boolean narrow) {
        this.kernel = kernel;
        this.symbols = List.copyOf(kernel.symbols());
        this.used = used;
        this.narrow = narrow;
    }

    /** The index expressions of {@code kernel}; the functions that they call are added to {@code used}. */
    static IndexText of(Kernel kernel, Set<Prelude> used) {
        IndexText trial = new IndexText(kernel, new HashSet<>(), true);
        everyIndex(kernel).forEach(dim -> dim.fold(trial));
        return new IndexText(kernel, used, trial.greatest < NARROW);
    }

    private static List<Dim> everyIndex(Kernel kernel) {
        List<Dim> all = new ArrayList<>(kernel.extents());
        all.add(product(kernel.freeExtents()));
        all.add(product(kernel.foldedExtents()));
        all.addAll(kernel.write().index());
        all.add(kernel.offset(kernel.write()));
        for (Read read : kernel.reads()) {
            all.addAll(read.index());
            all.add(kernel.offset(read));
            for (Guard guard : read.guards()) {
                all.add(guard.value());
                all.add(guard.bound());
            }
        }
        for (Expr expr : List.of(kernel.body(), kernel.result())) {
            expr.replace(leaf -> {
                if (leaf instanceof Expr.Index i) {
                    all.add(i.dim());
                }
                return leaf;
            });
        }
        return all;
    }

    static Dim product(List<Dim> extents) {
        Dim product = Dim.ONE;
        for (Dim extent : extents) {
            product = product.times(extent);
        }
        return product;
    }

    /** The type of index variables: int where every index fits with room to spare. */
    String type() {
        return narrow ? "int" : "long long";
    }

    /** The symbols, in the order of their parameters. */
    List<String> symbols() {
        return symbols;
    }

    /** Declares that the variable holds the value of {@code dim}. */
    void know(Dim dim, String heldBy) {
        known = dim;
        variable = heldBy;
    }

    String of(Dim dim) {
        return !dim.isConstant() && dim.equals(known) ? variable : dim.fold(this).text();
    }

    /** The text for use as a factor or dividend. */
    String factor(Dim dim) {
        return dim.fold(this).factor();
    }

    /** The condition {@code 0 <= value < bound}, as far as it is not known to hold; empty where it is. */
    String within(Dim value, Dim bound) {
        Term v = value.fold(this);
        Term b = bound.fold(this);
        String above = v.low() >= 0 ? "" : v.factor() + " >= 0";
        String below = v.high() < b.low() ? "" : v.factor() + " < " + b.factor();
        return above.isEmpty() || below.isEmpty() ? above + below : above + " && " + below;
    }

    private Term term(String text, boolean sum, double low, double high) {
        greatest = Math.max(greatest, Math.max(Math.abs(low), Math.abs(high)));
        return new Term(text, sum, low, high);
    }

    @Override
    public Term constant(long value) {
        return term(value == Long.MIN_VALUE ? "(-9223372036854775807ll - 1)" : Long.toString(value), value < 0, value,
                value);
    }

    @Override
    public Term symbol(String name) {
        return switch (name.charAt(0)) {
            case '#' -> {
                int axis = Integer.parseInt(name, 1, name.length(), 10);
                Dim extent = kernel.extents().get(axis);
                double high = extent.isConstant() ? Math.max(0, extent.constant() - 1) : Double.POSITIVE_INFINITY;
                yield term("c" + axis, false, 0, high);
            }
            case '$' -> {
                int read = Integer.parseInt(name, 1, name.length(), 10);
                boolean wide = kernel.operands().get(kernel.reads().get(read).operand()).dtype() == DType.I64;
                yield term((wide ? "" : "(long long) ") + "r" + read, !wide, Double.NEGATIVE_INFINITY,
                        Double.POSITIVE_INFINITY);
            }
            default -> term("s" + symbols.indexOf(name), false, 0, Double.POSITIVE_INFINITY);
        };
    }

    @Override
    public Term plus(Term a, Term b) {
        String text = b.text().startsWith("-") ? a.text() + " - " + b.text().substring(1) : a.text() + " + " + b.text();
        return term(text, true, a.low() + b.low(), a.high() + b.high());
    }

    @Override
    public Term times(Term a, Term b) {
        double[] corners = {product(a.low(), b.low()), product(a.low(), b.high()), product(a.high(), b.low()),
            product(a.high(), b.high())};
        double low = Math.min(Math.min(corners[0], corners[1]), Math.min(corners[2], corners[3]));
        double high = Math.max(Math.max(corners[0], corners[1]), Math.max(corners[2], corners[3]));
        // A negative factor is a number; it goes to the front as a sign, so that a sum can subtract.
        boolean negative = b.high() < 0;
        String text = !negative
                ? a.factor() + " * " + b.factor()
                : b.text().equals("-1") ? "-" + a.factor() : "-" + a.factor() + " * " + b.text().substring(1);
        return term(text, negative, low, high);
    }

    private static double product(double a, double b) {
        return a == 0 || b == 0 ? 0 : a * b;
    }

    @Override
    public Term floorDiv(Term dividend, Term divisor) {
        if (dividend.low() >= 0 && divisor.low() >= 1) {
            return term("(" + dividend.factor() + " / " + divisor.factor() + ")", false, 0,
                    Math.floor(dividend.high() / divisor.low()));
        }
        used.add(Prelude.FLOOR_DIV);
        double most = Math.max(Math.abs(dividend.low()), Math.abs(dividend.high()));
        return term("floorDiv(" + dividend.text() + ", " + divisor.text() + ")", false, -most, most);
    }
}
