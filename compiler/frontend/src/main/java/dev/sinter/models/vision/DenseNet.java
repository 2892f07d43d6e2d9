package dev.sinter.models.vision;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.nn.AvgPool2d;
import dev.sinter.nn.BatchNorm2d;
import dev.sinter.nn.Conv2d;
import dev.sinter.nn.Functional;
import dev.sinter.nn.Init;
import dev.sinter.nn.Linear;
import dev.sinter.nn.MaxPool2d;
import dev.sinter.nn.Module;
import dev.sinter.nn.ReLU;
import dev.sinter.nn.Sequential;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Huang et al., Densely Connected Convolutional Networks, CVPR 2017, with bottlenecks and compression; torchvision's
 * {@code densenet121} to {@code densenet201}.
 */
public final class DenseNet extends Module {
    /** The width of a bottleneck in growths. */
    private static final long BOTTLENECK = 4L;

    final Sequential features;
    final Linear classifier;

    private DenseNet(int classes, int growth, int first, int... depths) {
        Map<String, Module> layers = new LinkedHashMap<>();
        layers.put("conv0", new Conv2d(3, first, 7, 2, 3, 1, 1, false));
        layers.put("norm0", new BatchNorm2d(first));
        layers.put("relu0", new ReLU());
        layers.put("pool0", new MaxPool2d(3, 2, 1));
        int channels = first;
        for (int i = 0; i < depths.length; i++) {
            Map<String, Module> block = new LinkedHashMap<>();
            for (int j = 0; j < depths[i]; j++) {
                block.put("denselayer" + (j + 1), new DenseLayer(channels + j * growth, growth));
            }
            layers.put("denseblock" + (i + 1), new DenseBlock(block));
            channels += depths[i] * growth;
            if (i < depths.length - 1) {
                layers.put("transition" + (i + 1), transition(channels));
                channels /= 2;
            }
        }
        layers.put("norm5", new BatchNorm2d(channels));
        features = new Sequential(layers);
        classifier = new Linear(channels, classes);
        for (Module module : modules()) {
            if (module instanceof Conv2d conv) {
                Start.convolution(conv, Init.Fan.IN);
            } else if (module instanceof Linear linear && linear.bias != null) {
                Init.zeros_(linear.bias);
            }
        }
    }

    private static Sequential transition(int in) {
        Map<String, Module> layers = new LinkedHashMap<>();
        layers.put("norm", new BatchNorm2d(in));
        layers.put("relu", new ReLU());
        layers.put("conv", new Conv2d(in, in / 2, 1, 1, 0, 1, 1, false));
        layers.put("pool", new AvgPool2d(2));
        return new Sequential(layers);
    }

    /** {@code growth} new channels from all that there are. */
    static final class DenseLayer extends Module {
        final BatchNorm2d norm1;
        final ReLU relu1 = new ReLU();
        final Conv2d conv1;
        final BatchNorm2d norm2;
        final ReLU relu2 = new ReLU();
        final Conv2d conv2;

        DenseLayer(long in, long growth) {
            norm1 = new BatchNorm2d(in);
            conv1 = new Conv2d(in, BOTTLENECK * growth, 1, 1, 0, 1, 1, false);
            norm2 = new BatchNorm2d(BOTTLENECK * growth);
            conv2 = new Conv2d(BOTTLENECK * growth, growth, 3, 1, 1, 1, 1, false);
        }

        @Override
        public Tensor forward(Tensor x) {
            Tensor y = conv1.call(relu1.call(norm1.call(x)));
            return conv2.call(relu2.call(norm2.call(y)));
        }
    }

    /** Layers each of which sees what all before it made. */
    static final class DenseBlock extends Sequential {
        DenseBlock(Map<String, Module> layers) {
            super(layers);
        }

        @Override
        public Tensor forward(Tensor x) {
            Tensor all = x;
            for (Module layer : children()) {
                all = Sinter.cat(List.of(all, layer.call(all)), 1);
            }
            return all;
        }
    }

    public static DenseNet densenet121(int classes) {
        return new DenseNet(classes, 32, 64, 6, 12, 24, 16);
    }

    public static DenseNet densenet161(int classes) {
        return new DenseNet(classes, 48, 96, 6, 12, 36, 24);
    }

    public static DenseNet densenet169(int classes) {
        return new DenseNet(classes, 32, 64, 6, 12, 32, 32);
    }

    public static DenseNet densenet201(int classes) {
        return new DenseNet(classes, 32, 64, 6, 12, 48, 32);
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor y = features.call(x).relu();
        return classifier.call(Functional.adaptiveAvgPool2d(y, 1, 1).flatten(1));
    }
}
