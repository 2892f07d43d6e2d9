package dev.sinter.models.vision;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.nn.AdaptiveAvgPool2d;
import dev.sinter.nn.Conv2d;
import dev.sinter.nn.Dropout;
import dev.sinter.nn.Functional;
import dev.sinter.nn.Init;
import dev.sinter.nn.Linear;
import dev.sinter.nn.MaxPool2d;
import dev.sinter.nn.Module;
import dev.sinter.nn.Sequential;
import dev.sinter.nn.Window;
import java.util.List;

/**
 * Szegedy et al., Going Deeper with Convolutions, CVPR 2015; torchvision's {@code googlenet}, with batch normalisation, 3x3 windows
 * where the paper has 5x5, and auxiliary classifiers, whose outputs {@link #auxiliary} gives.
 */
public final class GoogLeNet extends Module {
    final ConvNormRelu conv1 = new ConvNormRelu(3, 64, Window.of(7).stride(2).padding(3));
    final MaxPool2d maxpool1 = pool(3, 2);
    final ConvNormRelu conv2 = new ConvNormRelu(64, 64, Window.of(1));
    final ConvNormRelu conv3 = new ConvNormRelu(64, 192, Window.of(3).padding(1));
    final MaxPool2d maxpool2 = pool(3, 2);
    final Inception inception3a = new Inception(192, 64, 96, 128, 16, 32, 32);
    final Inception inception3b = new Inception(256, 128, 128, 192, 32, 96, 64);
    final MaxPool2d maxpool3 = pool(3, 2);
    final Inception inception4a = new Inception(480, 192, 96, 208, 16, 48, 64);
    final Inception inception4b = new Inception(512, 160, 112, 224, 24, 64, 64);
    final Inception inception4c = new Inception(512, 128, 128, 256, 24, 64, 64);
    final Inception inception4d = new Inception(512, 112, 144, 288, 32, 64, 64);
    final Inception inception4e = new Inception(528, 256, 160, 320, 32, 128, 128);
    final MaxPool2d maxpool4 = pool(2, 2);
    final Inception inception5a = new Inception(832, 256, 160, 320, 32, 128, 128);
    final Inception inception5b = new Inception(832, 384, 192, 384, 48, 128, 128);
    final Auxiliary aux1;
    final Auxiliary aux2;
    final AdaptiveAvgPool2d avgpool = new AdaptiveAvgPool2d(1);
    final Dropout dropout = new Dropout(0.2);
    final Linear fc;

    public GoogLeNet(int classes) {
        aux1 = new Auxiliary(512, classes);
        aux2 = new Auxiliary(528, classes);
        fc = new Linear(1024, classes);
        for (Module module : modules()) {
            if (module instanceof Conv2d conv) {
                Init.truncNormal_(conv.weight, 0, 0.01, -2, 2);
            } else if (module instanceof Linear linear) {
                Init.truncNormal_(linear.weight, 0, 0.01, -2, 2);
            }
        }
    }

    private static MaxPool2d pool(int kernel, int stride) {
        return new MaxPool2d(Window.of(kernel).stride(stride).ceilMode());
    }

    /** Windows of several sizes side by side. */
    static final class Inception extends Module {
        final ConvNormRelu branch1;
        final Sequential branch2;
        final Sequential branch3;
        final Sequential branch4;

        Inception(int in, int one, int few3, int three, int few5, int five, int pooled) {
            branch1 = new ConvNormRelu(in, one, Window.of(1));
            branch2 = new Sequential(new ConvNormRelu(in, few3, Window.of(1)),
                    new ConvNormRelu(few3, three, Window.of(3).padding(1)));
            branch3 = new Sequential(new ConvNormRelu(in, few5, Window.of(1)),
                    new ConvNormRelu(few5, five, Window.of(3).padding(1)));
            branch4 = new Sequential(new MaxPool2d(Window.of(3).stride(1).padding(1).ceilMode()),
                    new ConvNormRelu(in, pooled, Window.of(1)));
        }

        @Override
        public Tensor forward(Tensor x) {
            return Sinter.cat(List.of(branch1.call(x), branch2.call(x), branch3.call(x), branch4.call(x)), 1);
        }
    }

    /** A classifier half way, for training. */
    static final class Auxiliary extends Module {
        final ConvNormRelu conv;
        final Linear fc1;
        final Linear fc2;
        final Dropout dropout = new Dropout(0.7);

        Auxiliary(int in, int classes) {
            conv = new ConvNormRelu(in, 128, Window.of(1));
            fc1 = new Linear(2048, 1024);
            fc2 = new Linear(1024, classes);
        }

        @Override
        public Tensor forward(Tensor x) {
            Tensor y = conv.call(Functional.adaptiveAvgPool2d(x, 4, 4)).flatten(1);
            return fc2.call(dropout.call(fc1.call(y).relu()));
        }
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor y = maxpool4.call(inception4e.call(half(quarter(x))));
        y = inception5b.call(inception5a.call(y));
        return fc.call(dropout.call(avgpool.call(y).flatten(1)));
    }

    /** What the two classifiers half way say. */
    public List<Tensor> auxiliary(Tensor x) {
        Tensor first = quarter(x);
        return List.of(aux1.call(first), aux2.call(half(first)));
    }

    private Tensor quarter(Tensor x) {
        Tensor y = maxpool2.call(conv3.call(conv2.call(maxpool1.call(conv1.call(x)))));
        return inception4a.call(maxpool3.call(inception3b.call(inception3a.call(y))));
    }

    private Tensor half(Tensor x) {
        return inception4d.call(inception4c.call(inception4b.call(x)));
    }
}
