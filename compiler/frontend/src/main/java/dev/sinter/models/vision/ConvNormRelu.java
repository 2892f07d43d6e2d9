package dev.sinter.models.vision;

import dev.sinter.Tensor;
import dev.sinter.nn.BatchNorm2d;
import dev.sinter.nn.BatchNormalization;
import dev.sinter.nn.Conv2d;
import dev.sinter.nn.Module;
import dev.sinter.nn.Window;

/** A convolution without bias, batch normalisation and a ReLU; the {@code BasicConv2d} of torchvision's Inception networks. */
final class ConvNormRelu extends Module {
    final Conv2d conv;
    final BatchNorm2d bn;

    ConvNormRelu(int in, int out, Window window) {
        conv = new Conv2d(in, out, window, 1, false);
        bn = new BatchNorm2d(out, BatchNormalization.Options.DEFAULT.eps(1e-3));
    }

    @Override
    public Tensor forward(Tensor x) {
        return bn.call(conv.call(x)).relu();
    }
}
