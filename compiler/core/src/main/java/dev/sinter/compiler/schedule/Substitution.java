package dev.sinter.compiler.schedule;

import dev.sinter.ir.Node;
import dev.sinter.ir.kernel.Guard;
import dev.sinter.ir.kernel.Kernel;
import dev.sinter.ir.kernel.Read;
import dev.sinter.ir.scalar.Expr;
import dev.sinter.ir.scalar.ScalarOp;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Builds one kernel out of several by substituting a producer's expression for the consumer's read of it: the whole of fusion.
 *
 * <p>Collects reads and operands as it goes; equal reads of one operand become one.
 */
final class Substitution {
    private final List<Node> operands = new ArrayList<>();
    private final List<Read> reads = new ArrayList<>();
    private final Map<Read, Integer> numbers = new HashMap<>();
    private final Function<String, @Nullable Dim> bounds;

    /** For a kernel whose axes have these extents. */
    Substitution(List<Dim> extents) {
        this.bounds = Kernel.bounds(extents);
    }

    List<Node> operands() {
        return operands;
    }

    List<Read> reads() {
        return reads;
    }

    /** The number of {@code node} among the operands. */
    int operand(Node node) {
        int known = operands.indexOf(node);
        if (known < 0) {
            operands.add(node);
            return operands.size() - 1;
        }
        return known;
    }

    /** What a read of {@code node}'s own array is. */
    Expr load(Node node, Read at) {
        Read read = at.of(operand(node)).map(this::simplify);
        int number = numbers.computeIfAbsent(read, key -> {
            reads.add(key);
            return reads.size() - 1;
        });
        return new Expr.Arg(number, node.type().dtype());
    }

    private Dim simplify(Dim dim) {
        return dim.substitute(symbol -> null, bounds);
    }

    /** The expression of {@code producer} at the place that {@code at} says, which is in this kernel's coordinates. */
    Expr inline(Form producer, Read at) {
        return guarded(producer, at, dims -> place(dims, at.index()));
    }

    private Dim place(Dim dim, List<Dim> index) {
        return dim.substitute(
                symbol -> symbol.charAt(0) == '#' ? index.get(Integer.parseInt(symbol, 1, symbol.length(), 10)) : null,
                bounds);
    }

    private Expr guarded(Form producer, Read at, UnaryOperator<Dim> place) {
        Kernel kernel = producer.kernel();
        if (producer.isView()) {
            Read own = kernel.reads().get(0);
            if (own.guards().isEmpty() || at.guards().isEmpty() || own.otherwise() == at.otherwise()) {
                List<Guard> guards = new ArrayList<>(at.guards());
                own.map(place).guards().stream().filter(guard -> !guards.contains(guard)).forEach(guards::add);
                long otherwise = own.guards().isEmpty() ? at.otherwise() : own.otherwise();
                Node source = producer.operands().get(own.operand());
                return load(source, new Read(0, own.map(place).index(), guards, otherwise));
            }
        }
        List<Expr> loaded = loadAll(producer, place, at.guards());
        Expr value = replace(kernel.body(), loaded, place);
        if (at.guards().isEmpty()) {
            return value;
        }
        return Expr.apply(ScalarOp.SELECT, condition(at.guards()), value, new Expr.Const(value.type(), at.otherwise()));
    }

    /** What each read of {@code form} becomes in this kernel, all of them elements of arrays. */
    List<Expr> loadAll(Form form, UnaryOperator<Dim> place, List<Guard> guards) {
        List<@Nullable Form> none = new ArrayList<>();
        form.operands().forEach(operand -> none.add(null));
        return loadAll(form, none, place, guards);
    }

    /**
     * What each read of {@code form} becomes in this kernel: an array's element, or the expression of the operand's own form where
     * {@code inlined} has one. Coordinates are placed; the guards hold its reads too.
     */
    List<Expr> loadAll(Form form, List<@Nullable Form> inlined, UnaryOperator<Dim> place, List<Guard> guards) {
        List<Expr> loaded = new ArrayList<>();
        UnaryOperator<Dim> renumbered = dim -> place.apply(renumbered(dim, loaded));
        for (Read read : form.kernel().reads()) {
            Read placed = read.map(renumbered);
            List<Guard> all = new ArrayList<>(guards);
            placed.guards().stream().filter(guard -> !all.contains(guard)).forEach(all::add);
            Read held = new Read(read.operand(), placed.index(), all, read.otherwise());
            Form producer = inlined.get(read.operand());
            loaded.add(producer == null ? load(form.operands().get(read.operand()), held) : inline(producer, held));
        }
        return loaded;
    }

    /** {@code dim} of a form whose reads have become {@code loaded}, which are elements of arrays where they are indices. */
    static Dim renumbered(Dim dim, List<Expr> loaded) {
        return dim.substitute(symbol -> {
            if (symbol.charAt(0) != '$') {
                return null;
            }
            Expr.Arg read = (Expr.Arg) loaded.get(Integer.parseInt(symbol, 1, symbol.length(), 10));
            return Dim.loaded(read.index());
        });
    }

    /** {@code expr} of a form over what its reads have become. */
    Expr replace(Expr expr, List<Expr> loaded, UnaryOperator<Dim> place) {
        return expr.replace(leaf -> switch (leaf) {
            case Expr.Arg arg -> loaded.get(arg.index());
            case Expr.Index index -> new Expr.Index(place.apply(renumbered(index.dim(), loaded)));
            default -> leaf;
        });
    }

    private static Expr condition(List<Guard> guards) {
        Expr condition = null;
        for (Guard guard : guards) {
            Expr value = new Expr.Index(guard.value());
            Expr holds = Expr.apply(
                    ScalarOp.AND,
                    Expr.apply(ScalarOp.LE, new Expr.Const(DType.I64, 0), value),
                    Expr.apply(ScalarOp.LT, value, new Expr.Index(guard.bound())));
            condition = condition == null ? holds : Expr.apply(ScalarOp.AND, condition, holds);
        }
        return Objects.requireNonNull(condition);
    }
}
