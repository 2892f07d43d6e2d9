package dev.sinter.models.vision;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.nn.AdaptiveAvgPool2d;
import dev.sinter.nn.Conv2d;
import dev.sinter.nn.Dropout;
import dev.sinter.nn.Init;
import dev.sinter.nn.MaxPool2d;
import dev.sinter.nn.Module;
import dev.sinter.nn.ReLU;
import dev.sinter.nn.Sequential;
import dev.sinter.nn.Window;
import java.util.List;

/**
 * Iandola et al., SqueezeNet: AlexNet-level accuracy with 50x fewer parameters and less than 0.5MB model size, 2016; torchvision's
 * {@code squeezenet1_0} and {@code squeezenet1_1}.
 */
public final class SqueezeNet extends Module {
    final Sequential features;
    final Sequential classifier;

    private SqueezeNet(int classes, Module... features) {
        this.features = new Sequential(features);
        Conv2d last = new Conv2d(512, classes, 1);
        classifier = new Sequential(new Dropout(0.5), last, new ReLU(), new AdaptiveAvgPool2d(1));
        for (Module module : modules()) {
            if (module instanceof Conv2d conv) {
                if (conv == last) {
                    Init.normal_(conv.weight, 0, 0.01);
                } else {
                    Init.kaimingUniform_(conv.weight, 0);
                }
                if (conv.bias != null) {
                    Init.zeros_(conv.bias);
                }
            }
        }
    }

    /** Few channels, then more of them by 1x1 and 3x3 convolutions side by side. */
    static final class Fire extends Module {
        final Conv2d squeeze;
        final ReLU squeeze_activation = new ReLU();
        final Conv2d expand1x1;
        final ReLU expand1x1_activation = new ReLU();
        final Conv2d expand3x3;
        final ReLU expand3x3_activation = new ReLU();

        Fire(int in, int few, int many) {
            squeeze = new Conv2d(in, few, 1);
            expand1x1 = new Conv2d(few, many, 1);
            expand3x3 = new Conv2d(few, many, 3, 1, 1);
        }

        @Override
        public Tensor forward(Tensor x) {
            Tensor y = squeeze_activation.call(squeeze.call(x));
            return Sinter.cat(List.of(expand1x1_activation.call(expand1x1.call(y)),
                    expand3x3_activation.call(expand3x3.call(y))), 1);
        }
    }

    private static MaxPool2d pool() {
        return new MaxPool2d(Window.of(3).stride(2).ceilMode());
    }

    public static SqueezeNet squeezenet1x0(int classes) {
        return new SqueezeNet(classes, new Conv2d(3, 96, 7, 2, 0), new ReLU(), pool(), new Fire(96, 16, 64),
                new Fire(128, 16, 64), new Fire(128, 32, 128), pool(), new Fire(256, 32, 128), new Fire(256, 48, 192),
                new Fire(384, 48, 192), new Fire(384, 64, 256), pool(), new Fire(512, 64, 256));
    }

    public static SqueezeNet squeezenet1x1(int classes) {
        return new SqueezeNet(classes, new Conv2d(3, 64, 3, 2, 0), new ReLU(), pool(), new Fire(64, 16, 64),
                new Fire(128, 16, 64), pool(), new Fire(128, 32, 128), new Fire(256, 32, 128), pool(),
                new Fire(256, 48, 192), new Fire(384, 48, 192), new Fire(384, 64, 256), new Fire(512, 64, 256));
    }

    @Override
    public Tensor forward(Tensor x) {
        return classifier.call(features.call(x)).flatten(1);
    }
}
