package dev.sinter.nn;

import dev.sinter.Parameter;
import dev.sinter.Sinter;
import dev.sinter.ir.Diagnostic;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * What convolutions have in common: weight [out, in/groups, *kernel], or [in, out/groups, *kernel] of transposed ones, and bias
 * [out]. Both begin uniform within {@code 1/sqrt(fanIn)}.
 */
public abstract sealed class Convolution extends Module
        permits Conv1d, Conv2d, Conv3d, ConvTranspose1d, ConvTranspose2d, ConvTranspose3d {
    public final Parameter weight;
    public final @Nullable Parameter bias;
    final Window window;
    final int groups;
    private final long in;
    private final long out;

    Convolution(int spatial, long in, long out, Window window, int groups, boolean withBias, boolean transposed) {
        String name = getClass().getSimpleName();
        if (groups < 1 || in % groups != 0 || out % groups != 0) {
            throw new Diagnostic(
                    name + ": " + in + " channels in and " + out + " out do not divide into " + groups + " groups");
        }
        this.in = in;
        this.out = out;
        this.window = window.along(name, spatial, false);
        this.groups = groups;
        LongStream sizes = LongStream.concat(
                transposed ? LongStream.of(in, out / groups) : LongStream.of(out, in / groups),
                this.window.kernel().stream().mapToLong(k -> k));
        weight = new Parameter(Init.kaimingUniform_(Sinter.empty(sizes.toArray()), Math.sqrt(5)));
        double bound = 1 / Math.sqrt(Init.fanIn(weight));
        bias = withBias ? new Parameter(Init.uniform_(Sinter.empty(out), -bound, bound)) : null;
    }

    @Override
    protected String describe() {
        StringBuilder text = new StringBuilder();
        text.append(in).append(", ").append(out).append(", kernel_size=").append(Window.tuple(window.kernel()))
                .append(", stride=").append(Window.tuple(window.stride()));
        if (window.same()) {
            text.append(", padding=same");
        } else if (any(window.padding(), 0)) {
            text.append(", padding=").append(Window.tuple(window.padding()));
        }
        if (any(window.dilation(), 1)) {
            text.append(", dilation=").append(Window.tuple(window.dilation()));
        }
        text.append(describeMore());
        if (groups != 1) {
            text.append(", groups=").append(groups);
        }
        return text.append(bias == null ? ", bias=False" : "").toString();
    }

    String describeMore() {
        return "";
    }

    private static boolean any(List<Integer> numbers, int usual) {
        return numbers.stream().anyMatch(number -> number != usual);
    }
}
