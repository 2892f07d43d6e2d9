package dev.sinter.compiler.cpu;

import dev.sinter.ir.scalar.Expr;
import dev.sinter.types.Dim;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Predicate;

/** Rough costs in picoseconds of one core: only good enough to tell what is worth sharing between threads. */
final class Cost {
    /** A load or store that the first-level cache serves. */
    private static final long ACCESS = 40;
    /** An instruction in a loop that is vectorised in part. */
    private static final long INSTRUCTION = 30;

    private Cost() {}

    /** What one free point costs, with all that is folded into it. */
    static Dim ofPoint(Nest nest) {
        long outside = ACCESS + (nest.fold() == null ? 0 : of(nest.result()));
        return nest.foldedPoints().times(of(nest.body())).plus(outside);
    }

    /** How many different instructions an expression has. */
    static long instructions(Expr expr) {
        Set<Expr> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        of(expr, seen);
        return seen.stream().filter(e -> e instanceof Expr.Apply).count();
    }

    /** How many different instructions of an expression follow from a leaf that {@code chosen} names. */
    static long instructions(Expr expr, Predicate<Expr> chosen) {
        IdentityHashMap<Expr, Boolean> follows = new IdentityHashMap<>();
        follows(expr, chosen, follows);
        return follows.entrySet().stream().filter(e -> e.getKey() instanceof Expr.Apply && e.getValue()).count();
    }

    private static boolean follows(Expr expr, Predicate<Expr> chosen,
            IdentityHashMap<Expr, Boolean> known) {
        Boolean already = known.get(expr);
        if (already != null) {
            return already;
        }
        boolean follows = false;
        if (expr instanceof Expr.Apply apply) {
            for (Expr arg : apply.args()) {
                follows |= follows(arg, chosen, known);
            }
        } else {
            follows = chosen.test(expr);
        }
        known.put(expr, follows);
        return follows;
    }

    private static long of(Expr expr) {
        Set<Expr> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        return of(expr, seen);
    }

    private static long of(Expr expr, Set<Expr> seen) {
        if (!seen.add(expr)) {
            return 0;
        }
        if (expr instanceof Expr.Apply apply) {
            return INSTRUCTION + apply.args().stream().mapToLong(arg -> of(arg, seen)).sum();
        }
        return expr instanceof Expr.Arg ? ACCESS : 0;
    }
}
