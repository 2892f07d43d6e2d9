package dev.sinter.nn;

import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import java.util.Collections;

/**
 * Transposed two-dimensional convolution of [N, in, H, W]: weight [in, out/groups, kh, kw], bias [out]. The size of an axis becomes
 * {@code (size - 1) * stride - 2 * padding + dilation * (kernel - 1) + outputPadding + 1}.
 */
public final class ConvTranspose2d extends Convolution {
    private final int outputPadding;

    /** Windows of {@code kernel}, stride 1, no padding. */
    public ConvTranspose2d(long in, long out, int kernel) {
        this(in, out, Window.of(kernel));
    }

    public ConvTranspose2d(long in, long out, Window window) {
        this(in, out, window, 0, 1, true);
    }

    public ConvTranspose2d(long in, long out, Window window, int outputPadding, int groups, boolean withBias) {
        super(2, in, out, window, groups, withBias, true);
        if (outputPadding < 0) {
            throw new Diagnostic("ConvTranspose2d: an outputPadding is 0 or more, not " + outputPadding);
        }
        this.outputPadding = outputPadding;
    }

    @Override
    public Tensor forward(Tensor x) {
        return Functional.convTranspose2d(x, weight, bias, window, outputPadding, groups);
    }

    @Override
    String describeMore() {
        return outputPadding == 0
                ? ""
                : ", output_padding=" + Window.tuple(Collections.nCopies(2, outputPadding));
    }
}
