package dev.sinter.compiler.schedule;

import dev.sinter.ir.Node;
import dev.sinter.ir.kernel.Kernel;
import dev.sinter.ir.kernel.Read;
import dev.sinter.ir.kernel.Unrolling;
import dev.sinter.ir.scalar.Expr;
import dev.sinter.ir.scalar.ScalarOp;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a node would be computed if it were computed now: a kernel whose operands are nodes that have arrays.
 *
 * @param kernel   the loop nest
 * @param operands the node behind each operand of the kernel
 */
record Form(Kernel kernel, List<Node> operands) {
    Form {
        operands = List.copyOf(operands);
    }

    /** Whether it only says where elements lie: one read, as it is. */
    boolean isView() {
        return kernel.fold() == null && !kernel.write().isUpdate() && kernel.body() instanceof Expr.Arg
                && kernel.reads().size() == 1;
    }

    /** Whether it is a plain map that can stand in for a read of it. */
    boolean isMap() {
        return kernel.fold() == null && !kernel.write().isUpdate()
                && kernel.write().index().equals(Kernel.coordinates(kernel.free()));
    }

    /** A fold of few points as a plain map, or null where it is none or writes in another order. */
    @Nullable
    Form writtenOut() {
        Kernel unrolled = Unrolling.of(kernel);
        if (unrolled.fold() != null || unrolled.write().isUpdate()) {
            return null;
        }
        // The axis of the output that each coordinate walks along; other axes have one element.
        List<Dim> index = unrolled.write().index();
        List<Dim> at = new ArrayList<>();
        for (int axis = 0; axis < unrolled.free(); axis++) {
            int place = index.indexOf(Dim.coordinate(axis));
            boolean single = unrolled.extents().get(axis).is(1);
            if (place < 0 && !single || place >= 0
                    && !unrolled.output().shape().dim(place).equals(unrolled.extents().get(axis))) {
                return null;
            }
            at.add(place < 0 ? Dim.ZERO : Dim.coordinate(place));
        }
        Dim points = Shape.of(unrolled.extents()).numel();
        if (!points.equals(unrolled.output().shape().numel())) {
            return null;
        }
        UnaryOperator<Dim> turned = dim -> dim.substitute(
                symbol -> symbol.charAt(0) == '#' ? at.get(Integer.parseInt(symbol, 1, symbol.length(), 10)) : null);
        List<Read> reads = unrolled.reads().stream().map(read -> read.map(turned)).toList();
        Expr body = unrolled.body().replace(
                leaf -> leaf instanceof Expr.Index i ? new Expr.Index(turned.apply(i.dim())) : leaf);
        return new Form(Kernel.map(unrolled.operands(), unrolled.output(), reads, body), operands);
    }

    /** How many instructions one point costs. */
    int cost() {
        return instructions().size();
    }

    /** Whether it may end in an error: of an index, or of a division by zero. */
    boolean mayFail() {
        return mayDivideByZero()
                || Stream.concat(kernel.reads().stream().map(Read::index), Stream.of(kernel.write().index()))
                        .flatMap(List::stream).anyMatch(Dim::mentionsLoaded);
    }

    /** Whether it divides integers by what may be 0, which is an error. */
    boolean mayDivideByZero() {
        return instructions().stream().anyMatch(expr -> expr instanceof Expr.Apply apply
                && (apply.op() == ScalarOp.DIV || apply.op() == ScalarOp.REM) && !apply.type().isFloating()
                && !(apply.arg(1) instanceof Expr.Const c && c.bits() != 0));
    }

    /**
     * Whether no simplification can leave this read out: its element goes into the result by floating-point arithmetic alone, which, unlike
     * integers' or a choice, never makes up its mind without looking.
     */
    boolean always(int read) {
        return needs(kernel.result(), read);
    }

    private static boolean needs(Expr expr, int read) {
        return switch (expr) {
            case Expr.Arg arg -> arg.index() == read;
            case Expr.Apply apply -> apply.op() != ScalarOp.SELECT && apply.type().isFloating()
                    && apply.args().stream().anyMatch(arg -> arg.type().isFloating() && needs(arg, read));
            default -> false;
        };
    }

    private Set<Expr> instructions() {
        Set<Expr> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        count(kernel.body(), seen);
        count(kernel.result(), seen);
        return seen;
    }

    private static void count(Expr expr, Set<Expr> seen) {
        if (expr instanceof Expr.Apply apply && seen.add(expr)) {
            apply.args().forEach(arg -> count(arg, seen));
        }
    }

    /** Whether every read is an affine function of the coordinates, so that a loop only adds a stride. */
    boolean isAffine() {
        return kernel.reads().stream().allMatch(this::isAffine);
    }

    private boolean isAffine(Read read) {
        Dim offset = kernel.offset(read);
        for (int axis = 0; axis < kernel.extents().size(); axis++) {
            if (offset.coefficient("#" + axis) == null) {
                return false;
            }
        }
        return true;
    }
}
