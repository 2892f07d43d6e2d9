package dev.sinter.compiler.cpu;

import dev.sinter.ir.kernel.Guard;
import dev.sinter.ir.kernel.Kernel;
import dev.sinter.ir.scalar.Expr;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Makes a {@link Nest} of a kernel: drops axes of one step and merges axes. The order of all points stays. */
final class Normaliser {
    private final Kernel kernel;
    /** Axes that are left, by their number in the kernel, with what they now span. */
    private final List<Integer> freeAxes = new ArrayList<>();
    private final List<Integer> foldedAxes = new ArrayList<>();
    private final List<Dim> extents;
    private List<Nest.@Nullable Access> reads = new ArrayList<>();
    private Nest.Access write;
    private Expr body;
    private Expr result;

    Normaliser(Kernel kernel) {
        this.kernel = kernel;
        this.extents = new ArrayList<>(kernel.extents());
        body = kernel.body();
        result = kernel.result();
        write = Nest.access(kernel, -1, kernel.write().index(), kernel.output().shape().dims(), List.of(), 0);
        boolean[] needed = needed();
        for (int i = 0; i < needed.length; i++) {
            reads.add(needed[i] ? Nest.access(kernel, kernel.reads().get(i)) : null);
        }
    }

    /** The reads that the expressions, the write or needed reads mention. */
    private boolean[] needed() {
        boolean[] needed = new boolean[kernel.reads().size()];
        leaves(body).forEach(leaf -> need(leaf, needed));
        leaves(result).forEach(leaf -> need(leaf, needed));
        kernel.write().index().forEach(dim -> need(dim, needed));
        for (int i = needed.length - 1; i >= 0; i--) {
            if (needed[i]) {
                kernel.reads().get(i).index().forEach(dim -> need(dim, needed));
                kernel.reads().get(i).guards().forEach(guard -> {
                    need(guard.value(), needed);
                    need(guard.bound(), needed);
                });
            }
        }
        return needed;
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

    Nest run() {
        for (int axis = 0; axis < extents.size(); axis++) {
            if (extents.get(axis).is(1)) {
                int gone = axis;
                substitute(Map.of("#" + gone, Dim.ZERO));
            } else {
                (axis < kernel.free() ? freeAxes : foldedAxes).add(axis);
            }
        }
        merge(freeAxes);
        merge(foldedAxes);
        // A loop of one step where there is none.
        Map<String, Dim> numbers = new HashMap<>();
        List<Dim> free = number(freeAxes, 0, numbers);
        List<Dim> folded = kernel.fold() == null ? List.of() : number(foldedAxes, free.size(), numbers);
        substitute(numbers);
        List<DType> operands = kernel.operands().stream().map(TensorType::dtype).toList();
        return new Nest(operands, kernel.dtype(), free, folded, Collections.unmodifiableList(reads), body,
                kernel.fold(), result, write,
                kernel.write().isUpdate(), kernel.write().combine(), symbols(free, folded));
    }

    private List<Dim> number(List<Integer> axes, int first, Map<String, Dim> numbers) {
        List<Dim> left = new ArrayList<>();
        for (int axis : axes) {
            numbers.put("#" + axis, Dim.coordinate(first + left.size()));
            left.add(extents.get(axis));
        }
        return left.isEmpty() ? List.of(Dim.ONE) : List.copyOf(left);
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

    private List<String> symbols(List<Dim> free, List<Dim> folded) {
        Set<String> names = new TreeSet<>();
        free.forEach(dim -> names.addAll(dim.symbols()));
        folded.forEach(dim -> names.addAll(dim.symbols()));
        write.checked().forEach(c -> {
            names.addAll(c.size().symbols());
            names.addAll(c.stride().symbols());
        });
        for (Nest.Access read : reads) {
            if (read != null) {
                read.checked().forEach(c -> {
                    names.addAll(c.size().symbols());
                    names.addAll(c.stride().symbols());
                });
            }
        }
        map(dim -> {
            names.addAll(dim.symbols());
            return dim;
        });
        names.removeIf(name -> name.charAt(0) == '#' || name.charAt(0) == '$');
        return List.copyOf(names);
    }
}
