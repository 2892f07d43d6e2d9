package dev.sinter.compiler.cpu;

import dev.sinter.ir.scalar.Expr;
import dev.sinter.types.Dim;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Which axes of a nest a value depends on. */
final class Axes {
    private final Nest nest;
    private final Set<Integer> axes = new TreeSet<>();

    private Axes(Nest nest) {
        this.nest = nest;
    }

    /** The axes whose coordinates an expression depends on, also by way of what it reads. */
    static Set<Integer> of(Nest nest, Expr expr) {
        Axes axes = new Axes(nest);
        Normaliser.leaves(expr).forEach(axes::leaf);
        return axes.axes;
    }

    private void leaf(Expr leaf) {
        if (leaf instanceof Expr.Arg arg) {
            read(arg.index());
        } else if (leaf instanceof Expr.Index index) {
            dim(index.dim());
        }
    }

    private void read(int number) {
        Nest.Access access = Objects.requireNonNull(nest.reads().get(number));
        dim(access.offset());
        access.checked().forEach(checked -> dim(checked.index()));
        access.guards().forEach(guard -> {
            dim(guard.value());
            dim(guard.bound());
        });
    }

    private void dim(Dim dim) {
        for (String symbol : dim.symbols()) {
            if (symbol.charAt(0) == '#') {
                axes.add(Integer.parseInt(symbol, 1, symbol.length(), 10));
            } else if (symbol.charAt(0) == '$') {
                read(Integer.parseInt(symbol, 1, symbol.length(), 10));
            }
        }
    }
}
