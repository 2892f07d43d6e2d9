package dev.sinter.nn;

import dev.sinter.Parameter;
import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import org.jspecify.annotations.Nullable;

/**
 * Two-dimensional convolution of [N, in, H, W]: weight [out, in/groups, kernel, kernel], bias [out]; both begin uniform within
 * {@code 1/sqrt(in/groups * kernel * kernel)}.
 */
public final class Conv2d extends Module {
    public final Parameter weight;
    public final @Nullable Parameter bias;
    private final int stride;
    private final int padding;
    private final int dilation;
    private final int groups;

    public Conv2d(long in, long out, int kernel) {
        this(in, out, kernel, 1, 0, 1, 1, true);
    }

    public Conv2d(long in, long out, int kernel, int stride, int padding) {
        this(in, out, kernel, stride, padding, 1, 1, true);
    }

    public Conv2d(long in, long out, int kernel, int stride, int padding, int dilation, int groups, boolean withBias) {
        if (in % groups != 0 || out % groups != 0) {
            throw new Diagnostic(
                    "Conv2d: " + in + " channels in and " + out + " out do not divide into " + groups + " groups");
        }
        this.stride = stride;
        this.padding = padding;
        this.dilation = dilation;
        this.groups = groups;
        weight = new Parameter(Init.kaimingUniform_(Sinter.empty(out, in / groups, kernel, kernel), Math.sqrt(5)));
        double bound = 1 / Math.sqrt(Init.fanIn(weight));
        bias = withBias ? new Parameter(Init.uniform_(Sinter.empty(out), -bound, bound)) : null;
    }

    @Override
    public Tensor forward(Tensor x) {
        return Functional.conv2d(x, weight, bias, stride, padding, dilation, groups);
    }

    @Override
    protected String describe() {
        return weight.size(1) * groups + ", " + weight.size(0) + ", kernel=" + weight.size(2) + ", stride=" + stride
                + (padding == 0 ? "" : ", padding=" + padding)
                + (dilation == 1 ? "" : ", dilation=" + dilation) + (groups == 1 ? "" : ", groups=" + groups)
                + (bias == null ? ", bias=false" : "");
    }
}
