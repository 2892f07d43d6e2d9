package dev.sinter.compiler.fuzz;

import dev.sinter.ir.Node;
import dev.sinter.ir.Unwindow;
import dev.sinter.ir.View;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Views of every kind: permuted, merged and split, repeated, cut, turned round, padded, windowed. */
final class GrowViews {
    private static final double[] PADDING = {0, 0, -0.0, 1, -1, Double.NEGATIVE_INFINITY, Double.NaN, 0.1};

    static final List<Grower> ALL = List.of(GrowViews::transpose, GrowViews::reshape, GrowViews::reshape,
            GrowViews::expand, GrowViews::slice, GrowViews::slice, GrowViews::pad, GrowViews::window,
            GrowViews::unwindow, GrowViews::diagonal);

    private GrowViews() {}

    /** All axes of a shape, in random order. */
    static List<Integer> axes(Growth g, Shape shape) {
        List<Integer> axes = IntStream.range(0, shape.rank()).boxed().collect(Collectors.toList());
        Collections.shuffle(axes, g.random);
        return axes;
    }

    private static @Nullable Node transpose(Growth g) {
        Node x = g.node();
        return g.add(new View.Transpose(axes(g, x.shape())), x);
    }

    private static @Nullable Node reshape(Growth g) {
        Node x = g.node();
        List<Dim> dims = new ArrayList<>(x.shape().dims());
        for (int step = 1 + g.random.nextInt(3); step > 0; step--) {
            int at = g.random.nextInt(dims.size() + 1);
            switch (g.random.nextInt(3)) {
                case 0 -> dims.add(at, Dim.ONE);
                case 1 -> {
                    if (at + 1 < dims.size()) {
                        dims.set(at, dims.get(at).times(dims.remove(at + 1)));
                    }
                }
                default -> {
                    long size = at < dims.size() && dims.get(at).isConstant() ? dims.get(at).constant() : 1;
                    for (long factor : new long[]{2, 3, 5, 8}) {
                        if (size > 0 && size % factor == 0) {
                            dims.set(at, Dim.of(size / factor));
                            dims.add(at, Dim.of(factor));
                            break;
                        }
                    }
                }
            }
        }
        return g.add(new View.Reshape(Shape.of(dims)), x);
    }

    private static @Nullable Node expand(Growth g) {
        Node x = g.node();
        List<Dim> dims = new ArrayList<>(x.shape().dims());
        for (int axis = 0; axis < dims.size(); axis++) {
            if (dims.get(axis).is(1) && g.chance(2)) {
                dims.set(axis, g.shape(1).dim(0));
            }
        }
        if (g.chance(2)) {
            dims.add(0, g.shape(1).dim(0));
        }
        return g.add(new View.Expand(Shape.of(dims)), x);
    }

    /** Starts, sizes and steps within a shape. */
    static View.Slice within(Growth g, Shape shape) {
        List<Dim> starts = new ArrayList<>();
        List<Dim> sizes = new ArrayList<>();
        List<Integer> steps = new ArrayList<>();
        for (Dim dim : shape) {
            long size = g.value(dim);
            int kind = g.random.nextInt(4);
            if (kind == 0 || size == 0) {
                add(starts, sizes, steps, Dim.ZERO, dim, 1);
            } else if (kind == 1) {
                add(starts, sizes, steps, dim.minus(1), dim, -1);
            } else if (kind == 2) {
                long cut = g.random.nextLong(size);
                add(starts, sizes, steps, Dim.of(cut), dim.minus(cut), 1);
            } else {
                long start = g.random.nextLong(size);
                int step = g.any(List.of(1, 2, 3, -1, -2));
                long most = step > 0 ? (size - 1 - start) / step + 1 : start / -step + 1;
                long count = g.chance(40) ? 0 : 1 + g.random.nextLong(most);
                add(starts, sizes, steps, Dim.of(start), Dim.of(count), step);
            }
        }
        return new View.Slice(starts, sizes, steps);
    }

    private static void add(List<Dim> starts, List<Dim> sizes, List<Integer> steps, Dim start, Dim size, int step) {
        starts.add(start);
        sizes.add(size);
        steps.add(step);
    }

    private static @Nullable Node slice(Growth g) {
        Node x = g.node();
        return g.add(within(g, x.shape()), x);
    }

    private static @Nullable Node pad(Growth g) {
        Node x = g.node();
        List<Dim> low = new ArrayList<>();
        List<Dim> high = new ArrayList<>();
        List<Integer> gaps = new ArrayList<>();
        for (Dim dim : x.shape()) {
            boolean some = g.chance(2);
            // A gap beside an axis of unknown size would be negative where the size is 0.
            gaps.add(some && g.chance(3) && dim.isConstant() && !dim.is(0) ? 1 + g.random.nextInt(2) : 0);
            low.add(Dim.of(some ? g.random.nextInt(5) - 1 : 0));
            high.add(Dim.of(some ? g.random.nextInt(5) - 1 : 0));
        }
        double value = g.smooth ? 0.5 : PADDING[g.random.nextInt(PADDING.length)];
        return g.add(new View.Pad(low, high, gaps, value), x);
    }

    private static @Nullable Node window(Growth g) {
        Node x = g.node();
        List<Integer> all = axes(g, x.shape());
        List<Integer> axes = all.subList(0, Math.min(all.size(), 1 + g.random.nextInt(2)));
        List<Integer> sizes = new ArrayList<>();
        List<Integer> strides = new ArrayList<>();
        List<Integer> dilations = new ArrayList<>();
        for (int axis : axes) {
            long most = Math.min(3, g.value(x.shape().dim(axis)));
            if (most == 0) {
                return null;
            }
            int size = 1 + g.random.nextInt((int) most);
            sizes.add(size);
            strides.add(1 + g.random.nextInt(3));
            dilations.add((size - 1) * 2L < g.value(x.shape().dim(axis)) ? 1 + g.random.nextInt(2) : 1);
        }
        return axes.isEmpty() ? null : g.add(new View.Window(axes, sizes, strides, dilations), x);
    }

    private static @Nullable Node diagonal(Growth g) {
        Node x = g.node(node -> node.shape().rank() >= 2);
        if (x == null) {
            return null;
        }
        List<Integer> all = axes(g, x.shape());
        int first = all.get(0);
        int second = all.get(1);
        if (x.shape().dim(first).equals(x.shape().dim(second))) {
            return g.add(new View.Diagonal(first, second), x);
        }
        if (!x.shape().dim(first).isConstant() || !x.shape().dim(second).isConstant()) {
            return null;
        }
        List<Dim> sizes = new ArrayList<>(x.shape().dims());
        Dim least = Dim.of(Math.min(sizes.get(first).constant(), sizes.get(second).constant()));
        sizes.set(first, least);
        sizes.set(second, least);
        Node square = g.add(new View.Slice(Collections.nCopies(sizes.size(), Dim.ZERO), sizes,
                Collections.nCopies(sizes.size(), 1)), x);
        return square == null ? null : g.add(new View.Diagonal(first, second), square);
    }

    private static @Nullable Node unwindow(Growth g) {
        Node windows = g.node(node -> node.op() instanceof View.Window);
        if (windows == null) {
            return null;
        }
        Node x = g.node(node -> node.type().equals(windows.type()));
        View.Window w = (View.Window) windows.op();
        Shape target = windows.input(0).shape();
        return x == null
                ? null
                : g.add(new Unwindow(target, w.axes(), w.sizes(), w.strides(), w.dilations()), x);
    }
}
