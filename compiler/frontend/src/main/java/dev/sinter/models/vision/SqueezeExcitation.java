package dev.sinter.models.vision;

import dev.sinter.Tensor;
import dev.sinter.nn.AdaptiveAvgPool2d;
import dev.sinter.nn.Conv2d;
import dev.sinter.nn.Module;
import java.util.function.UnaryOperator;

/** Each channel times a factor that the means of all channels give (Hu et al., CVPR 2018); torchvision's {@code SqueezeExcitation}. */
final class SqueezeExcitation extends Module {
    final AdaptiveAvgPool2d avgpool = new AdaptiveAvgPool2d(1);
    final Conv2d fc1;
    final Conv2d fc2;
    private final transient UnaryOperator<Tensor> activation;
    private final transient UnaryOperator<Tensor> scale;

    SqueezeExcitation(int channels, int squeezed, UnaryOperator<Tensor> activation, UnaryOperator<Tensor> scale) {
        fc1 = new Conv2d(channels, squeezed, 1);
        fc2 = new Conv2d(squeezed, channels, 1);
        this.activation = activation;
        this.scale = scale;
    }

    @Override
    public Tensor forward(Tensor x) {
        return scale.apply(fc2.call(activation.apply(fc1.call(avgpool.call(x))))).mul(x);
    }
}
