package dev.sinter.compiler.cpu;

import dev.sinter.ir.scalar.Expr;
import dev.sinter.types.Dim;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

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
