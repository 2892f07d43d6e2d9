package dev.sinter.compiler.cpu;

import dev.sinter.ir.scalar.Expr;
import dev.sinter.types.Dim;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A copy of a factor, and where in it the factor's elements are: so far apart along each axis.
 *
 * @param copy    writes the copy: each element once
 * @param strides the stride along each axis of the contraction; those that are missing are 0
 * @param size    how many elements the copy has
 */
record Spread(Nest copy, Map<Integer, Dim> strides, Dim size) {
    /** A step of that many bytes, or a multiple of it, finds a few sets of a first-level cache only. */
    private static final long BAD_STEP = 512;
    private static final long CACHE_LINE = 64;
    /** A picture with its padding may be so much larger than what is read. */
    private static final double MOST_GROWTH = 2.5;
    /** Stands for sizes that are not known. */
    private static final long TYPICAL = 64;
    /** How many steps of one axis may be one of another: strides and dilations of convolutions. */
    private static final int LONGEST_STEP = 8;

    Dim stride(int axis) {
        return Objects.requireNonNull(strides.getOrDefault(axis, Dim.ZERO));
    }

    /** Where the point of these axes is. */
    Dim offset(List<Integer> axes) {
        Dim offset = Dim.ZERO;
        for (int axis : axes) {
            offset = offset.plus(Dim.coordinate(axis).times(stride(axis)));
        }
        return offset;
    }

    /**
     * The copy in which rows have constant strides: a row's axis and a folded one that shift each other, as a window's and a picture's do,
     * become one.
     */
    static @Nullable Spread picture(Nest nest, Expr factor, List<Integer> outer, List<Integer> rows) {
        List<Dim> dims = Image.dims(nest, factor);
        if (dims == null) {
            return null;
        }
        Set<Integer> axes = Axes.of(nest, factor);
        List<Integer> depth = new ArrayList<>(nest.foldedAxes().stream().filter(axes::contains).toList());
        List<Integer> last = new ArrayList<>();
        Layout layout = new Layout(nest);
        List<Integer> alone = new ArrayList<>();
        for (int axis : rows) {
            Integer partner = depth.stream().filter(folded -> layout.merge(dims, axis, folded)).findFirst()
                    .orElse(null);
            if (partner == null) {
                alone.add(axis);
            } else {
                depth.removeIf(partner::equals);
                last.add(layout.kept(axis, partner));
            }
        }
        List<Integer> order = new ArrayList<>(outer);
        order.addAll(depth);
        order.addAll(alone);
        order.addAll(last);
        return layout.bounded(layout.spread(factor, dims, order, depth.isEmpty() ? -1 : depth.getLast()), dims);
    }

    /** A size where no symbol is known. */
    private static double estimate(Dim size) {
        return size.isConstant() ? size.constant() : size.evaluate(symbol -> TYPICAL);
    }

    /** The copy in which columns are side by side. */
    static @Nullable Spread sideBySide(Nest nest, Expr factor, List<Integer> outer, List<Integer> columns) {
        List<Dim> dims = Image.dims(nest, factor);
        if (dims == null) {
            return null;
        }
        Set<Integer> axes = Axes.of(nest, factor);
        List<Integer> depth = nest.foldedAxes().stream().filter(axes::contains).toList();
        Layout layout = new Layout(nest);
        for (int axis : columns) {
            if (depth.stream().anyMatch(folded -> layout.merge(dims, axis, folded))) {
                // The windows of a picture overlap; side by side they would be copies of each other.
                return null;
            }
        }
        List<Integer> order = new ArrayList<>(outer);
        // As they are in the source, so that the copy stays in a part of it.
        order.addAll(layout.sorted(dims, depth));
        order.addAll(columns);
        return layout.bounded(layout.spread(factor, dims, order, -1), dims);
    }

    /** How the axes of a copy are laid out. */
    private static final class Layout {
        private final Nest nest;
        private final List<Dim> extents = new ArrayList<>();
        /** For an axis that became part of another: how many of the other's steps its own are. */
        private final Map<Integer, Integer> into = new HashMap<>();
        private final Map<Integer, Long> steps = new HashMap<>();

        Layout(Nest nest) {
            this.nest = nest;
            extents.addAll(nest.free());
            extents.addAll(nest.folded());
        }

        /** The copy, or null where windows that overlap in a way that is not known are copied over and over. */
        @Nullable
        Spread bounded(Spread copy, List<Dim> dims) {
            return estimate(copy.size) <= MOST_GROWTH * span(dims) ? copy : null;
        }

        /** About how many elements are read: how far it is from the first to the last one. */
        double span(List<Dim> dims) {
            double span = 1;
            for (Dim dim : dims) {
                double most = 1;
                for (String symbol : dim.symbols()) {
                    Dim stride = symbol.charAt(0) == '#' ? dim.coefficient(symbol) : null;
                    if (stride != null) {
                        Dim extent = nest.extent(Integer.parseInt(symbol, 1, symbol.length(), 10));
                        most += Math.abs(estimate(stride)) * (estimate(extent) - 1);
                    }
                }
                span = Math.max(span, most);
            }
            return span;
        }

        /** Makes a row's axis and a folded one one, if a step of one is everywhere a few steps of the other. */
        boolean merge(List<Dim> dims, int axis, int folded) {
            Dim a = nest.extent(axis);
            Dim f = nest.extent(folded);
            if (!a.isConstant() || !f.isConstant()) {
                return false;
            }
            for (int step = 1; step <= LONGEST_STEP; step++) {
                if (isStep(dims, axis, folded, step)) {
                    return join(axis, folded, step);
                }
                if (isStep(dims, folded, axis, step)) {
                    return join(folded, axis, step);
                }
            }
            return false;
        }

        /**
         * Whether a step of {@code axis} is {@code step} of {@code other} everywhere, and somewhere at all, and fewer than there are: else
         * there is nothing that both reach.
         */
        private boolean isStep(List<Dim> dims, int axis, int other, int step) {
            if (step >= nest.extent(other).constant()) {
                return false;
            }
            boolean moves = false;
            for (Dim dim : dims) {
                Dim a = dim.coefficient("#" + axis);
                Dim b = dim.coefficient("#" + other);
                if (a == null || b == null || !a.equals(b.times(step))) {
                    return false;
                }
                moves |= !a.is(0);
            }
            return moves;
        }

        private boolean join(int axis, int other, int step) {
            long size = step * (nest.extent(axis).constant() - 1) + nest.extent(other).constant();
            if (nest.extent(axis).constant() < 1 || nest.extent(other).constant() < 1) {
                return false;
            }
            into.put(axis, other);
            steps.put(axis, (long) step);
            extents.set(axis, Dim.ONE);
            extents.set(other, Dim.of(size));
            return true;
        }

        int kept(int axis, int folded) {
            return into.containsKey(axis) ? folded : axis;
        }

        /** Axes from those that go far in what is read first to those that go to the next element. */
        List<Integer> sorted(List<Dim> dims, List<Integer> axes) {
            List<Integer> sorted = new ArrayList<>(axes);
            sorted.sort(Comparator.comparingLong((Integer axis) -> {
                Dim stride = dims.isEmpty() ? null : dims.get(0).coefficient("#" + axis);
                return stride == null || !stride.isConstant() ? Long.MIN_VALUE : -Math.abs(stride.constant());
            }));
            return sorted;
        }

        /** The copy whose axes are these, outermost first; {@code inner} is the one that the depth goes along first, or -1. */
        Spread spread(Expr factor, List<Dim> dims, List<Integer> order, int inner) {
            Map<Integer, Dim> strides = new HashMap<>();
            Dim stride = Dim.ONE;
            for (int i = order.size() - 1; i >= 0; i--) {
                int axis = order.get(i);
                if (axis == inner && stride.isConstant()
                        && stride.constant() * factor.type().bytes() % BAD_STEP == 0) {
                    stride = stride.plus(CACHE_LINE / factor.type().bytes());
                }
                strides.put(axis, stride);
                stride = stride.times(extents.get(axis));
            }
            Dim size = stride;
            Dim at = Dim.ZERO;
            for (int axis : order) {
                at = at.plus(Dim.coordinate(axis).times(Objects.requireNonNull(strides.get(axis))));
            }
            into.forEach((axis, other) -> strides.put(axis,
                    Objects.requireNonNull(strides.get(other)).times(Objects.requireNonNull(steps.get(axis)))));
            Nest map = nest.map(factor, new Nest.Access(-1, at, List.of(), List.of(), 0));
            List<Dim> sizes = new ArrayList<>(extents);
            List<Integer> loops = sorted(dims, order);
            for (int axis = 0; axis < sizes.size(); axis++) {
                if (!order.contains(axis)) {
                    sizes.set(axis, Dim.ONE);
                    loops.add(axis);
                }
            }
            Nest copy = new Nest(map.operands(), factor.type(), sizes, List.of(), map.reads(), factor, null, factor,
                    map.write(), false, null, map.symbols());
            return new Spread(Normaliser.merge(copy, List.of(loops), 0).nest(), strides, size);
        }
    }
}
