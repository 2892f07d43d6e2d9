package dev.sinter.nn;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Contract;
import dev.sinter.ir.Diagnostic;
import dev.sinter.ir.View;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Convolutions as functions; part of {@link Functional}. Inputs may lack the axis of the batch. */
public abstract sealed class ConvolutionFunctions extends PoolingFunctions permits NormalizationFunctions {
    ConvolutionFunctions() {}

    /** Convolution of [N, C, L] with weight [out, C/groups, k] and bias [out]. */
    public static Tensor conv1d(Tensor x, Tensor weight, @Nullable Tensor bias, Window window, int groups) {
        return conv("conv1d", 1, x, weight, bias, window, groups);
    }

    /** Convolution of [N, C, H, W] with weight [out, C/groups, kh, kw] and bias [out]. */
    public static Tensor conv2d(Tensor x, Tensor weight, @Nullable Tensor bias, Window window, int groups) {
        return conv("conv2d", 2, x, weight, bias, window, groups);
    }

    /** Convolution of [N, C, H, W] with weight [out, C/groups, kh, kw] and bias [out]. */
    public static Tensor conv2d(Tensor x, Tensor weight, @Nullable Tensor bias, int stride, int padding, int dilation,
            int groups) {
        return conv2d(x, weight, bias, Window.of(1).stride(stride).padding(padding).dilation(dilation), groups);
    }

    /** Convolution of [N, C, D, H, W] with weight [out, C/groups, kd, kh, kw] and bias [out]. */
    public static Tensor conv3d(Tensor x, Tensor weight, @Nullable Tensor bias, Window window, int groups) {
        return conv("conv3d", 3, x, weight, bias, window, groups);
    }

    /** The size of the window is the weight's, whatever {@code window} says. */
    static Tensor conv(String name, int spatial, Tensor x, Tensor weight, @Nullable Tensor bias, Window window,
            int groups) {
        if (x.rank() == spatial + 1) {
            return conv(name, spatial, x.unsqueeze(0), weight, bias, window, groups).squeeze(0);
        }
        checkRanks(name, spatial, x, weight, "[out, C/groups, *kernel]");
        Dim channels = weight.dim(1).times(groups);
        if (!x.dim(1).equals(channels) || weight.size(0) % groups != 0) {
            throw new Diagnostic(name + ": shapes " + x.shape() + " and " + weight.shape()
                    + " do not fit: axis 1 of the input is " + x.dim(1) + ", but the weight" + " is for " + channels
                    + " channels" + (groups == 1 ? "" : " in " + groups + " groups"));
        }
        Window along = window.along(name, spatial, false);
        List<Dim> low = new ArrayList<>();
        List<Dim> high = new ArrayList<>();
        for (int s = 0; s < spatial; s++) {
            Dim margin = weight.dim(2 + s).minus(1).times(along.dilation().get(s));
            Dim padding = Dim.of(along.padding().get(s));
            low.add(along.same() ? margin.floorDiv(2) : padding);
            high.add(along.same() ? margin.minus(margin.floorDiv(2)) : padding);
        }
        Tensor kernels = weight.reshape(grouped(weight.shape(), 0, groups));
        Tensor y = Sinter.apply(new Contract.Conv(along.stride(), low, high, along.dilation()),
                x.reshape(grouped(x.shape(), 1, groups)), kernels);
        return finish(y, bias, spatial);
    }

    /** What {@link #conv1d} is the derivative's transpose of: [N, C, L] with weight [C, out/groups, k] and bias [out]. */
    public static Tensor convTranspose1d(Tensor x, Tensor weight, @Nullable Tensor bias, Window window,
            int outputPadding, int groups) {
        return convTranspose("convTranspose1d", 1, x, weight, bias, window, List.of(outputPadding), groups);
    }

    /** As {@link #convTranspose1d} of [N, C, H, W] with weight [C, out/groups, kh, kw]. */
    public static Tensor convTranspose2d(Tensor x, Tensor weight, @Nullable Tensor bias, Window window,
            int outputPadding, int groups) {
        return convTranspose("convTranspose2d", 2, x, weight, bias, window, List.of(outputPadding), groups);
    }

    /** As {@link #convTranspose1d} of [N, C, D, H, W] with weight [C, out/groups, kd, kh, kw]. */
    public static Tensor convTranspose3d(Tensor x, Tensor weight, @Nullable Tensor bias, Window window,
            int outputPadding, int groups) {
        return convTranspose("convTranspose3d", 3, x, weight, bias, window, List.of(outputPadding), groups);
    }

    /**
     * A convolution of the input, its elements spread by the stride, with the weight turned round. The size of an axis becomes
     * {@code (size - 1) * stride - 2 * padding + dilation * (kernel - 1) + outputPadding + 1}.
     */
    static Tensor convTranspose(String name, int spatial, Tensor x, Tensor weight, @Nullable Tensor bias,
            Window window, List<Integer> outputPadding, int groups) {
        if (x.rank() == spatial + 1) {
            return convTranspose(name, spatial, x.unsqueeze(0), weight, bias, window, outputPadding, groups)
                    .squeeze(0);
        }
        checkRanks(name, spatial, x, weight, "[C, out/groups, *kernel]");
        if (!x.dim(1).equals(weight.dim(0)) || weight.size(0) % groups != 0) {
            throw new Diagnostic(name + ": shapes " + x.shape() + " and " + weight.shape()
                    + " do not fit: axis 1 of the input is " + x.dim(1) + ", but the weight is for " + weight.dim(0)
                    + " channels in " + groups + " groups");
        }
        Window along = window.along(name, spatial, false);
        if (along.same()) {
            throw new Diagnostic(name + ": a padding that keeps the sizes is for convolutions that are not transposed");
        }
        List<Dim> low = new ArrayList<>();
        List<Dim> high = new ArrayList<>();
        List<Integer> gaps = new ArrayList<>(Collections.nCopies(2, 0));
        for (int s = 0; s < spatial; s++) {
            int more = outputPadding.get(outputPadding.size() == 1 ? 0 : s);
            if (more < 0 || more >= Math.max(along.stride().get(s), along.dilation().get(s))) {
                throw new Diagnostic(name + ": an outputPadding of " + more + " is not below the stride "
                        + along.stride().get(s) + " or the dilation " + along.dilation().get(s));
            }
            Dim before = weight.dim(2 + s).minus(1).times(along.dilation().get(s)).minus(along.padding().get(s));
            low.add(before);
            high.add(before.plus(more));
            gaps.add(along.stride().get(s) - 1);
        }
        Tensor turned = weight.flip(IntStream.range(2, 2 + spatial).toArray())
                .reshape(grouped(weight.shape(), 0, groups)).transpose(1, 2);
        List<Dim> none = Collections.nCopies(2 + spatial, Dim.ZERO);
        Tensor spread = gaps.stream().allMatch(gap -> gap == 0)
                ? x
                : Sinter.apply(new View.Pad(none, none, gaps, 0), x);
        Tensor y = Sinter.apply(new Contract.Conv(Collections.nCopies(spatial, 1), low, high, along.dilation()),
                spread.reshape(grouped(spread.shape(), 1, groups)), turned);
        return finish(y, bias, spatial);
    }

    private static void checkRanks(String name, int spatial, Tensor x, Tensor weight, String layout) {
        if (x.rank() != spatial + 2 || weight.rank() != spatial + 2) {
            throw new Diagnostic(name + ": shapes " + x.shape() + " and " + weight.shape()
                    + ": an input [N, C, *spatial] or [C, *spatial] and a weight " + layout + " with " + spatial
                    + " spatial axes are needed");
        }
    }

    /** One axis as groups and what is in one. */
    private static Shape grouped(Shape shape, int axis, int groups) {
        List<Dim> dims = new ArrayList<>(shape.dims());
        dims.set(axis, shape.dim(axis).floorDiv(groups));
        dims.add(axis, Dim.of(groups));
        return Shape.of(dims);
    }

    /** Groups and their channels as one axis, plus the bias. */
    private static Tensor finish(Tensor y, @Nullable Tensor bias, int spatial) {
        Tensor flat = y.flatten(1, 2);
        return bias == null ? flat : flat.add(channels(bias, spatial));
    }

    /** A vector with an element per channel, as one that broadcasts over {@code spatial} axes behind. */
    static Tensor channels(Tensor vector, int spatial) {
        List<Dim> dims = new ArrayList<>(List.of(vector.dim(0)));
        dims.addAll(Collections.nCopies(spatial, Dim.ONE));
        return vector.view(Shape.of(dims));
    }
}
