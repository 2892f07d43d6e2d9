package dev.sinter.models.vision;

import dev.sinter.Tensor;
import dev.sinter.nn.BatchNormalization;
import dev.sinter.nn.Conv2d;
import dev.sinter.nn.Dropout;
import dev.sinter.nn.Functional;
import dev.sinter.nn.Hardswish;
import dev.sinter.nn.Init;
import dev.sinter.nn.Linear;
import dev.sinter.nn.Module;
import dev.sinter.nn.ReLU;
import dev.sinter.nn.Sequential;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Howard et al., Searching for MobileNetV3, ICCV 2019; torchvision's {@code mobilenet_v3_large} and {@code mobilenet_v3_small}.
 */
public final class MobileNetV3 extends Module {
    private static final BatchNormalization.Options NORM = BatchNormalization.Options.DEFAULT.eps(1e-3).momentum(0.01);

    /** Kernel, expanded channels, channels out, whether with excitation, whether with h-swish, stride: tables 1 and 2 of the paper. */
    record Bneck(int kernel, int expanded, int out, boolean excited, boolean swish, int stride) {}

    private static final List<Bneck> LARGE = List.of(new Bneck(3, 16, 16, false, false, 1),
            new Bneck(3, 64, 24, false, false, 2), new Bneck(3, 72, 24, false, false, 1),
            new Bneck(5, 72, 40, true, false, 2), new Bneck(5, 120, 40, true, false, 1),
            new Bneck(5, 120, 40, true, false, 1), new Bneck(3, 240, 80, false, true, 2),
            new Bneck(3, 200, 80, false, true, 1), new Bneck(3, 184, 80, false, true, 1),
            new Bneck(3, 184, 80, false, true, 1), new Bneck(3, 480, 112, true, true, 1),
            new Bneck(3, 672, 112, true, true, 1), new Bneck(5, 672, 160, true, true, 2),
            new Bneck(5, 960, 160, true, true, 1), new Bneck(5, 960, 160, true, true, 1));
    private static final List<Bneck> SMALL = List.of(new Bneck(3, 16, 16, true, false, 2),
            new Bneck(3, 72, 24, false, false, 2), new Bneck(3, 88, 24, false, false, 1),
            new Bneck(5, 96, 40, true, true, 2), new Bneck(5, 240, 40, true, true, 1),
            new Bneck(5, 240, 40, true, true, 1), new Bneck(5, 120, 48, true, true, 1),
            new Bneck(5, 144, 48, true, true, 1), new Bneck(5, 288, 96, true, true, 2),
            new Bneck(5, 576, 96, true, true, 1), new Bneck(5, 576, 96, true, true, 1));

    final Sequential features;
    final Sequential classifier;

    private MobileNetV3(int classes, List<Bneck> blocks, int last) {
        List<Module> layers = new ArrayList<>();
        layers.add(unit(3, 16, 3, 2, 1, Hardswish::new));
        int in = 16;
        for (Bneck block : blocks) {
            layers.add(new InvertedResidual(in, block));
            in = block.out();
        }
        layers.add(unit(in, 6 * in, 1, 1, 1, Hardswish::new));
        features = new Sequential(layers.toArray(Module[]::new));
        classifier = new Sequential(new Linear(6L * in, last), new Hardswish(), new Dropout(0.2),
                new Linear(last, classes));
        for (Module module : modules()) {
            if (module instanceof Conv2d conv) {
                Start.convolution(conv, Init.Fan.OUT);
            } else if (module instanceof Linear linear) {
                Start.linear(linear, 0.01);
            }
        }
    }

    private static ConvNormActivation unit(int in, int out, int kernel, int stride, int groups,
            @Nullable Supplier<Module> activation) {
        return new ConvNormActivation(in, out, kernel, stride, groups, NORM, activation);
    }

    /** As of MobileNetV2, with excitation and other activations. */
    static final class InvertedResidual extends Module {
        final Sequential block;
        private final boolean shortcut;

        InvertedResidual(int in, Bneck shape) {
            Supplier<Module> activation = shape.swish() ? Hardswish::new : ReLU::new;
            int hidden = shape.expanded();
            List<Module> layers = new ArrayList<>();
            if (hidden != in) {
                layers.add(unit(in, hidden, 1, 1, 1, activation));
            }
            layers.add(unit(hidden, hidden, shape.kernel(), shape.stride(), hidden, activation));
            if (shape.excited()) {
                int quarter = hidden / 4;
                layers.add(new SqueezeExcitation(hidden, ConvNormActivation.divisible(quarter), Functional::relu,
                        Functional::hardsigmoid));
            }
            layers.add(unit(hidden, shape.out(), 1, 1, 1, null));
            block = new Sequential(layers.toArray(Module[]::new));
            shortcut = shape.stride() == 1 && in == shape.out();
        }

        @Override
        public Tensor forward(Tensor x) {
            return shortcut ? block.call(x).add(x) : block.call(x);
        }
    }

    public static MobileNetV3 large(int classes) {
        return new MobileNetV3(classes, LARGE, 1280);
    }

    public static MobileNetV3 small(int classes) {
        return new MobileNetV3(classes, SMALL, 1024);
    }

    @Override
    public Tensor forward(Tensor x) {
        return classifier.call(Functional.adaptiveAvgPool2d(features.call(x), 1, 1).flatten(1));
    }
}
