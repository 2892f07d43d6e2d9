package dev.sinter.nn;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.Unwindow;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongUnaryOperator;

/** Images under other sizes; part of {@link Functional}. */
public abstract sealed class ResamplingFunctions extends NormalizationFunctions permits AttentionFunctions {
    ResamplingFunctions() {}

    /** How elements between those of the input are made. */
    public enum Interpolation {
        /** Of the element whose part it is in. */
        NEAREST,
        /** Along straight lines between the neighbours on each axis. */
        LINEAR,
        /** Along cubics through four neighbours on each axis (Keys, 1981, with a = -3/4). */
        CUBIC
    }

    /**
     * The spatial axes of [N, C, *spatial] under these sizes. Elements are little boxes, unless {@code alignCorners} says that the
     * first and last ones are points that stay where they are.
     */
    public static Tensor interpolate(Tensor x, long[] sizes, Interpolation mode, boolean alignCorners) {
        checkSpatial(x, sizes.length);
        if (alignCorners && mode == Interpolation.NEAREST) {
            throw new Diagnostic("interpolate: alignCorners is for modes that interpolate, not for " + mode);
        }
        Tensor result = x;
        for (int s = 0; s < sizes.length; s++) {
            result = resize(result, 2 + s, sizes[s], (double) x.size(2 + s) / sizes[s], mode, alignCorners);
        }
        return result;
    }

    /** As {@link #interpolate(Tensor, long[], Interpolation, boolean)} with sizes of {@code floor(size * scale)} on all axes. */
    public static Tensor interpolate(Tensor x, double scale, Interpolation mode, boolean alignCorners) {
        checkSpatial(x, x.rank() - 2);
        Tensor result = x;
        for (int axis = 2; axis < x.rank(); axis++) {
            result = resize(result, axis, (long) Math.floor(x.size(axis) * scale), 1 / scale, mode, alignCorners);
        }
        return result;
    }

    private static void checkSpatial(Tensor x, int spatial) {
        if (spatial < 1 || x.rank() != spatial + 2) {
            throw new Diagnostic("interpolate of shape " + x.shape() + " to " + spatial
                    + " sizes: an input [N, C, *spatial] and a size for each of its spatial axes are needed");
        }
    }

    private static Tensor resize(Tensor x, int axis, long size, double step, Interpolation mode, boolean align) {
        long from = x.size(axis);
        if (size < 1 || from < 1) {
            throw new Diagnostic("interpolate of shape " + x.shape() + ": axis " + axis + " cannot become " + size);
        }
        if (from == size && mode != Interpolation.CUBIC) {
            return x;
        }
        if (mode == Interpolation.NEAREST) {
            return taken(x, axis, size, i -> Math.min((long) Math.floor(i * step), from - 1));
        }
        double[] places = new double[Math.toIntExact(size)];
        for (int i = 0; i < size; i++) {
            double corner = size == 1 ? 0 : i * ((from - 1.0) / (size - 1));
            double centre = (i + 0.5) * step - 0.5;
            places[i] = align ? corner : mode == Interpolation.LINEAR ? Math.max(centre, 0) : centre;
        }
        int taps = mode == Interpolation.LINEAR ? 2 : 4;
        Tensor sum = null;
        for (int tap = 0; tap < taps; tap++) {
            int shift = tap - (taps / 2 - 1);
            double[] weights = Arrays.stream(places).map(p -> weight(p - Math.floor(p) - shift, mode)).toArray();
            Tensor part = taken(x, axis, size,
                    i -> Math.clamp((long) Math.floor(places[(int) i]) + shift, 0, from - 1))
                    .mul(channels(Sinter.tensor(weights, x.dtype()), x.rank() - 1 - axis));
            sum = sum == null ? part : sum.add(part);
        }
        return java.util.Objects.requireNonNull(sum);
    }

    private static double weight(double distance, Interpolation mode) {
        double d = Math.abs(distance);
        if (mode == Interpolation.LINEAR) {
            return 1 - d;
        }
        double a = -0.75;
        return d <= 1 ? ((a + 2) * d - (a + 3)) * d * d + 1 : ((a * d - 5 * a) * d + 8 * a) * d - 4 * a;
    }

    private static Tensor taken(Tensor x, int axis, long size, LongUnaryOperator from) {
        long[] index = new long[Math.toIntExact(size)];
        Arrays.setAll(index, from::applyAsLong);
        return x.indexSelect(axis, Sinter.tensor(index));
    }

    /** [*, C * r * r, H, W] as [*, C, H * r, W * r] (Shi et al., CVPR 2016). */
    public static Tensor pixelShuffle(Tensor x, int r) {
        int rank = x.rank();
        if (rank < 3 || x.size(-3) % ((long) r * r) != 0) {
            throw new Diagnostic("pixelShuffle of shape " + x.shape() + ": an input [*, C, H, W] is needed whose C "
                    + (long) r * r + " divides");
        }
        Tensor flat = x.flatten(0, rank - 3);
        Dim channels = x.dim(-3).floorDiv((long) r * r);
        Dim batch = flat.dim(0).floorDiv((long) r * r);
        Tensor moved = flat.reshape(batch, Dim.of(r), Dim.of(r), x.dim(-2), x.dim(-1)).permute(0, 3, 1, 4, 2);
        return moved.reshape(framed(x, channels, x.dim(-2).times(r), x.dim(-1).times(r)));
    }

    /** What undoes {@link #pixelShuffle}. */
    public static Tensor pixelUnshuffle(Tensor x, int r) {
        int rank = x.rank();
        if (rank < 3 || x.size(-1) % r != 0 || x.size(-2) % r != 0) {
            throw new Diagnostic(
                    "pixelUnshuffle of shape " + x.shape() + ": an input [*, C, H, W] is needed whose H and W " + r
                            + " divides");
        }
        Tensor flat = x.flatten(0, rank - 3);
        Dim height = x.dim(-2).floorDiv(r);
        Dim width = x.dim(-1).floorDiv(r);
        Tensor moved = flat.reshape(flat.dim(0), height, Dim.of(r), width, Dim.of(r)).permute(0, 2, 4, 1, 3);
        return moved.reshape(framed(x, x.dim(-3).times((long) r * r), height, width));
    }

    private static Shape framed(Tensor x, Dim channels, Dim height, Dim width) {
        List<Dim> dims = new ArrayList<>(x.shape().dims().subList(0, x.rank() - 3));
        dims.addAll(List.of(channels, height, width));
        return Shape.of(dims);
    }

    /** The channels of [N, C, ...] dealt out from {@code groups} groups, one of each in turn (Zhang et al., CVPR 2018). */
    public static Tensor channelShuffle(Tensor x, int groups) {
        if (x.rank() < 3 || x.size(1) % groups != 0) {
            throw new Diagnostic(
                    "channelShuffle of shape " + x.shape() + ": an input [N, C, *spatial] is needed whose C "
                            + groups + " divides");
        }
        List<Dim> dims = new ArrayList<>(x.shape().dims());
        dims.set(1, x.dim(1).floorDiv(groups));
        dims.add(1, Dim.of(groups));
        return x.reshape(Shape.of(dims)).transpose(1, 2).reshape(x.shape());
    }

    /** What {@link #unfold} is the transpose of: the columns [N, C * kernel, L] added up where they came from in [N, C, height, width]. */
    public static Tensor fold(Tensor columns, long height, long width, Window window) {
        Window along = window.along("fold", 2, false);
        long kh = along.kernel().get(0);
        long kw = along.kernel().get(1);
        long ph = height + 2L * along.padding().get(0);
        long pw = width + 2L * along.padding().get(1);
        long rows = (ph - along.reach(0)) / along.stride().get(0) + 1;
        long across = (pw - along.reach(1)) / along.stride().get(1) + 1;
        if (columns.rank() != 3 || columns.size(1) % (kh * kw) != 0 || columns.size(2) != rows * across) {
            throw new Diagnostic("fold of shape " + columns.shape() + ": columns [N, C * " + kh * kw + ", "
                    + rows * across + "] are needed for " + height + " by " + width);
        }
        Dim batch = columns.dim(0);
        Dim channels = columns.dim(1).floorDiv(kh * kw);
        Tensor windows = columns.reshape(batch, channels, Dim.of(kh), Dim.of(kw), Dim.of(rows), Dim.of(across))
                .permute(0, 1, 4, 5, 2, 3);
        Tensor padded = Sinter.apply(new Unwindow(Shape.of(batch, channels, Dim.of(ph), Dim.of(pw)), List.of(2, 3),
                along.kernel(), along.stride(), along.dilation()), windows);
        return padded.narrow(2, along.padding().get(0), height).narrow(3, along.padding().get(1), width);
    }
}
