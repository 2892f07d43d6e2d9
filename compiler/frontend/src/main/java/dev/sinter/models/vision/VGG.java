package dev.sinter.models.vision;

import dev.sinter.Tensor;
import dev.sinter.nn.AdaptiveAvgPool2d;
import dev.sinter.nn.BatchNorm2d;
import dev.sinter.nn.Conv2d;
import dev.sinter.nn.Dropout;
import dev.sinter.nn.Init;
import dev.sinter.nn.Linear;
import dev.sinter.nn.MaxPool2d;
import dev.sinter.nn.Module;
import dev.sinter.nn.ReLU;
import dev.sinter.nn.Sequential;
import java.util.ArrayList;
import java.util.List;

/**
 * Simonyan and Zisserman, Very Deep Convolutional Networks for Large-Scale Image Recognition, ICLR 2015: configurations A, B, D and
 * E, with or without batch normalisation; torchvision's {@code vgg11} to {@code vgg19_bn}.
 */
public final class VGG extends Module {
    final Sequential features;
    final AdaptiveAvgPool2d avgpool = new AdaptiveAvgPool2d(7);
    final Sequential classifier;

    /** Stages of {@code depths} convolutions, a pooling after each. */
    private VGG(int classes, boolean normalized, int... depths) {
        features = features(normalized, depths);
        classifier = new Sequential(new Linear(512 * 7 * 7, 4096), new ReLU(), new Dropout(0.5), new Linear(4096, 4096),
                new ReLU(), new Dropout(0.5), new Linear(4096, classes));
        for (Module module : modules()) {
            if (module instanceof Conv2d conv) {
                Start.convolution(conv, Init.Fan.OUT);
            } else if (module instanceof Linear linear) {
                Start.linear(linear, 0.01);
            }
        }
    }

    private static Sequential features(boolean normalized, int... depths) {
        int[] widths = {64, 128, 256, 512, 512};
        List<Module> layers = new ArrayList<>();
        int in = 3;
        for (int stage = 0; stage < widths.length; stage++) {
            for (int i = 0; i < depths[stage]; i++) {
                layers.add(new Conv2d(in, widths[stage], 3, 1, 1));
                if (normalized) {
                    layers.add(new BatchNorm2d(widths[stage]));
                }
                layers.add(new ReLU());
                in = widths[stage];
            }
            layers.add(new MaxPool2d(2));
        }
        return new Sequential(layers.toArray(Module[]::new));
    }

    public static VGG vgg11(int classes) {
        return new VGG(classes, false, 1, 1, 2, 2, 2);
    }

    public static VGG vgg11bn(int classes) {
        return new VGG(classes, true, 1, 1, 2, 2, 2);
    }

    public static VGG vgg13(int classes) {
        return new VGG(classes, false, 2, 2, 2, 2, 2);
    }

    public static VGG vgg13bn(int classes) {
        return new VGG(classes, true, 2, 2, 2, 2, 2);
    }

    public static VGG vgg16(int classes) {
        return new VGG(classes, false, 2, 2, 3, 3, 3);
    }

    public static VGG vgg16bn(int classes) {
        return new VGG(classes, true, 2, 2, 3, 3, 3);
    }

    public static VGG vgg19(int classes) {
        return new VGG(classes, false, 2, 2, 4, 4, 4);
    }

    public static VGG vgg19bn(int classes) {
        return new VGG(classes, true, 2, 2, 4, 4, 4);
    }

    @Override
    public Tensor forward(Tensor x) {
        return classifier.call(avgpool.call(features.call(x)).flatten(1));
    }
}
