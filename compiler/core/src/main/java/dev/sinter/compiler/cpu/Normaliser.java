package dev.sinter.compiler.cpu;

import dev.sinter.ir.kernel.Guard;
import dev.sinter.ir.scalar.Expr;
import dev.sinter.types.Dim;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Drops the axes of one step and merges neighbouring axes of a group that all accesses walk through as one. The order of the points
 * within a group stays.
 */
final class Normaliser {
    /** What is left: a nest, and for each group its axes. */
    record Grouped(Nest nest, List<List<Integer>> groups) {}

    private final Nest nest;
    private final List<List<Integer>> groups = new ArrayList<>();
    private final List<Dim> extents;
    private List<Nest.@Nullable Access> reads = new ArrayList<>();
    private Nest.Access write;
    private Expr body;
    private Expr result;

    private Normaliser(Nest nest, List<List<Integer>> axes) {
        this.nest = nest;
        extents = new ArrayList<>(nest.free());
        extents.addAll(nest.folded());
        body = nest.body();
        result = nest.result();
        write = nest.write();
        boolean[] needed = needed();
        for (int i = 0; i < needed.length; i++) {
            reads.add(needed[i] ? nest.reads().get(i) : null);
        }
        for (List<Integer> group : axes) {
            List<Integer> left = new ArrayList<>();
            for (int axis : group) {
                if (extents.get(axis).is(1)) {
                    substitute(Map.of("#" + axis, Dim.ZERO));
                } else {
                    left.add(axis);
                }
            }
            groups.add(left);
        }
    }

    /**
     * Normalises the axes of a nest, each of which is in one group. The axes of the groups follow each other in the result, the last
     * {@code folded} groups being folded; a group without axes gets one of a single step.
     */
    static Grouped merge(Nest nest, List<List<Integer>> groups, int folded) {
        return new Normaliser(nest, groups).run(folded);
    }

    /** The reads that the expressions, the write or needed reads mention. */
    private boolean[] needed() {
        boolean[] needed = new boolean[nest.reads().size()];
        leaves(body).forEach(leaf -> need(leaf, needed));
        leaves(result).forEach(leaf -> need(leaf, needed));
        need(write, needed);
        for (int i = needed.length - 1; i >= 0; i--) {
            Nest.Access read = nest.reads().get(i);
            if (needed[i] && read != null) {
                need(read, needed);
            }
        }
        return needed;
    }

    private static void need(Nest.Access access, boolean[] needed) {
        access.checked().forEach(checked -> need(checked.index(), needed));
        access.guards().forEach(guard -> {
            need(guard.value(), needed);
            need(guard.bound(), needed);
        });
    }

    private static void need(Expr leaf, boolean[] needed) {
        if (leaf instanceof Expr.Arg arg) {
            needed[arg.index()] = true;
        } else if (leaf instanceof Expr.Index index) {
            need(index.dim(), needed);
        }
    }

    private static void need(Dim dim, boolean[] needed) {
        for (String symbol : dim.symbols()) {
            if (symbol.charAt(0) == '$') {
                needed[Integer.parseInt(symbol, 1, symbol.length(), 10)] = true;
            }
        }
    }

    /** The leaves of an expression, each once. */
    static Set<Expr> leaves(Expr expr) {
        Set<Expr> leaves = Collections.newSetFromMap(new IdentityHashMap<>());
        expr.replace(leaf -> {
            leaves.add(leaf);
            return leaf;
        });
        return leaves;
    }

    private Grouped run(int folded) {
        groups.forEach(this::merge);
        Map<String, Dim> numbers = new HashMap<>();
        List<Dim> left = new ArrayList<>();
        List<List<Integer>> numbered = new ArrayList<>();
        int free = 0;
        for (int group = 0; group < groups.size(); group++) {
            int first = left.size();
            for (int axis : groups.get(group)) {
                numbers.put("#" + axis, Dim.coordinate(left.size()));
                left.add(extents.get(axis));
            }
            if (left.size() == first) {
                left.add(Dim.ONE);
            }
            numbered.add(IntStream.range(first, left.size()).boxed().toList());
            free = group < groups.size() - folded ? left.size() : free;
        }
        substitute(numbers);
        List<Dim> freeExtents = List.copyOf(left.subList(0, free));
        List<Dim> foldedExtents = List.copyOf(left.subList(free, left.size()));
        Nest merged = new Nest(nest.operands(), nest.dtype(), freeExtents, foldedExtents,
                Collections.unmodifiableList(reads), body,
                nest.fold(), result, write, nest.isUpdate(), nest.combine(), symbols(left));
        return new Grouped(merged, List.copyOf(numbered));
    }

    /** Merges neighbours from the innermost outwards. */
    private void merge(List<Integer> axes) {
        for (int i = axes.size() - 2; i >= 0; i--) {
            int outer = axes.get(i);
            int inner = axes.get(i + 1);
            Dim extent = extents.get(inner);
            boolean[] fits = {true};
            map(dim -> {
                fits[0] &= walksAsOne(dim, outer, inner, extent);
                return dim;
            });
            if (fits[0]) {
                substitute(Map.of("#" + outer, Dim.ZERO, "#" + inner, Dim.coordinate(outer)));
                extents.set(outer, extents.get(outer).times(extent));
                axes.subList(i + 1, i + 2).clear();
            }
        }
    }

    /** Whether a step of {@code outer} is the same as a walk through all of {@code inner}. */
    private static boolean walksAsOne(Dim dim, int outer, int inner, Dim extent) {
        Dim a = dim.coefficient("#" + outer);
        Dim b = dim.coefficient("#" + inner);
        return a != null && b != null && a.equals(b.times(extent));
    }

    private void substitute(Map<String, Dim> values) {
        if (!values.isEmpty()) {
            map(dim -> dim.substitute(values::get));
        }
    }

    /** Maps every index expression. */
    private void map(UnaryOperator<Dim> dims) {
        List<Nest.@Nullable Access> mapped = new ArrayList<>();
        for (Nest.Access read : reads) {
            mapped.add(read == null ? null : map(read, dims));
        }
        reads = mapped;
        write = map(write, dims);
        Function<Expr, Expr> leaf = e -> e instanceof Expr.Index index ? new Expr.Index(dims.apply(index.dim())) : e;
        boolean same = body == result;
        body = body.replace(leaf);
        result = same ? body : result.replace(leaf);
    }

    private static Nest.Access map(Nest.Access access, UnaryOperator<Dim> dims) {
        List<Nest.Checked> checked = access.checked().stream()
                .map(c -> new Nest.Checked(dims.apply(c.index()), c.size(), c.stride())).toList();
        List<Guard> guards = access.guards().stream().map(g -> new Guard(dims.apply(g.value()), dims.apply(g.bound())))
                .toList();
        return new Nest.Access(access.operand(), dims.apply(access.offset()), checked, guards, access.otherwise());
    }

    private List<String> symbols(List<Dim> left) {
        Set<String> names = new TreeSet<>(nest.symbols());
        left.forEach(dim -> names.addAll(dim.symbols()));
        List<Nest.Access> accesses = new ArrayList<>(List.of(write));
        reads.stream().filter(Objects::nonNull).forEach(accesses::add);
        for (Nest.Access access : accesses) {
            access.checked().forEach(c -> {
                names.addAll(c.size().symbols());
                names.addAll(c.stride().symbols());
            });
        }
        map(dim -> {
            names.addAll(dim.symbols());
            return dim;
        });
        names.removeIf(name -> name.charAt(0) == '#' || name.charAt(0) == '$');
        return List.copyOf(names);
    }
}
