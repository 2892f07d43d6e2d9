package dev.sinter.models.vision;

import dev.sinter.Tensor;
import dev.sinter.nn.AdaptiveAvgPool2d;
import dev.sinter.nn.BatchNorm2d;
import dev.sinter.nn.Conv2d;
import dev.sinter.nn.Init;
import dev.sinter.nn.Linear;
import dev.sinter.nn.MaxPool2d;
import dev.sinter.nn.Module;
import dev.sinter.nn.ReLU;
import dev.sinter.nn.Sequential;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * He et al., Deep Residual Learning for Image Recognition, CVPR 2016; torchvision's {@code resnet18} to {@code resnet152}, whose
 * bottlenecks have their stride in the 3x3 convolution (called version 1.5).
 *
 * <p>With groups, Xie et al., Aggregated Residual Transformations for Deep Neural Networks, CVPR 2017: {@code resnext50_32x4d},
 * {@code resnext101_32x8d}, {@code resnext101_64x4d}. With wider bottlenecks, Zagoruyko and Komodakis, Wide Residual Networks, BMVC
 * 2016: {@code wide_resnet50_2}, {@code wide_resnet101_2}.
 */
public final class ResNet extends Module {
    final Conv2d conv1 = conv(3, 64, 7, 2, 1);
    final BatchNorm2d bn1 = new BatchNorm2d(64);
    final ReLU relu = new ReLU();
    final MaxPool2d maxpool = new MaxPool2d(3, 2, 1);
    final Sequential layer1;
    final Sequential layer2;
    final Sequential layer3;
    final Sequential layer4;
    final AdaptiveAvgPool2d avgpool = new AdaptiveAvgPool2d(1);
    final Linear fc;

    /** Which blocks, and how wide: 64 per group is the usual width. */
    private record Shape(boolean bottleneck, int groups, int widthPerGroup) {
        long expansion() {
            return bottleneck ? Bottleneck.EXPANSION : 1;
        }
    }

    private ResNet(int classes, Shape shape, int... depths) {
        layer1 = layer(shape, 64, 64, depths[0], 1);
        layer2 = layer(shape, 64 * shape.expansion(), 128, depths[1], 2);
        layer3 = layer(shape, 128 * shape.expansion(), 256, depths[2], 2);
        layer4 = layer(shape, 256 * shape.expansion(), 512, depths[3], 2);
        fc = new Linear(512 * shape.expansion(), classes);
        for (Module module : modules()) {
            if (module instanceof Conv2d conv) {
                Start.convolution(conv, Init.Fan.OUT);
            }
        }
    }

    private static Sequential layer(Shape shape, long in, long planes, int depth, int stride) {
        long out = planes * shape.expansion();
        // The shortcut is made before the block it belongs to, so its values are drawn first.
        Sequential downsample = stride == 1 && in == out
                ? null
                : new Sequential(conv(in, out, 1, stride, 1), new BatchNorm2d(out));
        List<Module> blocks = new ArrayList<>();
        blocks.add(block(shape, in, planes, stride, downsample));
        for (int i = 1; i < depth; i++) {
            blocks.add(block(shape, out, planes, 1, null));
        }
        return new Sequential(blocks.toArray(Module[]::new));
    }

    private static Module block(Shape shape, long in, long planes, int stride, @Nullable Sequential downsample) {
        return shape.bottleneck()
                ? new Bottleneck(in, planes, stride, downsample, shape.groups(), shape.widthPerGroup())
                : new BasicBlock(in, planes, stride, downsample);
    }

    private static Conv2d conv(long in, long out, int kernel, int stride, int groups) {
        return new Conv2d(in, out, kernel, stride, kernel / 2, 1, groups, false);
    }

    /** Two 3x3 convolutions and a shortcut. */
    static final class BasicBlock extends Module {
        final Conv2d conv1;
        final BatchNorm2d bn1;
        final ReLU relu = new ReLU();
        final Conv2d conv2;
        final BatchNorm2d bn2;
        final @Nullable Sequential downsample;

        BasicBlock(long in, long planes, int stride, @Nullable Sequential downsample) {
            conv1 = conv(in, planes, 3, stride, 1);
            bn1 = new BatchNorm2d(planes);
            conv2 = conv(planes, planes, 3, 1, 1);
            bn2 = new BatchNorm2d(planes);
            this.downsample = downsample;
        }

        @Override
        public Tensor forward(Tensor x) {
            Tensor shortcut = downsample == null ? x : downsample.call(x);
            Tensor y = relu.call(bn1.call(conv1.call(x)));
            return relu.call(bn2.call(conv2.call(y)).add(shortcut));
        }
    }

    /** A 3x3 convolution between two of 1x1, and a shortcut. */
    static final class Bottleneck extends Module {
        static final long EXPANSION = 4;

        final Conv2d conv1;
        final BatchNorm2d bn1;
        final Conv2d conv2;
        final BatchNorm2d bn2;
        final Conv2d conv3;
        final BatchNorm2d bn3;
        final ReLU relu = new ReLU();
        final @Nullable Sequential downsample;

        Bottleneck(long in, long planes, int stride, @Nullable Sequential downsample, int groups, int widthPerGroup) {
            long width = planes * widthPerGroup / 64 * groups;
            conv1 = conv(in, width, 1, 1, 1);
            bn1 = new BatchNorm2d(width);
            conv2 = conv(width, width, 3, stride, groups);
            bn2 = new BatchNorm2d(width);
            conv3 = conv(width, planes * EXPANSION, 1, 1, 1);
            bn3 = new BatchNorm2d(planes * EXPANSION);
            this.downsample = downsample;
        }

        @Override
        public Tensor forward(Tensor x) {
            Tensor shortcut = downsample == null ? x : downsample.call(x);
            Tensor y = relu.call(bn1.call(conv1.call(x)));
            y = relu.call(bn2.call(conv2.call(y)));
            return relu.call(bn3.call(conv3.call(y)).add(shortcut));
        }
    }

    public static ResNet resnet18(int classes) {
        return new ResNet(classes, new Shape(false, 1, 64), 2, 2, 2, 2);
    }

    public static ResNet resnet34(int classes) {
        return new ResNet(classes, new Shape(false, 1, 64), 3, 4, 6, 3);
    }

    public static ResNet resnet50(int classes) {
        return new ResNet(classes, new Shape(true, 1, 64), 3, 4, 6, 3);
    }

    public static ResNet resnet101(int classes) {
        return new ResNet(classes, new Shape(true, 1, 64), 3, 4, 23, 3);
    }

    public static ResNet resnet152(int classes) {
        return new ResNet(classes, new Shape(true, 1, 64), 3, 8, 36, 3);
    }

    public static ResNet resnext50x32x4d(int classes) {
        return new ResNet(classes, new Shape(true, 32, 4), 3, 4, 6, 3);
    }

    public static ResNet resnext101x32x8d(int classes) {
        return new ResNet(classes, new Shape(true, 32, 8), 3, 4, 23, 3);
    }

    public static ResNet resnext101x64x4d(int classes) {
        return new ResNet(classes, new Shape(true, 64, 4), 3, 4, 23, 3);
    }

    public static ResNet wideResnet50x2(int classes) {
        return new ResNet(classes, new Shape(true, 1, 128), 3, 4, 6, 3);
    }

    public static ResNet wideResnet101x2(int classes) {
        return new ResNet(classes, new Shape(true, 1, 128), 3, 4, 23, 3);
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor y = maxpool.call(relu.call(bn1.call(conv1.call(x))));
        y = layer4.call(layer3.call(layer2.call(layer1.call(y))));
        return fc.call(avgpool.call(y).flatten(1));
    }
}
