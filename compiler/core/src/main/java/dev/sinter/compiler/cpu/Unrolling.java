package dev.sinter.compiler.cpu;

import dev.sinter.ir.kernel.Fold;
import dev.sinter.ir.kernel.Guard;
import dev.sinter.ir.kernel.Strict;
import dev.sinter.ir.scalar.Expr;
import dev.sinter.ir.scalar.ScalarOp;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes the fold of a few points, a pooling window say, as one expression, so that the nest becomes a map. */
final class Unrolling {
    private static final int MOST_POINTS = 16;
    private static final int POSITION_BITS = 4;
    /** Instructions of all points together: C2 unrolls and allocates registers well up to there. */
    private static final int MOST_INSTRUCTIONS = 120;

    private final Nest nest;
    private final List<Nest.Access> reads = new ArrayList<>();
    private final Map<Nest.Access, Integer> numbers = new HashMap<>();

    private Unrolling(Nest nest) {
        this.nest = nest;
    }

    /** The nest without its fold, or itself where the fold is too long. */
    static Nest of(Nest nest) {
        Dim points = nest.foldedPoints();
        boolean few = nest.fold() != null && points.isConstant() && points.constant() > 0
                && points.constant() <= MOST_POINTS
                && points.constant() * (Cost.instructions(nest.body()) + 2) <= MOST_INSTRUCTIONS;
        return few ? new Unrolling(nest).run() : nest;
    }

    private Nest run() {
        List<Expr> points = new ArrayList<>();
        int count = Math.toIntExact(nest.foldedPoints().constant());
        for (int point = 0; point < count; point++) {
            Map<String, Dim> at = coordinates(point);
            points.add(substitute(nest.body(), at));
        }
        Expr folded = fold(points);
        Expr result = nest.result().replace(leaf -> leaf instanceof Expr.Folded ? folded : leaf(leaf, Map.of()));
        Nest.Access write = substitute(nest.write(), Map.of());
        return new Nest(nest.operands(), nest.dtype(), nest.free(), List.of(), Collections.unmodifiableList(reads),
                result, null,
                result, write, nest.isUpdate(), nest.combine(), nest.symbols());
    }

    /** The folded coordinates of the point of that row-major number. */
    private Map<String, Dim> coordinates(int point) {
        Map<String, Dim> at = new HashMap<>();
        long rest = point;
        for (int k = nest.folded().size() - 1; k >= 0; k--) {
            long extent = nest.folded().get(k).constant();
            at.put("#" + (nest.free().size() + k), Dim.of(rest % extent));
            rest /= extent;
        }
        return at;
    }

    private Expr substitute(Expr expr, Map<String, Dim> at) {
        return expr.replace(leaf -> leaf(leaf, at));
    }

    private Expr leaf(Expr leaf, Map<String, Dim> at) {
        return switch (leaf) {
            case Expr.Arg arg -> new Expr.Arg(read(arg.index(), at), arg.type());
            case Expr.Index index -> new Expr.Index(substitute(index.dim(), at));
            default -> leaf;
        };
    }

    private int read(int number, Map<String, Dim> at) {
        Nest.Access read = substitute(Objects.requireNonNull(nest.reads().get(number)), at);
        return numbers.computeIfAbsent(read, key -> {
            reads.add(key);
            return reads.size() - 1;
        });
    }

    private Nest.Access substitute(Nest.Access access, Map<String, Dim> at) {
        List<Nest.Checked> checked = access.checked().stream()
                .map(c -> new Nest.Checked(substitute(c.index(), at), c.size(), c.stride())).toList();
        List<Guard> guards = access.guards().stream()
                .map(g -> new Guard(substitute(g.value(), at), substitute(g.bound(), at))).toList();
        return new Nest.Access(access.operand(), substitute(access.offset(), at), checked, guards, access.otherwise());
    }

    private Dim substitute(Dim dim, Map<String, Dim> at) {
        return dim.substitute(symbol -> symbol.charAt(0) == '$'
                ? Dim.loaded(read(Integer.parseInt(symbol, 1, symbol.length(), 10), at))
                : at.get(symbol));
    }

    private Expr fold(List<Expr> points) {
        Fold fold = Identity.fold(nest);
        return switch (fold) {
            case ARGMAX, ARGMIN -> points.get(0).type().bits() <= 32
                    ? ranked(points, fold == Fold.ARGMAX)
                    : position(points, fold == Fold.ARGMAX);
            case CONTRACT -> chain(points);
            case SUM, PROD -> Objects.requireNonNull(tree(points, 0, 1));
            case MAX, MIN -> points.stream().reduce((a, b) -> Expr.apply(fold.combine(), a, b)).orElseThrow();
        };
    }

    private Expr identity(DType dtype) {
        return new Expr.Const(dtype, Identity.fold(nest).identity(dtype));
    }

    private Expr chain(List<Expr> points) {
        DType dtype = nest.body().type();
        Expr sum = identity(dtype);
        for (Expr point : points) {
            if (dtype.isFloating() && point instanceof Expr.Apply product && product.op() == ScalarOp.MUL) {
                sum = Expr.apply(ScalarOp.FMA, product.arg(0), product.arg(1), sum);
            } else {
                sum = Expr.apply(ScalarOp.ADD, sum, point);
            }
        }
        return sum;
    }

    /** The partial results from {@code lane} on in steps of {@code step}, by the rule of {@link Strict}; null where there are none. */
    private @Nullable Expr tree(List<Expr> points, int lane, int step) {
        ScalarOp op = Identity.fold(nest).combine();
        if (step == Strict.LANES) {
            return lane < points.size() ? Expr.apply(op, identity(nest.body().type()), points.get(lane)) : null;
        }
        Expr left = tree(points, lane, 2 * step);
        Expr right = tree(points, lane + step, 2 * step);
        return left == null || right == null ? left == null ? right : left : Expr.apply(op, left, right);
    }

    /**
     * The same without a branch: each point becomes an integer that is greater the more extreme it is and, of equal ones, the earlier it
     * is; the greatest ends with its position.
     */
    private static Expr ranked(List<Expr> points, boolean greatest) {
        List<Expr> ranks = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            Expr high = Expr.apply(ScalarOp.SHL, rank(points.get(i), greatest), Expr.of((long) POSITION_BITS));
            ranks.add(Expr.apply(ScalarOp.OR, high, Expr.of((long) (MOST_POINTS - 1 - i))));
        }
        Expr best = ranks.stream().reduce((a, b) -> Expr.apply(ScalarOp.MAX, a, b)).orElseThrow();
        Expr fromEnd = Expr.apply(ScalarOp.AND, best, Expr.of((long) (MOST_POINTS - 1)));
        return Expr.apply(ScalarOp.SUB, Expr.of((long) (MOST_POINTS - 1)), fromEnd);
    }

    /** An i64 of 33 bits that is in the order of the values, or against it; with NaN above all, and both zeros equal. */
    private static Expr rank(Expr value, boolean greatest) {
        if (!value.type().isFloating()) {
            Expr integer = Expr.cast(DType.I64, value);
            return greatest ? integer : Expr.apply(ScalarOp.NOT, integer);
        }
        Expr f32 = value.type() == DType.F32 ? value : Expr.cast(DType.F32, value);
        Expr bits = Expr.bitcast(DType.I32, Expr.apply(ScalarOp.ADD, f32, Expr.of(0f)));
        // Of negative numbers, whose order by bits is upside down, all but the sign is flipped.
        Expr sign = Expr.apply(ScalarOp.SHR, bits, Expr.of(31));
        Expr flips = Expr.apply(ScalarOp.AND, sign, Expr.of(Integer.MAX_VALUE));
        Expr order = Expr.apply(ScalarOp.XOR, bits, flips);
        Expr rank = greatest ? order : Expr.apply(ScalarOp.NOT, order);
        Expr isNan = Expr.apply(ScalarOp.NE, f32, f32);
        Expr last = Expr.of(Integer.MAX_VALUE);
        return Expr.cast(DType.I64, Expr.apply(ScalarOp.SELECT, isNan, last, rank));
    }

    /** The first NaN's position, or that of the first of the most extreme. */
    private Expr position(List<Expr> points, boolean greatest) {
        Expr best = points.get(0);
        Expr position = Expr.of(0L);
        for (int i = 1; i < points.size(); i++) {
            Expr next = points.get(i);
            Expr takes = greatest ? Expr.apply(ScalarOp.LT, best, next) : Expr.apply(ScalarOp.LT, next, best);
            if (best.type().isFloating()) {
                Expr isNan = Expr.apply(ScalarOp.NE, next, next);
                Expr isNumber = Expr.apply(ScalarOp.EQ, best, best);
                takes = Expr.apply(ScalarOp.OR, takes, Expr.apply(ScalarOp.AND, isNan, isNumber));
            }
            best = Expr.apply(ScalarOp.SELECT, takes, next, best);
            position = Expr.apply(ScalarOp.SELECT, takes, Expr.of((long) i), position);
        }
        return position;
    }
}
