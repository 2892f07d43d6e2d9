package dev.sinter.nn;

import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import java.util.Collections;

/**
 * Transposed three-dimensional convolution of [N, in, D, H, W]: weight [in, out/groups, kd, kh, kw], bias [out]. The size of an axis becomes
 * {@code (size - 1) * stride - 2 * padding + dilation * (kernel - 1) + outputPadding + 1}.
 */
public final class ConvTranspose3d extends Convolution {
    private final int outputPadding;

    /** Windows of {@code kernel}, stride 1, no padding. */
    public ConvTranspose3d(long in, long out, int kernel) {
        this(in, out, Window.of(kernel));
    }

    public ConvTranspose3d(long in, long out, Window window) {
        this(in, out, window, 0, 1, true);
    }

    public ConvTranspose3d(long in, long out, Window window, int outputPadding, int groups, boolean withBias) {
        super(3, in, out, window, groups, withBias, true);
        if (outputPadding < 0) {
            throw new Diagnostic("ConvTranspose3d: an outputPadding is 0 or more, not " + outputPadding);
        }
        this.outputPadding = outputPadding;
    }

    @Override
    public Tensor forward(Tensor x) {
        return Functional.convTranspose3d(x, weight, bias, window, outputPadding, groups);
    }

    @Override
    String describeMore() {
        return outputPadding == 0
                ? ""
                : ", output_padding=" + Window.tuple(Collections.nCopies(3, outputPadding));
    }
}
