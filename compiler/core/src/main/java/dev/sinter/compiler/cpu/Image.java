package dev.sinter.compiler.cpu;

import dev.sinter.ir.scalar.Expr;
import dev.sinter.types.Dim;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The column factor of a convolution, seen as what it is: a picture, of which each step of the depth reads another shifted part. It is
 * copied once, with its padding, instead of once for each place of the window.
 *
 * <p>A column's axis and a folded one that shift each other become one axis of the picture. Columns are then numbered along the
 * picture's rows, margins included, so that columns that follow each other lie side by side for every step: those in a margin, which
 * are not results, are computed for nothing.
 *
 * @param part    the picture as a map; outer axes, outer column axes, axes of the picture, and the steps that shift nothing, in groups
 * @param columns how many columns there are, with margins
 * @param extents of each column axis how many steps it takes, with margins
 * @param halo    how many elements more than columns a part of the picture has
 * @param planes  how many steps of the depth shift nothing
 * @param strides how far each folded axis goes; {@code -n} for n planes
 */
record Image(Normaliser.Grouped part, long columns, List<Dim> extents, long halo, long planes, List<Long> strides) {
    /** So much of what is computed may be margin. */
    private static final double MOST_WASTE = 1.5;
    private static final long SHORTEST_ROW = 4;

    /** The picture of a contraction, or null where it has none, or one that is mostly margin. */
    static @Nullable Image of(Contraction c) {
        Nest nest = c.nest();
        Set<Integer> axes = Axes.of(nest, c.column());
        boolean known = c.columns().stream().allMatch(axis -> nest.extent(axis).isConstant())
                && nest.foldedAxes().stream().allMatch(axis -> nest.extent(axis).isConstant()
                        && nest.extent(axis).constant() > 0 && (axes.contains(axis) || nest.extent(axis).is(1)));
        List<Dim> dims = known ? dims(nest, c.column()) : null;
        if (dims == null) {
            return null;
        }
        List<Integer> partners = new ArrayList<>();
        for (int axis : c.columns()) {
            partners.add(nest.foldedAxes().stream()
                    .filter(folded -> !partners.contains(folded) && shift(dims, axis, folded)).findFirst().orElse(-1));
        }
        if (partners.stream().allMatch(folded -> folded < 0 || nest.extent(folded).is(1))) {
            return null;
        }
        return of(c, partners);
    }

    private static @Nullable Image of(Contraction c, List<Integer> partners) {
        Nest nest = c.nest();
        Nest whole = nest.map(c.column(), PanelCode.NOWHERE);
        List<Dim> sizes = new ArrayList<>(whole.free());
        Long[] strides = new Long[sizes.size()];
        List<Dim> extents = new ArrayList<>();
        long columns = 1;
        long halo = 0;
        long stride = 1;
        for (int i = c.columns().size() - 1; i >= 0; i--) {
            int axis = c.columns().get(i);
            int folded = partners.get(i);
            long more = folded < 0 ? 0 : nest.extent(folded).constant() - 1;
            long size = nest.extent(axis).constant() + more;
            columns += (nest.extent(axis).constant() - 1) * stride;
            halo += more * stride;
            if (folded >= 0) {
                strides[folded] = stride;
                sizes.set(folded, Dim.ONE);
            }
            sizes.set(axis, Dim.of(size));
            extents.add(0, Dim.of(size));
            stride *= size;
        }
        long planes = 1;
        for (int i = nest.folded().size() - 1; i >= 0; i--) {
            int axis = nest.foldedAxes().get(i);
            if (strides[axis] == null) {
                strides[axis] = -planes;
                planes *= nest.extent(axis).constant();
            }
        }
        long real = c.columnCount().constant();
        long row = nest.extent(c.columns().getLast()).constant();
        if (row < SHORTEST_ROW || columns > MOST_WASTE * real || columns + halo > Integer.MAX_VALUE) {
            return null;
        }
        Nest map = new Nest(whole.operands(), whole.dtype(), sizes, List.of(), whole.reads(), whole.body(), null,
                whole.result(), whole.write(), false, null, whole.symbols());
        List<List<Integer>> groups = List.of(c.outer(), c.columnOuter(), c.columns(), nest.foldedAxes());
        List<Long> far = nest.foldedAxes().stream().map(axis -> Objects.requireNonNull(strides[axis])).toList();
        return new Image(Normaliser.merge(map, groups, 0), columns, extents, halo, planes, far);
    }

    /** How far into the picture a step of the depth reads, in the folded coordinates, where a plane has {@code pitch} elements. */
    Dim step(Nest nest, long pitch) {
        Dim offset = Dim.ZERO;
        for (int i = 0; i < strides.size(); i++) {
            long stride = strides.get(i);
            offset = offset.plus(Dim.coordinate(nest.foldedAxes().get(i)).times(stride < 0 ? -stride * pitch : stride));
        }
        return offset;
    }

    /** Whether some columns are in a margin. */
    boolean hasMargins() {
        return extents.size() > 1 && columns > 1;
    }

    /** All index expressions of what a factor reads; null where it depends on its place in another way. */
    static @Nullable List<Dim> dims(Nest nest, Expr factor) {
        List<Dim> dims = new ArrayList<>();
        for (Expr leaf : Normaliser.leaves(factor)) {
            if (leaf instanceof Expr.Index) {
                return null;
            }
            if (leaf instanceof Expr.Arg arg) {
                Nest.Access access = Objects.requireNonNull(nest.reads().get(arg.index()));
                if (!access.checked().isEmpty()) {
                    return null;
                }
                dims.add(access.offset());
                access.guards().forEach(guard -> {
                    dims.add(guard.value());
                    dims.add(guard.bound());
                });
            }
        }
        return dims;
    }

    /** Whether a step along one axis is everywhere the same as one along the other. */
    private static boolean shift(List<Dim> dims, int axis, int folded) {
        return dims.stream().allMatch(dim -> {
            Dim one = dim.coefficient("#" + axis);
            Dim other = dim.coefficient("#" + folded);
            return one != null && other != null && one.equals(other);
        });
    }
}
