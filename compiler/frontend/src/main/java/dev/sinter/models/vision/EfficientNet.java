package dev.sinter.models.vision;

import dev.sinter.Tensor;
import dev.sinter.nn.BatchNormalization;
import dev.sinter.nn.Conv2d;
import dev.sinter.nn.Dropout;
import dev.sinter.nn.Functional;
import dev.sinter.nn.Init;
import dev.sinter.nn.Linear;
import dev.sinter.nn.Module;
import dev.sinter.nn.Sequential;
import dev.sinter.nn.SiLU;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tan and Le, EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks, ICML 2019; torchvision's
 * {@code efficientnet_b0} to {@code efficientnet_b7}. In training all blocks take part: layers are not skipped at random.
 */
public final class EfficientNet extends Module {
    /** Expansion, kernel, stride of the first, channels in and out, blocks: table 1 of the paper. */
    private static final int[][] STAGES = {{1, 3, 1, 32, 16, 1}, {6, 3, 2, 16, 24, 2}, {6, 5, 2, 24, 40, 2},
        {6, 3, 2, 40, 80, 3}, {6, 5, 1, 80, 112, 3}, {6, 5, 2, 112, 192, 4}, {6, 3, 1, 192, 320, 1}};

    final Sequential features;
    final Sequential classifier;

    private EfficientNet(int classes, double width, double depth, double dropout, BatchNormalization.Options norm) {
        List<Module> layers = new ArrayList<>();
        layers.add(unit(3, ConvNormActivation.divisible(32 * width), 3, 2, 1, norm, SiLU::new));
        int out = 0;
        for (int[] stage : STAGES) {
            int in = ConvNormActivation.divisible(stage[3] * width);
            out = ConvNormActivation.divisible(stage[4] * width);
            List<Module> blocks = new ArrayList<>();
            for (int i = 0; i < (int) Math.ceil(stage[5] * depth); i++) {
                blocks.add(new MBConv(i == 0 ? in : out, out, stage[0], stage[1], i == 0 ? stage[2] : 1, norm));
            }
            layers.add(new Sequential(blocks.toArray(Module[]::new)));
        }
        layers.add(unit(out, 4 * out, 1, 1, 1, norm, SiLU::new));
        features = new Sequential(layers.toArray(Module[]::new));
        classifier = new Sequential(new Dropout(dropout), new Linear(4L * out, classes));
        for (Module module : modules()) {
            if (module instanceof Conv2d conv) {
                Start.convolution(conv, Init.Fan.OUT);
            } else if (module instanceof Linear linear && linear.bias != null) {
                double bound = 1 / Math.sqrt(classes);
                Init.uniform_(linear.weight, -bound, bound);
                Init.zeros_(linear.bias);
            }
        }
    }

    private static ConvNormActivation unit(int in, int out, int kernel, int stride, int groups,
            BatchNormalization.Options norm, @Nullable Supplier<Module> activation) {
        return new ConvNormActivation(in, out, kernel, stride, groups, norm, activation);
    }

    /** An inverted residual with excitation. */
    static final class MBConv extends Module {
        final Sequential block;
        private final boolean shortcut;

        MBConv(int in, int out, int expansion, int kernel, int stride, BatchNormalization.Options norm) {
            int hidden = ConvNormActivation.divisible(in * expansion);
            List<Module> layers = new ArrayList<>();
            if (hidden != in) {
                layers.add(unit(in, hidden, 1, 1, 1, norm, SiLU::new));
            }
            layers.add(unit(hidden, hidden, kernel, stride, hidden, norm, SiLU::new));
            layers.add(new SqueezeExcitation(hidden, Math.max(1, in / 4), Functional::silu, Tensor::sigmoid));
            layers.add(unit(hidden, out, 1, 1, 1, norm, null));
            block = new Sequential(layers.toArray(Module[]::new));
            shortcut = stride == 1 && in == out;
        }

        @Override
        public Tensor forward(Tensor x) {
            return shortcut ? block.call(x).add(x) : block.call(x);
        }
    }

    private static EfficientNet plain(int classes, double width, double depth, double dropout) {
        return new EfficientNet(classes, width, depth, dropout, BatchNormalization.Options.DEFAULT);
    }

    private static EfficientNet large(int classes, double width, double depth, double dropout) {
        return new EfficientNet(classes, width, depth, dropout,
                BatchNormalization.Options.DEFAULT.eps(1e-3).momentum(0.01));
    }

    public static EfficientNet b0(int classes) {
        return plain(classes, 1, 1, 0.2);
    }

    public static EfficientNet b1(int classes) {
        return plain(classes, 1, 1.1, 0.2);
    }

    public static EfficientNet b2(int classes) {
        return plain(classes, 1.1, 1.2, 0.3);
    }

    public static EfficientNet b3(int classes) {
        return plain(classes, 1.2, 1.4, 0.3);
    }

    public static EfficientNet b4(int classes) {
        return plain(classes, 1.4, 1.8, 0.4);
    }

    public static EfficientNet b5(int classes) {
        return large(classes, 1.6, 2.2, 0.4);
    }

    public static EfficientNet b6(int classes) {
        return large(classes, 1.8, 2.6, 0.5);
    }

    public static EfficientNet b7(int classes) {
        return large(classes, 2, 3.1, 0.5);
    }

    @Override
    public Tensor forward(Tensor x) {
        return classifier.call(Functional.adaptiveAvgPool2d(features.call(x), 1, 1).flatten(1));
    }
}
