package dev.sinter.nn;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Reduce;
import dev.sinter.ir.View;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Poolings as functions; part of {@link Functional}. Inputs may lack the axis of the batch. */
public abstract sealed class PoolingFunctions extends PaddingFunctions permits ConvolutionFunctions {
    PoolingFunctions() {}

    /** The greatest element of each window of [N, C, L]; what is padded is never the greatest. */
    public static Tensor maxPool1d(Tensor x, Window window) {
        return maxPool("maxPool1d", 1, x, window);
    }

    /** The greatest element of each window of [N, C, H, W]; what is padded is never the greatest. */
    public static Tensor maxPool2d(Tensor x, Window window) {
        return maxPool("maxPool2d", 2, x, window);
    }

    /** The greatest element of each window of [N, C, H, W]; what is padded is never the greatest. */
    public static Tensor maxPool2d(Tensor x, int kernel, int stride, int padding) {
        return maxPool2d(x, Window.of(kernel).stride(stride).padding(padding));
    }

    /** The greatest element of each window of [N, C, D, H, W]; what is padded is never the greatest. */
    public static Tensor maxPool3d(Tensor x, Window window) {
        return maxPool("maxPool3d", 3, x, window);
    }

    static Tensor maxPool(String name, int spatial, Tensor x, Window window) {
        Window along = checked(name, spatial, x, window);
        Tensor windows = windows(x, along, excess(name, x, along), least(x.dtype()));
        return Sinter.apply(new Reduce.Over(Reduce.Kind.MAX, trailing(windows, spatial)), windows);
    }

    /** The mean of each window of [N, C, L], padded zeros included. */
    public static Tensor avgPool1d(Tensor x, Window window) {
        return avgPool1d(x, window, true);
    }

    public static Tensor avgPool1d(Tensor x, Window window, boolean countIncludePad) {
        return avgPool("avgPool1d", 1, x, window, countIncludePad, 0);
    }

    /** The mean of each window of [N, C, H, W], padded zeros included. */
    public static Tensor avgPool2d(Tensor x, Window window) {
        return avgPool2d(x, window, true);
    }

    public static Tensor avgPool2d(Tensor x, Window window, boolean countIncludePad) {
        return avgPool("avgPool2d", 2, x, window, countIncludePad, 0);
    }

    /** The mean of each window of [N, C, H, W], padded zeros included. */
    public static Tensor avgPool2d(Tensor x, int kernel, int stride, int padding) {
        return avgPool2d(x, Window.of(kernel).stride(stride).padding(padding));
    }

    /** The mean of each window of [N, C, D, H, W], padded zeros included. */
    public static Tensor avgPool3d(Tensor x, Window window) {
        return avgPool3d(x, window, true);
    }

    public static Tensor avgPool3d(Tensor x, Window window, boolean countIncludePad) {
        return avgPool("avgPool3d", 3, x, window, countIncludePad, 0);
    }

    /** The sum of each window over the number of its elements, or over {@code divisor} where that is not 0. */
    static Tensor avgPool(String name, int spatial, Tensor x, Window window, boolean countIncludePad, int divisor) {
        Window along = checked(name, spatial, x, window);
        int[] excess = excess(name, x, along);
        Tensor windows = windows(x, along, excess, 0);
        Tensor sum = windows.sum(trailing(windows, spatial).stream().mapToInt(Integer::intValue).toArray());
        boolean cropped = IntStream.of(excess).anyMatch(e -> e > 0)
                || !countIncludePad && along.padding().stream().anyMatch(p -> p > 0);
        if (divisor != 0 || !cropped) {
            int count = divisor != 0 ? divisor : along.kernel().stream().reduce(1, (a, b) -> a * b);
            return sum.div(Sinter.constant(x.dtype(), count));
        }
        Tensor result = sum;
        for (int s = 0; s < spatial; s++) {
            result = result.div(counts(name, sum, x, s, along, countIncludePad));
        }
        return result;
    }

    /** How many elements the windows along an axis count, as a tensor that broadcasts. */
    private static Tensor counts(String name, Tensor sum, Tensor x, int s, Window along, boolean countIncludePad) {
        int axis = sum.rank() - along.kernel().size() + s;
        Dim size = x.dim(axis);
        if (!size.isConstant()) {
            throw new Diagnostic(name + " of shape " + x.shape() + ": axis " + axis
                    + " is symbolic, so the elements of windows at the border cannot be counted; count padding in,"
                    + " and use no ceilMode");
        }
        int padding = along.padding().get(s);
        double[] counts = new double[Math.toIntExact(sum.size(axis))];
        for (int o = 0; o < counts.length; o++) {
            long from = (long) o * along.stride().get(s) - padding;
            long to = Math.min(from + along.kernel().get(s), size.constant() + padding);
            counts[o] = countIncludePad ? to - from : Math.min(to, size.constant()) - Math.max(from, 0);
        }
        return ConvolutionFunctions.channels(Sinter.tensor(counts, x.dtype()), along.kernel().size() - 1 - s);
    }

    /** The root of the sum of p-th powers of each window of [N, C, L]. */
    public static Tensor lpPool1d(Tensor x, double p, Window window) {
        return lpPool("lpPool1d", 1, x, p, window);
    }

    /** The root of the sum of p-th powers of each window of [N, C, H, W]. */
    public static Tensor lpPool2d(Tensor x, double p, Window window) {
        return lpPool("lpPool2d", 2, x, p, window);
    }

    static Tensor lpPool(String name, int spatial, Tensor x, double p, Window window) {
        Window along = checked(name, spatial, x, window);
        int count = along.kernel().stream().reduce(1, (a, b) -> a * b);
        Tensor sum = avgPool(name, spatial, x.pow(p), along, true, 0).mul(Sinter.constant(x.dtype(), count));
        return sum.pow(1 / p);
    }

    /** The mean of each of {@code size} parts of [N, C, L]: from {@code floor(i * L / size)} up to {@code ceil((i + 1) * L / size)}. */
    public static Tensor adaptiveAvgPool1d(Tensor x, int size) {
        return adaptive("adaptiveAvgPool1d", x, false, size);
    }

    /** As {@link #adaptiveAvgPool1d} along both spatial axes of [N, C, H, W]. */
    public static Tensor adaptiveAvgPool2d(Tensor x, int height, int width) {
        return adaptive("adaptiveAvgPool2d", x, false, height, width);
    }

    /** The greatest of each of {@code size} parts of [N, C, L]: from {@code floor(i * L / size)} up to {@code ceil((i + 1) * L / size)}. */
    public static Tensor adaptiveMaxPool1d(Tensor x, int size) {
        return adaptive("adaptiveMaxPool1d", x, true, size);
    }

    /** As {@link #adaptiveMaxPool1d} along both spatial axes of [N, C, H, W]. */
    public static Tensor adaptiveMaxPool2d(Tensor x, int height, int width) {
        return adaptive("adaptiveMaxPool2d", x, true, height, width);
    }

    /** One axis after the other, as the parts are boxes. */
    static Tensor adaptive(String name, Tensor x, boolean max, int... sizes) {
        int spatial = sizes.length;
        if (x.rank() != spatial + 1 && x.rank() != spatial + 2) {
            throw new Diagnostic(name + " of shape " + x.shape() + ": an input [N, C, *spatial] or [C, *spatial] with "
                    + spatial + " spatial axes is needed");
        }
        if (!max && IntStream.of(sizes).allMatch(size -> size == 1)) {
            return x.mean(IntStream.range(x.rank() - spatial, x.rank()).toArray(), true);
        }
        Tensor result = x;
        for (int s = 0; s < spatial; s++) {
            result = parts(name, result, max, x.rank() - spatial + s, sizes[s]);
        }
        return result;
    }

    private static Tensor parts(String name, Tensor x, boolean max, int axis, int size) {
        if (size == 1) {
            return whole(x, max, axis);
        }
        if (size < 1 || !x.dim(axis).isConstant()) {
            throw new Diagnostic(name + " of shape " + x.shape() + " to " + size + " along axis " + axis
                    + ": sizes are 1 or more, and only 1 is for an axis that is symbolic");
        }
        long from = x.size(axis);
        if (from == size) {
            return x;
        }
        if (from % size == 0) {
            List<Dim> dims = new ArrayList<>(x.shape().dims());
            dims.set(axis, Dim.of(size));
            dims.add(axis + 1, Dim.of(from / size));
            return whole(x.reshape(dims.toArray(Dim[]::new)), max, axis + 1).squeeze(axis + 1);
        }
        List<Tensor> parts = new ArrayList<>();
        for (long i = 0; i < size; i++) {
            long start = i * from / size;
            parts.add(whole(x.narrow(axis, start, Math.ceilDiv((i + 1) * from, size) - start), max, axis));
        }
        return Sinter.cat(parts, axis);
    }

    private static Tensor whole(Tensor x, boolean max, int axis) {
        return max ? x.max(axis, true).values() : x.mean(new int[]{axis}, true);
    }

    /** The blocks of [N, C, *spatial] as columns [N, C * kernel, L]; the margin is 0. */
    public static Tensor unfold(Tensor x, Window window) {
        if (x.rank() != 4) {
            throw new Diagnostic("unfold of shape " + x.shape() + ": an input [N, C, H, W] is needed");
        }
        Window along = window.along("unfold", 2, false);
        Tensor windows = windows(x, along, new int[2], 0);
        return windows.permute(0, 1, 4, 5, 2, 3).flatten(1, 3).flatten(2);
    }

    private static Window checked(String name, int spatial, Tensor x, Window window) {
        if (x.rank() != spatial + 1 && x.rank() != spatial + 2) {
            throw new Diagnostic(name + " of shape " + x.shape() + ": an input [N, C, *spatial] or [C, *spatial] with "
                    + spatial + " spatial axes is needed");
        }
        Window along = window.along(name, spatial, true);
        for (int s = 0; s < spatial; s++) {
            if (2 * along.padding().get(s) > along.kernel().get(s)) {
                throw new Diagnostic(name + ": a padding of " + along.padding().get(s)
                        + " is more than half of the window of " + along.kernel().get(s));
            }
        }
        return along;
    }

    /** How much behind the padding a last window reaches beyond the end, where that is asked for. */
    private static int[] excess(String name, Tensor x, Window along) {
        int spatial = along.kernel().size();
        int[] excess = new int[spatial];
        for (int s = 0; along.ceil() && s < spatial; s++) {
            int axis = x.rank() - spatial + s;
            if (!x.dim(axis).isConstant()) {
                throw new Diagnostic(name + " of shape " + x.shape() + ": axis " + axis
                        + " is symbolic, so it is not known whether a last window reaches beyond it; use no ceilMode");
            }
            int stride = along.stride().get(s);
            long padded = x.size(axis) + 2L * along.padding().get(s);
            long count = Math.ceilDiv(padded - along.reach(s), (long) stride) + 1;
            if ((count - 1) * stride >= x.size(axis) + along.padding().get(s)) {
                count--;
            }
            excess[s] = Math.toIntExact(Math.max(0, (count - 1) * stride + along.reach(s) - padded));
        }
        return excess;
    }

    private static Tensor windows(Tensor x, Window along, int[] excess, double margin) {
        int spatial = along.kernel().size();
        int first = x.rank() - spatial;
        List<Dim> low = new ArrayList<>(Collections.nCopies(first, Dim.ZERO));
        List<Dim> high = new ArrayList<>(low);
        for (int s = 0; s < spatial; s++) {
            low.add(Dim.of(along.padding().get(s)));
            high.add(Dim.of(along.padding().get(s) + excess[s]));
        }
        Tensor padded = high.stream().allMatch(dim -> dim.is(0))
                ? x
                : Sinter.apply(new View.Pad(low, high, Collections.nCopies(x.rank(), 0), margin), x);
        List<Integer> axes = IntStream.range(first, x.rank()).boxed().toList();
        return Sinter.apply(new View.Window(axes, along.kernel(), along.stride(), along.dilation()), padded);
    }

    private static List<Integer> trailing(Tensor windows, int spatial) {
        return IntStream.range(windows.rank() - spatial, windows.rank()).boxed().toList();
    }

    /** What is never greater than another element. */
    private static double least(DType dtype) {
        return switch (dtype) {
            case F32, F64, F16, BF16 -> Double.NEGATIVE_INFINITY;
            case I64 -> Long.MIN_VALUE;
            case I32 -> Integer.MIN_VALUE;
            case I16 -> Short.MIN_VALUE;
            case I8 -> Byte.MIN_VALUE;
            case U8, BOOL -> 0;
        };
    }
}
