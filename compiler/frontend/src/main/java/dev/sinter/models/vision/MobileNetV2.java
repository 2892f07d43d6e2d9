package dev.sinter.models.vision;

import dev.sinter.Tensor;
import dev.sinter.nn.BatchNorm2d;
import dev.sinter.nn.BatchNormalization;
import dev.sinter.nn.Conv2d;
import dev.sinter.nn.Dropout;
import dev.sinter.nn.Functional;
import dev.sinter.nn.Init;
import dev.sinter.nn.Linear;
import dev.sinter.nn.Module;
import dev.sinter.nn.ReLU6;
import dev.sinter.nn.Sequential;
import java.util.ArrayList;
import java.util.List;

/** Sandler et al., MobileNetV2: Inverted Residuals and Linear Bottlenecks, CVPR 2018; torchvision's {@code mobilenet_v2}. */
public final class MobileNetV2 extends Module {
    /** Expansion, channels, blocks, stride of the first: table 2 of the paper. */
    private static final int[][] STAGES = {{1, 16, 1, 1}, {6, 24, 2, 2}, {6, 32, 3, 2}, {6, 64, 4, 2}, {6, 96, 3, 1},
        {6, 160, 3, 2}, {6, 320, 1, 1}};

    final Sequential features;
    final Sequential classifier;

    public MobileNetV2(int classes) {
        List<Module> layers = new ArrayList<>();
        layers.add(unit(3, 32, 3, 2, 1));
        int in = 32;
        for (int[] stage : STAGES) {
            for (int i = 0; i < stage[2]; i++) {
                layers.add(new InvertedResidual(in, stage[1], i == 0 ? stage[3] : 1, stage[0]));
                in = stage[1];
            }
        }
        layers.add(unit(in, 1280, 1, 1, 1));
        features = new Sequential(layers.toArray(Module[]::new));
        classifier = new Sequential(new Dropout(0.2), new Linear(1280, classes));
        for (Module module : modules()) {
            if (module instanceof Conv2d conv) {
                Start.convolution(conv, Init.Fan.OUT);
            } else if (module instanceof Linear linear) {
                Start.linear(linear, 0.01);
            }
        }
    }

    private static ConvNormActivation unit(int in, int out, int kernel, int stride, int groups) {
        return new ConvNormActivation(in, out, kernel, stride, groups, BatchNormalization.Options.DEFAULT, ReLU6::new);
    }

    /** Many channels, each convolved alone, between few, which a shortcut joins. */
    static final class InvertedResidual extends Module {
        final Sequential conv;
        private final boolean shortcut;

        InvertedResidual(int in, int out, int stride, int expansion) {
            int hidden = in * expansion;
            List<Module> layers = new ArrayList<>();
            if (expansion != 1) {
                layers.add(unit(in, hidden, 1, 1, 1));
            }
            layers.add(unit(hidden, hidden, 3, stride, hidden));
            layers.add(new Conv2d(hidden, out, 1, 1, 0, 1, 1, false));
            layers.add(new BatchNorm2d(out));
            conv = new Sequential(layers.toArray(Module[]::new));
            shortcut = stride == 1 && in == out;
        }

        @Override
        public Tensor forward(Tensor x) {
            return shortcut ? x.add(conv.call(x)) : conv.call(x);
        }
    }

    @Override
    public Tensor forward(Tensor x) {
        return classifier.call(Functional.adaptiveAvgPool2d(features.call(x), 1, 1).flatten(1));
    }
}
