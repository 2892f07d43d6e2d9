package dev.sinter;

import dev.sinter.ir.View;
import dev.sinter.runtime.Buffer;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the elements of a view lie in its dense storage: element {@code i} at {@code offset + sum(i[k] * strides[k])}.
 *
 * @param shape   of the view
 * @param offset  of the first element
 * @param strides one per axis
 */
record Strided(Shape shape, Dim offset, List<Dim> strides) {
    /** Where {@code lens} sees the elements of a storage of shape {@code whole}. */
    static Strided of(Shape whole, @Nullable Lens lens) {
        if (lens == null) {
            return new Strided(whole, Dim.ZERO, whole.rowMajorStrides());
        }
        Strided before = of(whole, lens.parent());
        Shape shape = lens.type().shape();
        return switch (lens.op()) {
            case View.Transpose transpose ->
                new Strided(shape, before.offset, transpose.axes().stream().map(before.strides::get).toList());
            case View.Diagonal diagonal -> before.diagonal(diagonal, shape);
            case View.Expand expand -> before.expanded(shape);
            case View.Slice slice -> before.sliced(slice, shape);
            case View.Reshape reshape -> {
                List<Dim> strides = before.reshaped(shape);
                if (strides == null) {
                    throw new IllegalStateException(before + " seen as " + shape);
                }
                yield new Strided(shape, before.offset, strides);
            }
            case View.Pad pad -> throw new IllegalStateException("padding is no view");
            case View.Window window -> before.windowed(window, shape);
        };
    }

    private Strided expanded(Shape to) {
        List<Dim> grown = new ArrayList<>();
        int extra = to.rank() - shape.rank();
        for (int axis = 0; axis < to.rank(); axis++) {
            boolean repeats = axis < extra || !shape.dim(axis - extra).equals(to.dim(axis));
            grown.add(repeats ? Dim.ZERO : strides.get(axis - extra));
        }
        return new Strided(to, offset, List.copyOf(grown));
    }

    private Strided diagonal(View.Diagonal diagonal, Shape to) {
        List<Dim> left = new ArrayList<>();
        for (int axis = 0; axis < shape.rank(); axis++) {
            if (axis != diagonal.first() && axis != diagonal.second()) {
                left.add(strides.get(axis));
            }
        }
        left.add(strides.get(diagonal.first()).plus(strides.get(diagonal.second())));
        return new Strided(to, offset, List.copyOf(left));
    }

    private Strided sliced(View.Slice slice, Shape to) {
        Dim start = offset;
        List<Dim> stepped = new ArrayList<>();
        for (int axis = 0; axis < shape.rank(); axis++) {
            start = start.plus(slice.starts().get(axis).times(strides.get(axis)));
            stepped.add(strides.get(axis).times(slice.steps().get(axis)));
        }
        return new Strided(to, start, List.copyOf(stepped));
    }

    private Strided windowed(View.Window window, Shape to) {
        List<Dim> all = new ArrayList<>(strides);
        for (int w = 0; w < window.axes().size(); w++) {
            int axis = window.axes().get(w);
            all.add(strides.get(axis).times(window.dilations().get(w)));
            all.set(axis, strides.get(axis).times(window.strides().get(w)));
        }
        return new Strided(to, offset, List.copyOf(all));
    }

    /**
     * The strides under which the same elements have shape {@code to}, null where there are none: neighbouring axes merge only where
     * the outer one's stride is the inner one's stride times its size.
     */
    @Nullable
    List<Dim> reshaped(Shape to) {
        if (shape.numel().is(0)) {
            return to.rowMajorStrides();
        }
        Dim[] result = new Dim[to.rank()];
        int next = to.rank() - 1;
        Dim run = Dim.ONE;
        Dim base = shape.rank() == 0 ? Dim.ONE : strides.get(shape.rank() - 1);
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            run = run.times(shape.dim(axis));
            boolean merges = axis > 0 && (shape.dim(axis - 1).is(1) || strides.get(axis - 1).equals(run.times(base)));
            if (merges) {
                continue;
            }
            Dim made = Dim.ONE;
            while (next >= 0 && (!made.equals(run) || to.dim(next).is(1))) {
                result[next] = made.times(base);
                made = made.times(to.dim(next--));
            }
            if (!made.equals(run)) {
                return null;
            }
            base = axis > 0 ? strides.get(axis - 1) : Dim.ONE;
            run = Dim.ONE;
        }
        while (next >= 0 && to.dim(next).is(1)) {
            result[next--] = Dim.ONE;
        }
        return next >= 0 ? null : List.of(result);
    }

    /** Whether the elements lie in row-major order without gaps. */
    boolean isContiguous() {
        Dim expected = Dim.ONE;
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            if (shape.dim(axis).is(1)) {
                continue;
            }
            if (!strides.get(axis).equals(expected)) {
                return shape.numel().is(0);
            }
            expected = expected.times(shape.dim(axis));
        }
        return true;
    }

    /** The elements in row-major order of this view's shape. */
    Buffer gather(Buffer storage) {
        Buffer dense = Buffer.zeros(storage.dtype(), shape.sizes());
        long[] step = strides.stream().mapToLong(Dim::constant).toArray();
        // The innermost axes that lie together are copied as one.
        int outer = shape.rank();
        int run = 1;
        while (outer > 0 && (step[outer - 1] == run || dense.size(outer - 1) == 1)) {
            run *= (int) dense.size(--outer);
        }
        long[] at = new long[outer];
        long from = offset.constant();
        for (int to = 0; to < dense.count(); to += run) {
            System.arraycopy(storage.array(), (int) from, dense.array(), to, run);
            for (int axis = outer - 1; axis >= 0; axis--) {
                from += step[axis];
                if (++at[axis] < dense.size(axis)) {
                    break;
                }
                from -= at[axis] * step[axis];
                at[axis] = 0;
            }
        }
        return dense;
    }
}
