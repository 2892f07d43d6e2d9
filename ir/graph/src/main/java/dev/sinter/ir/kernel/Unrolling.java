package dev.sinter.ir.kernel;

import dev.sinter.ir.scalar.Expr;
import dev.sinter.ir.scalar.ScalarOp;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes the fold of a few points, a pooling window say, as one expression, so that the kernel becomes one without a fold. It has the bits
 * of the fold, by the order that {@link Strict} fixes.
 */
public final class Unrolling {
    private static final int MOST_POINTS = 16;
    /** Instructions of all points together: C2 unrolls loops and allocates registers well up to there. */
    private static final int MOST_INSTRUCTIONS = 120;

    private final Kernel kernel;
    private final Fold fold;
    private final List<Read> reads = new ArrayList<>();
    private final Map<Read, Integer> numbers = new HashMap<>();

    private Unrolling(Kernel kernel, Fold fold) {
        this.kernel = kernel;
        this.fold = fold;
    }

    /** The kernel without its fold, or itself where it has none or too long a one. */
    public static Kernel of(Kernel kernel) {
        long points = kernel.fold() == null || kernel.fold().isRow() ? 0 : points(kernel);
        boolean few = points > 0 && points <= MOST_POINTS
                && points * (instructions(kernel.body()) + 2) <= MOST_INSTRUCTIONS;
        return few ? new Unrolling(kernel, Objects.requireNonNull(kernel.fold())).run() : kernel;
    }

    /** How many points are folded into one; 0 where that depends on symbols. */
    private static long points(Kernel kernel) {
        long points = 1;
        for (Dim extent : kernel.foldedExtents()) {
            points = extent.isConstant() ? Math.multiplyExact(points, extent.constant()) : 0;
            if (points == 0 || points > MOST_POINTS) {
                return 0;
            }
        }
        return points;
    }

    private static int instructions(Expr expr) {
        Set<Expr> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        count(expr, seen);
        return seen.size();
    }

    private static void count(Expr expr, Set<Expr> seen) {
        if (expr instanceof Expr.Apply apply && seen.add(expr)) {
            apply.args().forEach(arg -> count(arg, seen));
        }
    }

    private Kernel run() {
        List<Expr> points = new ArrayList<>();
        for (int point = 0; point < points(kernel); point++) {
            points.add(substitute(kernel.body(), coordinates(point)));
        }
        Expr folded = fold(points);
        Expr result = kernel.result()
                .replace(leaf -> leaf instanceof Expr.Folded ? folded : substitute(leaf, Map.of()));
        List<Dim> index = kernel.write().index().stream().map(dim -> substitute(dim, Map.of())).toList();
        Write write = new Write(index, kernel.write().base(), kernel.write().combine());
        return new Kernel(kernel.operands(), kernel.output(), kernel.freeExtents(), kernel.free(), reads, result, null,
                result, write);
    }

    /** The folded coordinates of the point of that row-major number. */
    private Map<String, Dim> coordinates(int point) {
        Map<String, Dim> at = new HashMap<>();
        long rest = point;
        for (int axis = kernel.extents().size() - 1; axis >= kernel.free(); axis--) {
            long extent = kernel.extents().get(axis).constant();
            at.put("#" + axis, Dim.of(rest % extent));
            rest /= extent;
        }
        return at;
    }

    private Expr substitute(Expr expr, Map<String, Dim> at) {
        return expr.replace(leaf -> switch (leaf) {
            case Expr.Arg arg -> new Expr.Arg(read(arg.index(), at), arg.type());
            case Expr.Index index -> new Expr.Index(substitute(index.dim(), at));
            default -> leaf;
        });
    }

    private int read(int number, Map<String, Dim> at) {
        Read read = kernel.reads().get(number).map(dim -> substitute(dim, at));
        return numbers.computeIfAbsent(read, key -> {
            reads.add(key);
            return reads.size() - 1;
        });
    }

    private Dim substitute(Dim dim, Map<String, Dim> at) {
        return dim.substitute(symbol -> symbol.charAt(0) == '$'
                ? Dim.loaded(read(Integer.parseInt(symbol, 1, symbol.length(), 10), at))
                : at.get(symbol), kernel.bounds());
    }

    private Expr fold(List<Expr> points) {
        return switch (fold) {
            case ARGMAX, ARGMIN -> points.get(0).type().bits() <= 32
                    ? ranked(points, fold == Fold.ARGMAX)
                    : position(points, fold == Fold.ARGMAX);
            case CONTRACT -> chain(points);
            case SUM, PROD -> Objects.requireNonNull(tree(points, 0, 1));
            case RUNNING, ORDER, DESCENDING_ORDER -> throw new IllegalStateException(fold + " has no one value");
            case MAX, MIN -> points.stream().reduce((a, b) -> Expr.apply(fold.combine(), a, b)).orElseThrow();
        };
    }

    private Expr identity(DType dtype) {
        return new Expr.Const(dtype, fold.identity(dtype));
    }

    private Expr chain(List<Expr> points) {
        DType dtype = kernel.body().type();
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
        ScalarOp op = fold.combine();
        if (step == Strict.LANES) {
            return lane < points.size() ? Expr.apply(op, identity(kernel.body().type()), points.get(lane)) : null;
        }
        Expr left = tree(points, lane, 2 * step);
        Expr right = tree(points, lane + step, 2 * step);
        return left == null || right == null ? left == null ? right : left : Expr.apply(op, left, right);
    }

    /** The same without a branch: the greatest rank, and how many points come before the first that has it. */
    private static Expr ranked(List<Expr> points, boolean greatest) {
        List<Expr> ranks = points.stream().map(point -> rank(point, greatest)).toList();
        Expr best = ranks.stream().reduce((a, b) -> Expr.apply(ScalarOp.MAX, a, b)).orElseThrow();
        Expr position = Expr.of(0);
        Expr notYet = null;
        for (Expr rank : ranks.subList(0, ranks.size() - 1)) {
            Expr difference = Expr.apply(ScalarOp.XOR, rank, best);
            Expr either = Expr.apply(ScalarOp.OR, difference, Expr.apply(ScalarOp.NEG, difference));
            Expr differs = Expr.apply(ScalarOp.USHR, either, Expr.of(31));
            position = notYet == null
                    ? differs
                    : Expr.apply(ScalarOp.ADD, position, Expr.apply(ScalarOp.AND, notYet, differs));
            notYet = notYet == null ? differs : Expr.apply(ScalarOp.AND, notYet, differs);
        }
        return Expr.cast(DType.I64, position);
    }

    /** An i32 that is in the order of the values, or against it; with NaN above all, and both zeros equal. */
    private static Expr rank(Expr value, boolean greatest) {
        Expr order = value.type().isFloating() ? order(Expr.cast(DType.F32, value)) : Expr.cast(DType.I32, value);
        Expr rank = greatest ? order : Expr.apply(ScalarOp.NOT, order);
        if (!value.type().isFloating()) {
            return rank;
        }
        Expr isNan = Expr.apply(ScalarOp.NE, value, value);
        return Expr.apply(ScalarOp.SELECT, isNan, Expr.of(Integer.MAX_VALUE), rank);
    }

    private static Expr order(Expr f32) {
        if (isNotNegative(f32)) {
            return Expr.bitcast(DType.I32, f32);
        }
        Expr bits = Expr.bitcast(DType.I32, Expr.apply(ScalarOp.ADD, f32, Expr.of(0f)));
        // Of negative numbers, whose order by bits is upside down, all but the sign is flipped.
        Expr sign = Expr.apply(ScalarOp.SHR, bits, Expr.of(31));
        return Expr.apply(ScalarOp.XOR, bits, Expr.apply(ScalarOp.AND, sign, Expr.of(Integer.MAX_VALUE)));
    }

    /** Whether an f32 is at least +0, or NaN: a relu. */
    private static boolean isNotNegative(Expr f32) {
        return f32 instanceof Expr.Apply max && max.op() == ScalarOp.MAX
                && max.args().stream().anyMatch(arg -> arg instanceof Expr.Const c && (int) c.bits() >= 0);
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
