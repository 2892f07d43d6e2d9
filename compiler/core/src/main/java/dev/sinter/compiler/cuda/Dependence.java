package dev.sinter.compiler.cuda;

import dev.sinter.ir.kernel.Kernel;
import dev.sinter.ir.scalar.Expr;
import dev.sinter.types.Dim;
import java.util.Set;
import java.util.TreeSet;

/** On which axes' coordinates the parts of a kernel depend. */
final class Dependence {
    private final Kernel kernel;
    private final Dim known;
    private final Set<Integer> axes = new TreeSet<>();

    private Dependence(Kernel kernel, Dim known) {
        this.kernel = kernel;
        this.known = known;
    }

    /** The axes that an expression depends on. */
    static Set<Integer> of(Kernel kernel, Expr expr) {
        Dependence dependence = new Dependence(kernel, Dim.ZERO);
        dependence.add(expr);
        return dependence.axes;
    }

    /** The axes that the result and where it goes depend on. */
    static Set<Integer> ofWrite(Kernel kernel) {
        return ofWrite(kernel, Dim.ZERO);
    }

    /** As {@link #ofWrite(Kernel)}, apart from offsets that are {@code known}. */
    static Set<Integer> ofWrite(Kernel kernel, Dim known) {
        Dependence dependence = new Dependence(kernel, known);
        dependence.add(kernel.result());
        if (!kernel.offset(kernel.write()).equals(known)) {
            kernel.write().index().forEach(dependence::add);
        }
        return dependence.axes;
    }

    /** The axes that anything depends on. */
    static Set<Integer> ofAll(Kernel kernel) {
        Set<Integer> axes = ofWrite(kernel);
        axes.addAll(of(kernel, kernel.body()));
        return axes;
    }

    private void add(Expr expr) {
        expr.replace(leaf -> {
            if (leaf instanceof Expr.Arg arg) {
                add(arg.index());
            } else if (leaf instanceof Expr.Index index) {
                add(index.dim());
            }
            return leaf;
        });
    }

    private void add(int read) {
        if (kernel.reads().get(read).guards().isEmpty() && kernel.offset(kernel.reads().get(read)).equals(known)) {
            return;
        }
        kernel.reads().get(read).index().forEach(this::add);
        kernel.reads().get(read).guards().forEach(guard -> {
            add(guard.value());
            add(guard.bound());
        });
    }

    private void add(Dim dim) {
        for (String symbol : dim.symbols()) {
            int number = "#$".indexOf(symbol.charAt(0)) < 0 ? -1 : Integer.parseInt(symbol, 1, symbol.length(), 10);
            if (symbol.charAt(0) == '#') {
                axes.add(number);
            } else if (symbol.charAt(0) == '$') {
                add(number);
            }
        }
    }
}
